import { join } from 'node:path';
import { advance, type ChainState, isNext, readFrame } from '../format/frame.ts';
import {
  chainBefore,
  decodeSegmentHeader,
  FORMAT_VERSION,
  firstCrcOf,
  SEGMENT_HEADER_BYTES,
  type SegmentHeader,
  segmentIndex,
  segmentName,
} from '../format/segment-header.ts';
import { SegmentWindow } from '../format/segment-window.ts';
import { corruptAt, JournalError, type JournalPlace, systemReason } from '../journal-error.ts';
import type { JournalStorage, StorageFile } from '../storage/storage.ts';
import { findFrame, judgeTail } from './judge-tail.ts';

export interface JournalSource {
  readonly storage: JournalStorage;
  readonly directory: string;
}

/** One segment, read to its end. */
export interface ScannedSegment {
  readonly index: number;
  readonly name: string;
  readonly header: SegmentHeader;
  readonly frameCount: number;
  /** The sequence of its last frame; one less than its first sequence when it has none. */
  readonly lastSequence: number;
  /** Up to the end of its last frame. */
  readonly dataBytes: number;
  /** Where its last group begins: nothing before it can be missing from the disk. */
  readonly lastGroupOffset: number;
  readonly fileBytes: number;
}

/** What a power cut or a kill left behind the last whole frame. Nobody was told that it was durable. */
export interface TornTail {
  readonly place: JournalPlace;
  readonly byteCount: number;
}

export interface JournalScan {
  readonly segments: readonly ScannedSegment[];
  /** Files that were being prepared and hold nothing. */
  readonly unusedNames: readonly string[];
  readonly tornTail: TornTail | null;
  /** As it stands after the last frame; null when there is no segment. */
  readonly chain: ChainState | null;
}

/**
 * Reads a whole journal and judges its end; changes nothing.
 *
 * @throws JournalError `corrupt` when anything that was durable is damaged or missing, `foreign` when it is no journal
 * of this format or mixes runs, `unusable` when it cannot be read
 */
export function scanJournal(source: JournalSource): JournalScan {
  const { begun, unusedNames } = listSegments(source);
  const segments: ScannedSegment[] = [];
  let chain: ChainState | null = null;
  let tornTail: TornTail | null = null;
  for (const [place, { index, header }] of begun.entries()) {
    if (chain === null) checkBeginning(header, segmentName(index));
    else checkLink({ header, chain, before: segments[place - 1] });
    withSegment(source, index, (file) => {
      const window = new SegmentWindow(file);
      const segment = scanSegment(window, { index, header });
      chain = segment.chain;
      segments.push(segment.scanned);
      if (place === begun.length - 1) tornTail = judgeEnd(window, segment);
    });
  }
  return { segments, unusedNames, tornTail, chain };
}

/** A segment whose header is whole. */
export interface BegunSegment {
  readonly index: number;
  readonly header: SegmentHeader;
}

interface ListedSegments {
  readonly begun: readonly BegunSegment[];
  readonly unusedNames: readonly string[];
}

/** Every segment by its number. One without a header holds no frame: it was being prepared, and never used. */
function listSegments(source: JournalSource): ListedSegments {
  const begun: BegunSegment[] = [];
  const unusedNames: string[] = [];
  for (const index of segmentIndices(source)) {
    const header = withSegment(source, index, (file) => {
      const read = readHeader(file, segmentName(index));
      if (read === null) refuseFramesWithoutHeader(file, segmentName(index));
      return read;
    });
    if (header === null) unusedNames.push(segmentName(index));
    else begun.push({ index, header });
  }
  return { begun, unusedNames };
}

export function segmentIndices({ storage, directory }: JournalSource): readonly number[] {
  const names = orUnusable(directory, () => storage.list(directory));
  return names.flatMap((name) => segmentIndex(name) ?? []).sort((left, right) => left - right);
}

/** The header of a segment; null when it has none. */
export function readHeader(file: StorageFile, name: string): SegmentHeader | null {
  const bytes = new Uint8Array(SEGMENT_HEADER_BYTES);
  const count = orUnusable(name, () => file.read(bytes, 0));
  const decoded = decodeSegmentHeader(bytes.subarray(0, count));
  if (decoded.kind === 'other version') {
    throw new JournalError(
      `${name}: journal format ${decoded.version}; expected ${FORMAT_VERSION}, written by another version`,
      { fault: 'foreign' },
    );
  }
  return decoded.kind === 'header' ? decoded.header : null;
}

