const TWO_32 = 4_294_967_296;

/** The bytes are not a snapshot that this engine can restore. */
export class SnapshotError extends Error {
  constructor(message: string) {
    super(`Not a snapshot: ${message}.`);
    this.name = 'SnapshotError';
  }
}

/** Reads what a `ByteWriter` wrote; a read past the end throws a `SnapshotError`. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.#offset === this.#bytes.length;
  }

  byte(): number {
    return this.#view.getUint8(this.#take(1));
  }

  integer(): number {
    const offset = this.#take(8);
    const low = this.#view.getUint32(offset, true);
    const value = this.#view.getInt32(offset + 4, true) * TWO_32 + low;
    if (!Number.isSafeInteger(value)) throw new SnapshotError(`the integer at byte ${offset} is too large`);
    return value;
  }

  /** A number of things that follow. */
  count(): number {
    const value = this.integer();
    if (value < 0 || value > this.#bytes.length) throw new SnapshotError(`a list of ${value} entries`);
    return value;
  }

  text(): string {
    const length = this.count();
    const offset = this.#take(length * 2);
    let value = '';
    for (let index = 0; index < length; index += 1) {
      value += String.fromCharCode(this.#view.getUint16(offset + index * 2, true));
    }
    return value;
  }

  flag(): boolean {
    return this.byte() === 1;
  }

  #take(length: number): number {
    const offset = this.#offset;
    if (offset + length > this.#bytes.length)
      throw new SnapshotError(`it ends at byte ${this.#bytes.length}`);
    this.#offset += length;
    return offset;
  }
}
