import { InvariantError } from '../invariants/invariant-error.ts';

const BYTES_AT_START = 4096;

/** Writes integers and short texts into bytes that grow, little-endian; one value has one form. */
export class ByteWriter {
  #bytes: Uint8Array = new Uint8Array(BYTES_AT_START);
  #view: DataView = new DataView(this.#bytes.buffer);
  #length = 0;

  byte(value: number): void {
    const offset = this.#take(1);
    this.#view.setUint8(offset, value);
  }

  /** A count or a number below 2^32, in 4 bytes. */
  word(value: number): void {
    if (value >>> 0 !== value) throw new InvariantError('a word is a whole number below 2^32', { value });
    const offset = this.#take(4);
    this.#view.setUint32(offset, value, true);
  }

  /** A safe integer, in the 8 bytes of the double that it is. */
  integer(value: number): void {
    if (!Number.isSafeInteger(value)) throw new InvariantError('the state holds safe integers', { value });
    const offset = this.#take(8);
    // 0 is added to make one zero of two: a double has a negative one.
    this.#view.setFloat64(offset, value + 0, true);
  }

  /** Length, then one 16-bit unit a character. */
  text(value: string): void {
    this.word(value.length);
    const offset = this.#take(value.length * 2);
    for (let index = 0; index < value.length; index += 1) {
      this.#view.setUint16(offset + index * 2, value.charCodeAt(index), true);
    }
  }

  flag(value: boolean): void {
    this.byte(value ? 1 : 0);
  }

  /** What was written, not copied: it holds until the next value. */
  written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Makes room for so many bytes more. */
  reserve(length: number): void {
    if (this.#length + length <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + length));
    grown.set(this.written());
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }

  /** Where the next bytes go. */
  #take(length: number): number {
    this.reserve(length);
    const offset = this.#length;
    this.#length += length;
    return offset;
  }
}
