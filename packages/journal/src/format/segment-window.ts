import type { StorageFile } from '../storage/storage.ts';

/** How much of a segment is in memory at once, unless one frame is longer. */
export const WINDOW_BYTES = 1 << 20;

/** A part of a segment in memory, which moves along as frames are read. */
export class SegmentWindow {
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(this.bytes.buffer);
  readonly #file: StorageFile;
  #byteCount: number;
  #start = 0;
  #count = 0;

  constructor(file: StorageFile) {
    this.#file = file;
    this.#byteCount = file.byteCount();
  }

  /** Of the whole file, when it was last looked at. */
  get byteCount(): number {
    return this.#byteCount;
  }

  /**
   * Where in `bytes` a stretch of the file stands; -1 if the file ends before it does. Bytes handed out before are
   * overwritten.
   */
  locate(position: number, length: number): number {
    const end = position + length;
    if (position >= this.#start && end <= this.#start + this.#count) return position - this.#start;
    if (end > this.#byteCount) return -1;
    this.#load(position, length);
    return length <= this.#count ? 0 : -1;
  }

  /** Looks at the file anew: a writer may have gone on. */
  refresh(): void {
    this.#byteCount = this.#file.byteCount();
    this.#count = 0;
  }

  #load(position: number, length: number): void {
    const wanted = Math.max(length, Math.min(WINDOW_BYTES, this.#byteCount - position));
    if (wanted > this.bytes.length) {
      this.bytes = new Uint8Array(wanted);
      this.view = new DataView(this.bytes.buffer);
    }
    this.#start = position;
    this.#count = this.#file.read(this.bytes.subarray(0, wanted), position);
  }
}
