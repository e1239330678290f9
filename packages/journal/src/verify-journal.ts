import { type ScannedSegment, scanJournal, type TornTail } from './recovery/scan-journal.ts';
import { nodeStorage } from './storage/node-storage.ts';
import type { JournalStorage } from './storage/storage.ts';

export interface VerifiedSegment {
  readonly name: string;
  readonly epoch: number;
  readonly firstSequence: number;
  /** One less than the first when it holds no frame. */
  readonly lastSequence: number;
  readonly frameCount: number;
  /** Up to the end of its last frame, header included. */
  readonly dataBytes: number;
  readonly fileBytes: number;
}

/** What a journal holds. */
export interface JournalReport {
  readonly directory: string;
  /** Null when there is no segment. */
  readonly runId: string | null;
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly frameCount: number;
  readonly segments: readonly VerifiedSegment[];
  /** Half-written, never acknowledged; the next opening for writing cuts it. */
  readonly tornTail: TornTail | null;
  /** Does a segment behind its last frame name that frame, as closing leaves it? */
  readonly isSealed: boolean;
}

/**
 * Reads and checks every frame of a journal; changes nothing.
 *
 * @throws JournalError `corrupt`, `foreign` or `unusable`
 */
export function verifyJournal(directory: string, storage: JournalStorage = nodeStorage): JournalReport {
  const { segments, tornTail, chain } = scanJournal({ storage, directory });
  return {
    directory,
    runId: segments[0]?.header.runId ?? null,
    firstSequence: segments[0]?.header.firstSequence ?? 1,
    lastSequence: chain?.sequence ?? 0,
    frameCount: segments.reduce((sum, { frameCount }) => sum + frameCount, 0),
    segments: segments.map(verified),
    tornTail,
    isSealed: segments.length > 0 && segments.at(-1)?.frameCount === 0 && tornTail === null,
  };
}

function verified({
  name,
  header,
  frameCount,
  lastSequence,
  dataBytes,
  fileBytes,
}: ScannedSegment): VerifiedSegment {
  const { epoch, firstSequence } = header;
  return { name, epoch, firstSequence, lastSequence, frameCount, dataBytes, fileBytes };
}
