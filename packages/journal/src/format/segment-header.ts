import { crc32 } from 'node:zlib';
import { type ChainState, getUint64, setUint64 } from './frame.ts';

export const SEGMENT_HEADER_BYTES = 128;
export const FORMAT_VERSION = 1;
const RUN_ID_BYTES_MAX = 88;

const MAGIC = new TextEncoder().encode('SPILLJNL');
const VERSION_AT = 8;
const EPOCH_AT = 12;
const FIRST_SEQUENCE_AT = 16;
const PREVIOUS_CRC_AT = 24;
const SEGMENT_BYTES_AT = 28;
const RUN_ID_LENGTH_AT = 32;
const RUN_ID_AT = 36;
const HEADER_CRC_AT = 124;

/** What a segment says of itself, before its first frame. */
export interface SegmentHeader {
  readonly runId: string;
  /** How often the journal had been opened when this segment was begun; a segment has one writer. */
  readonly epoch: number;
  readonly firstSequence: number;
  /** The CRC of the frame before, in an earlier segment; for the very first, that of the run's id. */
  readonly previousCrc: number;
  /** The length to which the file was zero-filled. */
  readonly segmentBytes: number;
}

/** @throws RangeError when it does not fit into a header */
export function encodeRunId(runId: string): Uint8Array {
  const bytes = new TextEncoder().encode(runId);
  if (bytes.length === 0 || bytes.length > RUN_ID_BYTES_MAX) {
    throw new RangeError(`run id of ${bytes.length} bytes; expected 1 to ${RUN_ID_BYTES_MAX}`);
  }
  return bytes;
}

/** The first bytes of a segment. */
export function encodeSegmentHeader(header: SegmentHeader): Uint8Array {
  const bytes = new Uint8Array(SEGMENT_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  const runId = encodeRunId(header.runId);
  bytes.set(MAGIC);
  view.setUint32(VERSION_AT, FORMAT_VERSION, true);
  view.setUint32(EPOCH_AT, header.epoch, true);
  setUint64(view, FIRST_SEQUENCE_AT, header.firstSequence);
  view.setUint32(PREVIOUS_CRC_AT, header.previousCrc, true);
  view.setUint32(SEGMENT_BYTES_AT, header.segmentBytes, true);
  view.setUint32(RUN_ID_LENGTH_AT, runId.length, true);
  bytes.set(runId, RUN_ID_AT);
  view.setUint32(HEADER_CRC_AT, crc32(bytes.subarray(0, HEADER_CRC_AT)), true);
  return bytes;
}

export type DecodedHeader =
  | { readonly kind: 'header'; readonly header: SegmentHeader }
  | { readonly kind: 'other version'; readonly version: number }
  | { readonly kind: 'none' };

/** The first bytes of a segment, read. `none`: they were never written, or are damaged. */
export function decodeSegmentHeader(bytes: Uint8Array): DecodedHeader {
  if (bytes.length < SEGMENT_HEADER_BYTES) return { kind: 'none' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (MAGIC.some((byte, index) => bytes[index] !== byte)) return { kind: 'none' };
  if (view.getUint32(HEADER_CRC_AT, true) !== crc32(bytes.subarray(0, HEADER_CRC_AT)))
    return { kind: 'none' };
  const version = view.getUint32(VERSION_AT, true);
  if (version !== FORMAT_VERSION) return { kind: 'other version', version };
  const runIdEnd = RUN_ID_AT + view.getUint32(RUN_ID_LENGTH_AT, true);
  return {
    kind: 'header',
    header: {
      runId: new TextDecoder().decode(bytes.subarray(RUN_ID_AT, runIdEnd)),
      epoch: view.getUint32(EPOCH_AT, true),
      firstSequence: getUint64(view, FIRST_SEQUENCE_AT),
      previousCrc: view.getUint32(PREVIOUS_CRC_AT, true),
      segmentBytes: view.getUint32(SEGMENT_BYTES_AT, true),
    },
  };
}

/** Where the chain of a run begins, so that a frame of another run follows nothing of this one. */
export function firstCrcOf(runId: string): number {
  return crc32(runId);
}

/** The chain as it stands before the first frame of a segment. */
export function chainBefore(header: SegmentHeader): ChainState {
  return { sequence: header.firstSequence - 1, crc: header.previousCrc, groupPosition: -1 };
}

const SEGMENT_NAME = /^(\d{8})\.segment$/;

/** What the file of a segment is called; numbers rise from 1. */
export function segmentName(index: number): string {
  return `${String(index).padStart(8, '0')}.segment`;
}

/** The number in a segment's name; undefined for any other file. */
export function segmentIndex(name: string): number | undefined {
  const digits = SEGMENT_NAME.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