function refuseFramesWithoutHeader(file: StorageFile, name: string): void {
  const sequences = { min: 1, max: Number.MAX_SAFE_INTEGER };
  const found = orUnusable(name, () => findFrame(new SegmentWindow(file), 0, sequences));
  if (found === null) return;
  const { frame, offset } = found;
  throw corruptAt(
    { segment: name, offset: 0, sequence: frame.sequence },
    `damaged segment header, while a whole frame stands at offset ${offset}`,
  );
}

function checkBeginning(header: SegmentHeader, name: string): void {
  if (header.firstSequence !== 1 || header.previousCrc === firstCrcOf(header.runId)) return;
  throw corruptAt(
    { segment: name, offset: 0, sequence: 1 },
    `the chain does not begin with the run id ${header.runId}`,
  );
}

interface SegmentLink {
  readonly header: SegmentHeader;
  readonly chain: ChainState;
  readonly before: ScannedSegment | undefined;
}

/** Does a segment go on where the one before it ends? */
function checkLink({ header, chain, before }: SegmentLink): void {
  if (before === undefined) return;
  const expected = chain.sequence + 1;
  const place = { segment: before.name, offset: before.dataBytes, sequence: expected };
  if (header.runId !== before.header.runId) {
    throw new JournalError(
      `${before.name} is of the run ${before.header.runId}, the segment after it of ${header.runId}; expected one run`,
      { fault: 'foreign' },
    );
  }
  if (header.epoch < before.header.epoch) {
    throw corruptAt(
      place,
      `the next segment is of writer epoch ${header.epoch}, this one of ${before.header.epoch}`,
    );
  }
  if (header.firstSequence < expected && header.epoch > before.header.epoch) {
    const what = `frames of writer epoch ${before.header.epoch} up to sequence ${chain.sequence}, while epoch`;
    throw corruptAt(place, `${what} ${header.epoch} had begun at ${header.firstSequence}`);
  }
  if (header.firstSequence !== expected) {
    throw corruptAt(
      place,
      `no good frame, while the next segment begins at sequence ${header.firstSequence}`,
    );
  }
  if (header.previousCrc !== chain.crc) {
    throw corruptAt(place, 'the next segment does not continue the chain of this one');
  }
}

interface SegmentEnd {
  readonly scanned: ScannedSegment;
  readonly chain: ChainState;
}

/** Reads frames while CRC, sequence and chain hold. */
function scanSegment(window: SegmentWindow, { index, header }: BegunSegment): SegmentEnd {
  const name = segmentName(index);
  const chain = chainBefore(header);
  let position = SEGMENT_HEADER_BYTES;
  let lastGroupOffset = position;
  orUnusable(name, () => {
    for (;;) {
      const frame = readFrame(window, position);
      if (frame === null || !isNext(frame, chain)) return;
      if (frame.groupPosition === 0) lastGroupOffset = position;
      advance(chain, frame);
      position += frame.byteCount;
    }
  });
  const scanned = {
    index,
    name,
    header,
    frameCount: chain.sequence + 1 - header.firstSequence,
    lastSequence: chain.sequence,
    dataBytes: position,
    lastGroupOffset,
    fileBytes: window.byteCount,
  };
  return { scanned, chain };
}

function judgeEnd(window: SegmentWindow, { scanned, chain }: SegmentEnd): TornTail | null {
  const { name, dataBytes, header } = scanned;
  const sequences = { min: header.firstSequence, max: chain.sequence + window.byteCount };
  const start = { position: dataBytes, chain, sequences };
  const verdict = orUnusable(name, () => judgeTail(window, start));
  const place = { segment: name, offset: dataBytes, sequence: chain.sequence + 1 };
  if (verdict.kind === 'corrupt') throw corruptAt(place, verdict.what);
  return verdict.kind === 'torn' ? { place, byteCount: verdict.byteCount } : null;
}

function withSegment<Result>(
  { storage, directory }: JournalSource,
  index: number,
  use: (file: StorageFile) => Result,
): Result {
  const name = segmentName(index);
  const file = orUnusable(name, () => storage.open(join(directory, name), 'read'));
  try {
    return use(file);
  } finally {
    file.close();
  }
}

/** Tells a failed system call as a `JournalError` that names the file. */
export function orUnusable<Result>(name: string, systemCall: () => Result): Result {
  try {
    return systemCall();
  } catch (error) {
    if (error instanceof JournalError) throw error;
    throw new JournalError(`${name}: ${systemReason(error)}; expected to read the journal`, {
      fault: 'unusable',
      cause: error,
    });
  }
}
