import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { type JournalStorage, type StorageFile, systemCode } from './storage.ts';

/** The disk of this machine. */
export const nodeStorage: JournalStorage = {
  makeDirectory: async (directory) => {
    const madeFirst = await fs.promises.mkdir(directory, { recursive: true });
    // A directory is durable when the one that holds its name is.
    if (madeFirst === undefined) return;
    const top = path.dirname(madeFirst);
    for (let made = path.resolve(directory); made !== top; made = path.dirname(made)) {
      await syncDirectory(path.dirname(made));
    }
  },
  list: (directory) => {
    try {
      return fs.readdirSync(directory);
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return [];
      throw error;
    }
  },
  open: (file, access) => new NodeFile(file, fs.openSync(file, access === 'read' ? 'r' : 'r+')),
  create: async (file) => {
    const descriptor = await new Promise<number>((resolve, reject) => {
      fs.open(file, 'wx+', (error, opened) => (error === null ? resolve(opened) : reject(error)));
    });
    return new NodeFile(file, descriptor);
  },
  rename: (from, to) => fs.promises.rename(from, to),
  link: (file, name) => fs.promises.link(file, name),
  remove: (file) => fs.promises.unlink(file),
  syncDirectory,
};

async function syncDirectory(directory: string): Promise<void> {
  // Windows opens no directory, and writes names in order by itself.
  if (process.platform === 'win32') return;
  const handle = await fs.promises.open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Calls with a callback rather than `fs.promises`: a group costs two of them, and they are a third of the price. */
class NodeFile implements StorageFile {
  readonly path: string;
  readonly #descriptor: number;

  constructor(file: string, descriptor: number) {
    this.path = file;
    this.#descriptor = descriptor;
  }

  byteCount(): number {
    return fs.fstatSync(this.#descriptor).size;
  }

  read(target: Uint8Array, position: number): number {
    let count = 0;
    while (count < target.length) {
      const read = fs.readSync(this.#descriptor, target, count, target.length - count, position + count);
      if (read === 0) break;
      count += read;
    }
    return count;
  }

  write(bytes: Uint8Array, position: number): Promise<number> {
    return new Promise((resolve, reject) => {
      fs.write(this.#descriptor, bytes, 0, bytes.length, position, (error, written) =>
        error === null ? resolve(written) : reject(error),
      );
    });
  }

  datasync(): Promise<void> {
    return new Promise((resolve, reject) => {
      fs.fdatasync(this.#descriptor, (error) => (error === null ? resolve() : reject(error)));
    });
  }

  truncate(byteCount: number): Promise<void> {
    return new Promise((resolve, reject) => {
      fs.ftruncate(this.#descriptor, byteCount, (cutError) => {
        if (cutError !== null) return reject(cutError);
        // A length is not data: fsync, not fdatasync.
        return fs.fsync(this.#descriptor, (error) => (error === null ? resolve() : reject(error)));
      });
    });
  }

  close(): void {
    fs.closeSync(this.#descriptor);
  }
}
