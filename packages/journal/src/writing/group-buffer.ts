import { crc32 } from 'node:zlib';
import {
  type ChainState,
  CRC_AT,
  FLAGS_AT,
  FRAME_HEADER_BYTES,
  GROUP_POSITION_AT,
  LENGTH_AT,
  PREVIOUS_CRC_AT,
  SEQUENCE_AT,
  setUint64,
} from '../format/frame.ts';

const BYTES_MIN = 1 << 14;
const CRC_BYTES = 4;

/** The frames that will be written together. Grows to what it needs, and is used again. */
export class GroupBuffer {
  byteCount = 0;
  frameCount = 0;
  /** As it stood before the first frame of this group, and as it stands after the last. */
  firstSequence = 0;
  lastSequence = 0;
  previousCrc = 0;
  #bytes = new Uint8Array(BYTES_MIN);
  /** The header of one frame without its CRC: checked and copied from here, so that no view is made for each frame. */
  readonly #header = new Uint8Array(FRAME_HEADER_BYTES - CRC_BYTES);
  readonly #headerView = new DataView(this.#header.buffer);
  #view = new DataView(this.#bytes.buffer);

  /** Copies a payload behind the frames that are there, and moves the chain on. */
  append(payload: Uint8Array, flags: number, chain: ChainState): void {
    const sequence = chain.sequence + 1;
    if (this.frameCount === 0) {
      this.firstSequence = sequence;
      this.previousCrc = chain.crc;
    }
    const header = this.#headerView;
    header.setUint32(LENGTH_AT - CRC_BYTES, payload.length, true);
    setUint64(header, SEQUENCE_AT - CRC_BYTES, sequence);
    header.setUint32(PREVIOUS_CRC_AT - CRC_BYTES, chain.crc, true);
    header.setUint32(GROUP_POSITION_AT - CRC_BYTES, this.frameCount, true);
    header.setUint32(FLAGS_AT - CRC_BYTES, flags, true);
    const crc = crc32(payload, crc32(this.#header));

    const at = this.byteCount;
    const end = at + FRAME_HEADER_BYTES + payload.length;
    if (end > this.#bytes.length) this.#grow(end);
    this.#view.setUint32(at + CRC_AT, crc, true);
    this.#bytes.set(this.#header, at + CRC_BYTES);
    this.#bytes.set(payload, at + FRAME_HEADER_BYTES);
    this.byteCount = end;
    this.lastSequence = sequence;
    chain.groupPosition = this.frameCount;
    this.frameCount += 1;
    chain.sequence = sequence;
    chain.crc = crc;
  }

  /** All frames, as they are to be written. */
  content(): Uint8Array {
    return this.#bytes.subarray(0, this.byteCount);
  }

  clear(): void {
    this.byteCount = 0;
    this.frameCount = 0;
  }

  #grow(byteCount: number): void {
    const grown = new Uint8Array(Math.max(byteCount, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.byteCount));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}
