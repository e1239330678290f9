import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';

const CHUNK_CHARACTERS = 1 << 16;

/**
 * Lines that are hashed, and written where there is a file; only the last chunk is in memory. After a write that
 * failed nothing is known of the file: it takes nothing more and never finishes.
 */
export class HashedLines {
  readonly #descriptor: number | null;
  readonly #hash = createHash('sha256');
  #chunk = '';
  #count = 0;
  #isBroken = false;

  constructor(descriptor: number | null) {
    this.#descriptor = descriptor;
  }

  get count(): number {
    return this.#count;
  }

  append(line: string): void {
    this.#chunk += `${line}\n`;
    this.#count += 1;
    if (this.#chunk.length >= CHUNK_CHARACTERS) this.#flush();
  }

  /** The SHA-256 of all bytes in hexadecimal; nothing can be appended afterwards. */
  finish(): string {
    this.#flush();
    return this.#hash.digest('hex');
  }

  #flush(): void {
    if (this.#isBroken) throw new Error('the journal is incomplete: a write failed before');
    const bytes = Buffer.from(this.#chunk, 'utf8');
    this.#chunk = '';
    this.#hash.update(bytes);
    if (this.#descriptor === null) return;
    this.#isBroken = true;
    // A write may take only a part of what it is handed.
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(this.#descriptor, bytes, written);
    }
    this.#isBroken = false;
  }
}
