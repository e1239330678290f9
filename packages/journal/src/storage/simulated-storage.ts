import { dirname } from 'node:path';
import type { JournalStorage, StorageFile } from './storage.ts';

const SECTOR_BYTES = 512;

/** What the storage is about to do. */
export interface StorageOperation {
  readonly kind:
    | 'write'
    | 'datasync'
    | 'truncate'
    | 'create'
    | 'rename'
    | 'link'
    | 'remove'
    | 'syncDirectory';
  readonly path: string;
  /** Of a write. */
  readonly byteCount: number;
}

/** What goes wrong with it: the system call fails, or a write takes fewer bytes. */
export type StorageFault =
  | { readonly kind: 'error'; readonly code: 'EIO' | 'ENOSPC' }
  | { readonly kind: 'short'; readonly byteCount: number };

export interface SimulatedDiskOptions {
  /** Numbers from 0 up to 1, from a seeded stream: what a power cut keeps is drawn from it. */
  readonly random: () => number;
  /** Asked before each operation. */
  readonly faultOf?: (operation: StorageOperation) => StorageFault | null;
  /** Resolves when an operation may go on: a slow disk. */
  readonly delay?: (operation: StorageOperation) => Promise<void>;
}

interface PendingWrite {
  readonly position: number;
  readonly bytes: Uint8Array;
}

class Inode {
  /** As a reader sees it. */
  bytes: Uint8Array = new Uint8Array(0);
  /** As it is after a power cut, with some or all of `pending` on top. */
  durable: Uint8Array = new Uint8Array(0);
  pending: PendingWrite[] = [];
}

const ERROR_WORDS = {
  EIO: 'i/o error',
  ENOSPC: 'no space left on device',
  EEXIST: 'file already exists',
  ENOENT: 'no such file or directory',
  ESTALE: 'the machine was restarted',
};

function systemError(code: keyof typeof ERROR_WORDS, path: string): Error {
  return Object.assign(new Error(`${code}: ${ERROR_WORDS[code]}, simulated '${path}'`), { code });
}

function withBytes(content: Uint8Array, { position, bytes }: PendingWrite): Uint8Array {
  const end = position + bytes.length;
  let target = content;
  if (end > content.length) {
    target = new Uint8Array(end);
    target.set(content);
  }
  target.set(bytes, position);
  return target;
}

/**
 * A disk in memory that fails and forgets as a real one may: writes and names that were not synced are lost in a power
 * cut, wholly, from some byte on, or sector by sector; after a failed sync they are lost without a further word.
 */
export class SimulatedDisk implements JournalStorage {
  readonly #options: SimulatedDiskOptions;
  #names = new Map<string, Inode>();
  #durableNames = new Map<string, Inode>();
  /** Raised by every restart: whoever opened a file before it gets errors from then on. */
  #boot = 0;

  constructor(options: SimulatedDiskOptions) {
    this.#options = options;
  }

  /** The process ends; what it wrote stays. Its operations under way fail. */
  kill(): void {
    this.#boot += 1;
  }

