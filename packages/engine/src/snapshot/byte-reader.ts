/** The bytes are not a snapshot that this engine can restore. */
export class SnapshotError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(`Not a snapshot: ${message}.`, options);
    this.name = 'SnapshotError';
  }
}

/**
 * Reads what a `ByteWriter` wrote. A read past the end, or of bytes that no `ByteWriter` writes, throws a
 * `SnapshotError`.
 */
export class ByteReader {
  readonly #view: DataView;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.#offset === this.#view.byteLength;
  }

  get bytesLeft(): number {
    return this.#view.byteLength - this.#offset;
  }

  byte(): number {
    return this.#view.getUint8(this.#take(1));
  }

  word(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  integer(): number {
    const offset = this.#take(8);
    const value = this.#view.getFloat64(offset, true);
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
      throw new SnapshotError(`${value} at byte ${offset} is not an integer of the state`);
    }
    return value;
  }

  /** A number of things that follow: each takes at least one byte. */
  count(): number {
    const value = this.word();
    if (value > this.bytesLeft) throw new SnapshotError(`a list of ${value} entries`);
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
    const offset = this.#offset;
    const value = this.byte();
    if (value > 1) throw new SnapshotError(`${value} at byte ${offset} is neither yes nor no`);
    return value === 1;
  }

  #take(length: number): number {
    const offset = this.#offset;
    const end = this.#view.byteLength;
    if (offset + length > end) throw new SnapshotError(`it ends at byte ${end}`);
    this.#offset += length;
    return offset;
  }
}
