import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';

const CHUNK_CHARACTERS = 1 << 18;

/** A growing text file of lines of which only the last chunk is held in memory. */
export interface HashedLines {
  append(line: string): void;
  readonly count: number;
  /** Writes what is left and gives the SHA-256 of all bytes, in hexadecimal. Nothing can be appended afterwards. */
  finish(): string;
}

/**
 * Collects lines into a SHA-256 and, where `fileDescriptor` is given, into that file. Synchronous on purpose:
 * a simulation that outran the disk would have to hold its journal in memory.
 */
export function createHashedLines(fileDescriptor: number | null): HashedLines {
  const hash = createHash('sha256');
  let chunk = '';
  let count = 0;
  const flush = (): void => {
    const bytes = Buffer.from(chunk, 'utf8');
    chunk = '';
    hash.update(bytes);
    if (fileDescriptor !== null) writeAll(fileDescriptor, bytes);
  };
  return {
    append: (line) => {
      chunk += `${line}\n`;
      count += 1;
      if (chunk.length >= CHUNK_CHARACTERS) flush();
    },
    get count() {
      return count;
    },
    finish: () => {
      flush();
      return hash.digest('hex');
    },
  };
}

/** A write may take only a part of what it is handed. */
function writeAll(fileDescriptor: number, bytes: Buffer): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(fileDescriptor, bytes, written);
}