  /** The machine loses its power. */
  cutPower(): void {
    this.kill();
    this.#names = this.#namesAfterCut();
    this.#durableNames = new Map(this.#names);
    for (const inode of new Set(this.#names.values())) {
      for (const write of this.#keptOf(inode.pending)) inode.durable = withBytes(inode.durable, write);
      inode.pending = [];
      inode.bytes = inode.durable.slice();
    }
  }

  /** A copy of what a file holds. */
  contentOf(path: string): Uint8Array {
    return this.#inode(path).bytes.slice();
  }

  /** Makes a file, or replaces what it holds, durably. */
  setContent(path: string, content: Uint8Array): void {
    const inode = new Inode();
    inode.bytes = content.slice();
    inode.durable = content.slice();
    this.#names.set(path, inode);
    this.#durableNames.set(path, inode);
  }

  async makeDirectory(_directory: string): Promise<void> {
    // Directories are there as soon as a file is.
  }

  list(directory: string): readonly string[] {
    const prefix = `${directory}/`;
    return [...this.#names.keys()]
      .filter((path) => path.startsWith(prefix))
      .map((path) => path.slice(prefix.length));
  }

  open(path: string, _access: 'read' | 'write'): StorageFile {
    return this.#fileOf(path, this.#inode(path));
  }

  async create(path: string): Promise<StorageFile> {
    await this.#before({ kind: 'create', path, byteCount: 0 });
    if (this.#names.has(path)) throw systemError('EEXIST', path);
    const inode = new Inode();
    this.#names.set(path, inode);
    return this.#fileOf(path, inode);
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#before({ kind: 'rename', path: from, byteCount: 0 });
    const inode = this.#inode(from);
    this.#names.delete(from);
    this.#names.set(to, inode);
  }

  async link(file: string, name: string): Promise<void> {
    await this.#before({ kind: 'link', path: name, byteCount: 0 });
    const inode = this.#inode(file);
    if (this.#names.has(name)) throw systemError('EEXIST', name);
    this.#names.set(name, inode);
  }

  async remove(path: string): Promise<void> {
    await this.#before({ kind: 'remove', path, byteCount: 0 });
    this.#inode(path);
    this.#names.delete(path);
  }

  async syncDirectory(directory: string): Promise<void> {
    await this.#before({ kind: 'syncDirectory', path: directory, byteCount: 0 });
    for (const path of new Set([...this.#names.keys(), ...this.#durableNames.keys()])) {
      if (dirname(path) === directory) this.#keepName(this.#durableNames, path);
    }
  }

  #keepName(names: Map<string, Inode>, path: string): void {
    const inode = this.#names.get(path);
    if (inode === undefined) names.delete(path);
    else names.set(path, inode);
  }

  #namesAfterCut(): Map<string, Inode> {
    const names = new Map(this.#durableNames);
    for (const path of new Set([...this.#names.keys(), ...this.#durableNames.keys()])) {
      if (this.#names.get(path) !== names.get(path) && this.#options.random() < 0.5)
        this.#keepName(names, path);
    }
    return names;
  }

  /** What of the writes that were never synced is on the disk all the same. */
  #keptOf(pending: readonly PendingWrite[]): readonly PendingWrite[] {
    const { random } = this.#options;
    const draw = random();
    if (draw < 0.2) return [];
    if (draw < 0.4) return pending;
    const sectors = pending.flatMap(sectorsOf);
    if (draw < 0.7) return sectors.filter(() => random() < 0.5);
    const kept = sectors.slice(0, Math.floor(random() * (sectors.length + 1)));
    const torn = kept.pop();
    if (torn === undefined) return [];
    return [...kept, { ...torn, bytes: torn.bytes.subarray(0, Math.floor(random() * torn.bytes.length)) }];
  }

  #inode(path: string): Inode {
    const inode = this.#names.get(path);
    if (inode === undefined) throw systemError('ENOENT', path);
    return inode;
  }

  /** Waits, then fails or says how many bytes a write takes. */
  async #before(operation: StorageOperation): Promise<number> {
    const boot = this.#boot;
    await this.#options.delay?.(operation);
    if (boot !== this.#boot) throw systemError('ESTALE', operation.path);
    const fault = this.#options.faultOf?.(operation) ?? null;
    if (fault?.kind === 'error') throw systemError(fault.code, operation.path);
    return fault === null ? operation.byteCount : Math.min(fault.byteCount, operation.byteCount);
  }

  #fileOf(path: string, inode: Inode): StorageFile {
    const boot = this.#boot;
    const before = (kind: StorageOperation['kind'], byteCount: number): Promise<number> => {
      if (boot !== this.#boot) return Promise.reject(systemError('ESTALE', path));
      return this.#before({ kind, path, byteCount });
    };
    return {
      path,
      byteCount: () => inode.bytes.length,
      read: (target, position) => {
        const stretch = inode.bytes.subarray(position, position + target.length);
        target.set(stretch);
        return stretch.length;
      },
      write: async (bytes, position) => {
        const taken = bytes.slice(0, await before('write', bytes.length));
        inode.bytes = withBytes(inode.bytes, { position, bytes: taken });
        inode.pending.push({ position, bytes: taken });
        return taken.length;
      },
      datasync: async () => {
        const { pending } = inode;
        try {
          await before('datasync', 0);
        } catch (error) {
          // As Linux does: the pages count as clean now, and the next sync succeeds without them.
          inode.pending = inode.pending.filter((write) => !pending.includes(write));
          throw error;
        }
        for (const write of pending) inode.durable = withBytes(inode.durable, write);
        inode.pending = inode.pending.filter((write) => !pending.includes(write));
      },
      truncate: async (byteCount) => {
        await before('truncate', 0);
        for (const write of inode.pending) inode.durable = withBytes(inode.durable, write);
        inode.pending = [];
        inode.bytes = inode.bytes.slice(0, byteCount);
        inode.durable = inode.durable.slice(0, byteCount);
      },
      close: () => undefined,
    };
  }
}

function sectorsOf({ position, bytes }: PendingWrite): readonly PendingWrite[] {
  const sectors: PendingWrite[] = [];
  for (let from = 0; from < bytes.length; ) {
    const until = Math.min(bytes.length, from + SECTOR_BYTES - ((position + from) % SECTOR_BYTES));
    sectors.push({ position: position + from, bytes: bytes.subarray(from, until) });
    from = until;
  }
  return sectors;
}
