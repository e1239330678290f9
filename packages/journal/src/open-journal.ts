import { join } from 'node:path';
import type { ChainState } from './format/frame.ts';
import { encodeRunId, firstCrcOf } from './format/segment-header.ts';
import { JournalError, systemReason } from './journal-error.ts';
import { type JournalScan, type JournalSource, scanJournal } from './recovery/scan-journal.ts';
import { nodeStorage } from './storage/node-storage.ts';
import { type JournalStorage, writeWhole } from './storage/storage.ts';
import { Journal } from './writing/journal.ts';
import { type JournalLock, takeLock } from './writing/journal-lock.ts';
import { nodeProcessTable, type ProcessTable } from './writing/process-table.ts';
import { SegmentFiles } from './writing/segment-files.ts';

const SEGMENT_BYTES = 64 << 20;
const SEGMENT_BYTES_MIN = 512;
const SEGMENT_BYTES_MAX = 1 << 30;
const BACKLOG_BYTES_MAX = 64 << 20;

export interface JournalOptions {
  /** Whose journal this is: 1 to 88 bytes. A directory that holds the journal of another run is refused. */
  readonly runId: string;
  /** How large each file is made ahead of use. */
  readonly segmentBytes?: number;
  /** How much may wait to become durable before `append` refuses. */
  readonly backlogBytesMax?: number;
  readonly storage?: JournalStorage;
  readonly processes?: ProcessTable;
  /**
   * For harnesses that show what syncing is good for, and for nothing else: what is told to be durable is NOT, and a
   * power cut loses it.
   */
  readonly isSyncOffSoThatDataIsLost?: boolean;
}

/**
 * Opens a journal for writing: takes its lock, reads and checks all of it, cuts what was left half-written, and begins a
 * segment of a new epoch.
 *
 * @throws JournalError `locked`, `corrupt` or `foreign`, and then no segment was changed; `unusable`
 * @throws RangeError when an option is out of its limits
 */
export async function openJournal(directory: string, options: JournalOptions): Promise<Journal> {
  const { storage = nodeStorage, processes = nodeProcessTable(), segmentBytes = SEGMENT_BYTES } = options;
  refuseSegmentBytes(segmentBytes);
  // Refused before anything is locked.
  encodeRunId(options.runId);
  const source: JournalSource = { storage, directory };
  let lock: JournalLock | null = null;
  try {
    await storage.makeDirectory(directory);
    lock = await takeLock({ storage, directory, processes });
    const scan = scanJournal(source);
    refuseOtherRun(scan, { directory, runId: options.runId });
    return await beginEpoch(source, { scan, lock, options: { ...options, segmentBytes } });
  } catch (error) {
    await lock?.release().catch(() => undefined);
    if (error instanceof JournalError) throw error;
    const message = `${directory}: ${systemReason(error)}; expected to open a journal for writing`;
    throw new JournalError(message, { fault: 'unusable', cause: error });
  }
}

function refuseSegmentBytes(segmentBytes: number): void {
  const isInLimits = segmentBytes >= SEGMENT_BYTES_MIN && segmentBytes <= SEGMENT_BYTES_MAX;
  if (Number.isSafeInteger(segmentBytes) && isInLimits) return;
  throw new RangeError(
    `segments of ${segmentBytes} bytes; expected ${SEGMENT_BYTES_MIN} to ${SEGMENT_BYTES_MAX}`,
  );
}

function refuseOtherRun(scan: JournalScan, expected: { directory: string; runId: string }): void {
  const found = scan.segments[0]?.header.runId;
  if (found === undefined || found === expected.runId) return;
  throw new JournalError(`${expected.directory}: journal of the run ${found}; expected ${expected.runId}`, {
    fault: 'foreign',
  });
}

interface ScannedJournal {
  readonly scan: JournalScan;
  readonly lock: JournalLock;
  readonly options: JournalOptions & { readonly segmentBytes: number };
}

/** Leaves behind the last frame only what this writer puts there. */
async function beginEpoch(source: JournalSource, { scan, lock, options }: ScannedJournal): Promise<Journal> {
  const { storage, directory } = source;
  const { runId, segmentBytes, backlogBytesMax = BACKLOG_BYTES_MAX } = options;
  const chain: ChainState = scan.chain ?? { sequence: 0, crc: firstCrcOf(runId), groupPosition: -1 };
  const last = scan.segments.at(-1);
  const epoch = Math.max(last?.header.epoch ?? 0, lock.epochBefore) + 1;
  await lock.noteEpoch(epoch);
  await settleEnd(source, scan);
  const files = new SegmentFiles({
    storage,
    directory,
    runId,
    epoch,
    segmentBytes,
    isSynced: options.isSyncOffSoThatDataIsLost !== true,
    segments: scan.segments.map(({ index, header }) => ({ index, firstSequence: header.firstSequence })),
    nextIndex: (last?.index ?? 0) + 1,
  });
  try {
    await files.begin({ firstSequence: chain.sequence + 1, previousCrc: chain.crc });
    // Segments without a frame, such as a seal, have told what they had to tell.
    await files.removeEmpty();
  } catch (error) {
    await files.close();
    throw error;
  }
  const recovery = {
    firstSequence: scan.segments[0]?.header.firstSequence ?? 1,
    lastSequence: chain.sequence,
    tornTail: scan.tornTail,
  };
  return new Journal({ directory, runId, epoch, recovery, files, lock, chain, backlogBytesMax });
}

/**
 * Makes what was read the whole content of the disk. The last group may be in memory only: its writer was killed before the
 * sync, or the sync failed, after which the system calls those pages clean. So it is written once more.
 */
async function settleEnd({ storage, directory }: JournalSource, scan: JournalScan): Promise<void> {
  for (const name of scan.unusedNames) await storage.remove(join(directory, name));
  if (scan.unusedNames.length > 0) await storage.syncDirectory(directory);
  const last = scan.segments.at(-1);
  if (last === undefined) return;
  const file = storage.open(join(directory, last.name), 'write');
  try {
    const group = new Uint8Array(last.dataBytes - last.lastGroupOffset);
    file.read(group, last.lastGroupOffset);
    if (group.length > 0) await writeWhole(file, group, last.lastGroupOffset);
    await file.truncate(last.dataBytes);
  } finally {
    file.close();
  }
}
