import { InvariantError } from '../invariants/invariant-error.ts';

const BYTES_AT_START = 4096;
const TWO_32 = 4_294_967_296;

/** Writes integers and short texts into bytes that grow, little-endian; one value has one form. */
export class ByteWriter {
  #bytes: Uint8Array = new Uint8Array(BYTES_AT_START);
  #view: DataView = new DataView(this.#bytes.buffer);
  #length = 0;

  byte(value: number): void {
    this.#reserve(1);
    this.#view.setUint8(this.#length, value);
    this.#length += 1;
  }

  /** A safe integer in 8 bytes: low 32 bits, then high 32 bits with the sign. */
  integer(value: number): void {
    if (!Number.isSafeInteger(value)) throw new InvariantError('the state holds safe integers', { value });
    this.#reserve(8);
    const low = ((value % TWO_32) + TWO_32) % TWO_32;
    this.#view.setUint32(this.#length, low, true);
    this.#view.setInt32(this.#length + 4, (value - low) / TWO_32, true);
    this.#length += 8;
  }

  /** Length, then one 16-bit unit a character. */
  text(value: string): void {
    this.integer(value.length);
    this.#reserve(value.length * 2);
    for (let index = 0; index < value.length; index += 1) {
      this.#view.setUint16(this.#length, value.charCodeAt(index), true);
      this.#length += 2;
    }
  }

  flag(value: boolean): void {
    this.byte(value ? 1 : 0);
  }

  /** A copy of what was written. */
  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(length: number): void {
    if (this.#length + length <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + length));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}
