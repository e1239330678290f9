import {
  type ChainState,
  FRAME_HEADER_BYTES,
  type Frame,
  getUint64,
  LENGTH_AT,
  readFrame,
  SEQUENCE_AT,
} from '../format/frame.ts';
import { type SegmentWindow, WINDOW_BYTES } from '../format/segment-window.ts';

/** What a disk writes whole or not at all. */
const SECTOR_BYTES = 512;
/** No frame begins with so many zeros: they would be its CRC and its length. */
const HOLE_BYTES_MIN = 8;

/** Sequences that a frame of a segment may have. */
export interface SequenceRange {
  readonly min: number;
  readonly max: number;
}

/** Where the frames of the last segment ended. */
export interface TailStart {
  readonly position: number;
  /** As it stands after the last good frame. */
  readonly chain: ChainState;
  readonly sequences: SequenceRange;
}

/**
 * - `clean`: nothing but zeros follow
 * - `torn`: something follows that nobody was told was durable; it may be cut
 * - `corrupt`: something that was durable is damaged
 */
export type TailVerdict =
  | { readonly kind: 'clean' }
  | { readonly kind: 'torn'; readonly byteCount: number }
  | { readonly kind: 'corrupt'; readonly what: string };

/**
 * Judges what stands behind the last good frame of a journal.
 *
 * A group is written after the one before it was durable. So a whole frame of a later group proves that the bad spot had
 * been durable: damage. Without one it is the end of a write that never finished. In between lies the whole frame of the
 * same group: a power cut may keep the end of one write and lose its middle. The file was zeros before, so what was lost
 * is a sector of zeros; without such a hole, something else damaged the group.
 */
export function judgeTail(window: SegmentWindow, start: TailStart): TailVerdict {
  const endOfBytes = lastByteSet(window, start.position) + 1;
  if (endOfBytes <= start.position) return { kind: 'clean' };
  const torn: TailVerdict = { kind: 'torn', byteCount: endOfBytes - start.position };
  const expected = start.chain.sequence + 1;
  let firstFound = -1;
  let from = start.position;
  for (;;) {
    const found = findFrame(window, from, start.sequences);
    if (found === null) break;
    const { frame, offset } = found;
    const stands = `the whole frame of sequence ${frame.sequence} stands at offset ${offset}`;
    if (frame.sequence < expected) return { kind: 'corrupt', what: `bad frame, and ${stands} again` };
    if (frame.sequence - frame.groupPosition > expected) {
      return { kind: 'corrupt', what: `bad frame, while ${stands}, written after this one was durable` };
    }
    if (firstFound < 0) firstFound = offset;
    from = offset + frame.byteCount;
  }
  if (firstFound < 0 || hasHole(window, start.position, firstFound)) return torn;
  return { kind: 'corrupt', what: `bad frame, while a whole frame stands behind it at offset ${firstFound}` };
}

export interface FoundFrame {
  readonly frame: Frame;
  readonly offset: number;
}

/** The next whole frame from an offset on, at whatever byte it begins, if its sequence can be of this segment. */
export function findFrame(window: SegmentWindow, from: number, sequences: SequenceRange): FoundFrame | null {
  for (let offset = from; offset + FRAME_HEADER_BYTES <= window.byteCount; offset += 1) {
    const at = window.locate(offset, FRAME_HEADER_BYTES);
    if (at < 0) return null;
    const byteCount = FRAME_HEADER_BYTES + window.view.getUint32(at + LENGTH_AT, true);
    if (offset + byteCount > window.byteCount) continue;
    const sequence = getUint64(window.view, at + SEQUENCE_AT);
    if (sequence < sequences.min || sequence > sequences.max) continue;
    const frame = readFrame(window, offset);
    if (frame !== null) return { frame, offset };
  }
  return null;
}

/** Is a whole sector between two offsets zeros? The first may have begun with frames that are good. */
function hasHole(window: SegmentWindow, from: number, until: number): boolean {
  let sector = from - (from % SECTOR_BYTES);
  for (; sector + SECTOR_BYTES <= until; sector += SECTOR_BYTES) {
    const begin = Math.max(sector, from);
    const length = sector + SECTOR_BYTES - begin;
    const at = window.locate(begin, length);
    if (at < 0) return false;
    if (length >= HOLE_BYTES_MIN && isZero(window.bytes, at, at + length)) return true;
  }
  return false;
}

function isZero(bytes: Uint8Array, from: number, until: number): boolean {
  for (let at = from; at < until; at += 1) if (bytes[at] !== 0) return false;
  return true;
}

/** The offset of the last byte that is not zero, from an offset on; -1 when there is none. */
function lastByteSet(window: SegmentWindow, from: number): number {
  const stretch = WINDOW_BYTES;
  for (let end = window.byteCount; end > from; end -= stretch) {
    const begin = Math.max(from, end - stretch);
    const at = window.locate(begin, end - begin);
    if (at < 0) return -1;
    for (let index = end - begin - 1; index >= 0; index -= 1) {
      if (window.bytes[at + index] !== 0) return begin + index;
    }
  }
  return -1;
}
