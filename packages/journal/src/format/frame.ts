import { crc32 } from 'node:zlib';
import type { SegmentWindow } from './segment-window.ts';

/** Everything is little-endian; frames follow each other without a byte between them that no CRC covers. */
export const FRAME_HEADER_BYTES = 28;
/** Over all that follows, the length as well. */
export const CRC_AT = 0;
export const LENGTH_AT = 4;
export const SEQUENCE_AT = 8;
export const PREVIOUS_CRC_AT = 16;
export const GROUP_POSITION_AT = 20;
export const FLAGS_AT = 24;

const CRC_BYTES = 4;
const UINT32_RANGE = 4_294_967_296;

/** What a reader of the journal gets. */
export interface JournalEntry {
  readonly sequence: number;
  readonly flags: number;
  /** Valid until the next entry is asked for: whoever keeps it copies it. */
  readonly payload: Uint8Array;
}

/** A frame whose CRC holds. */
export interface Frame extends JournalEntry {
  readonly crc: number;
  readonly previousCrc: number;
  /** How many frames of its group stand before it: 0 for the first. */
  readonly groupPosition: number;
  /** With its header. */
  readonly byteCount: number;
}

/** Where a chain of frames stands: the last frame's sequence, CRC and place in its group. */
export interface ChainState {
  sequence: number;
  crc: number;
  /** -1 before the first frame of a segment: a group never crosses into the next one. */
  groupPosition: number;
}

export function setUint64(view: DataView, at: number, value: number): void {
  view.setUint32(at, value % UINT32_RANGE, true);
  view.setUint32(at + 4, Math.floor(value / UINT32_RANGE), true);
}

/** Beyond 2^53 not exact, and then no sequence of ours. */
export function getUint64(view: DataView, at: number): number {
  return view.getUint32(at + 4, true) * UINT32_RANGE + view.getUint32(at, true);
}

/** The frame at a position if there is a whole one whose CRC holds. Whether it belongs there, `isNext` says. */
export function readFrame(window: SegmentWindow, position: number): Frame | null {
  const header = window.locate(position, FRAME_HEADER_BYTES);
  if (header < 0) return null;
  const byteCount = FRAME_HEADER_BYTES + window.view.getUint32(header + LENGTH_AT, true);
  const at = window.locate(position, byteCount);
  if (at < 0) return null;
  const { view, bytes } = window;
  const crc = view.getUint32(at + CRC_AT, true);
  if (crc32(bytes.subarray(at + CRC_BYTES, at + byteCount)) !== crc) return null;
  return {
    sequence: getUint64(view, at + SEQUENCE_AT),
    flags: view.getUint32(at + FLAGS_AT, true),
    payload: bytes.subarray(at + FRAME_HEADER_BYTES, at + byteCount),
    crc,
    previousCrc: view.getUint32(at + PREVIOUS_CRC_AT, true),
    groupPosition: view.getUint32(at + GROUP_POSITION_AT, true),
    byteCount,
  };
}

/** Does this frame follow? Its sequence is the next, it names the CRC before it, and it begins or continues a group. */
export function isNext(frame: Frame, chain: ChainState): boolean {
  return (
    frame.sequence === chain.sequence + 1 &&
    frame.previousCrc === chain.crc &&
    (frame.groupPosition === 0 || frame.groupPosition === chain.groupPosition + 1)
  );
}

/** Moves the chain on to a frame that follows. */
export function advance(chain: ChainState, frame: Frame): void {
  chain.sequence = frame.sequence;
  chain.crc = frame.crc;
  chain.groupPosition = frame.groupPosition;
}
