import { dirname } from 'node:path';
import type { JournalStorage, StorageFile } from './storage.ts';

const SECTOR_BYTES = 512;

/** What the storage is about to do. */
export interface StorageOperation {
  readonly kind:
    | 'read'
    | 'write'
    | 'datasync'
    | 'truncate'
    | 'create'
    | 'rename'
    | 'link'
    | 'remove'
    | 'syncDirectory';
  readonly path: string;
  /** Of a read or a write. */
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
  /** Resolves when an operation may go on: a slow disk. Reading does not ask. */
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
export class SimulatedDisk {
  readonly #options: SimulatedDiskOptions;
  #names = new Map<string, Inode>();
  #durableNames = new Map<string, Inode>();
  /** Raised by every restart: whoever mounted the disk before it gets errors from then on. */
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

  /** The disk as the process sees it that is starting now. */
  mount(): JournalStorage {
    const boot = this.#boot;
    const before: Before = (kind, path, byteCount = 0) => this.#before({ kind, path, byteCount }, boot);
    const beforeRead: BeforeRead = (path, byteCount) => this.#taken({ kind: 'read', path, byteCount });
    return {
      // Directories are there as soon as a file is.
      makeDirectory: () => Promise.resolve(),
      list: (directory) => {
        const prefix = `${directory}/`;
        const paths = [...this.#names.keys()].filter((path) => path.startsWith(prefix));
        return paths.map((path) => path.slice(prefix.length));
      },
      open: (path) => fileOf({ path, inode: this.#inode(path), before, beforeRead }),
      create: async (path) => {
        await before('create', path);
        if (this.#names.has(path)) throw systemError('EEXIST', path);
        const inode = new Inode();
        this.#names.set(path, inode);
        return fileOf({ path, inode, before, beforeRead });
      },
      rename: async (from, to) => {
        await before('rename', from);
        const inode = this.#inode(from);
        this.#names.delete(from);
        this.#names.set(to, inode);
      },
      link: async (path, name) => {
        await before('link', name);
        const inode = this.#inode(path);
        if (this.#names.has(name)) throw systemError('EEXIST', name);
        this.#names.set(name, inode);
      },
      remove: async (path) => {
        await before('remove', path);
        this.#inode(path);
        this.#names.delete(path);
      },
      syncDirectory: async (directory) => {
        await before('syncDirectory', directory);
        for (const path of new Set([...this.#names.keys(), ...this.#durableNames.keys()])) {
          if (dirname(path) === directory) this.#keepName(this.#durableNames, path);
        }
      },
    };
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

  /** Waits, then fails or says how many bytes a write takes. A process that is gone does nothing more. */
  async #before(operation: StorageOperation, boot: number): Promise<number> {
    if (boot === this.#boot) await this.#options.delay?.(operation);
    if (boot !== this.#boot) throw systemError('ESTALE', operation.path);
    return this.#taken(operation);
  }

  #taken(operation: StorageOperation): number {
    const fault = this.#options.faultOf?.(operation) ?? null;
    if (fault?.kind === 'error') throw systemError(fault.code, operation.path);
    return fault === null ? operation.byteCount : Math.min(fault.byteCount, operation.byteCount);
  }
}

type Before = (kind: StorageOperation['kind'], path: string, byteCount?: number) => Promise<number>;
type BeforeRead = (path: string, byteCount: number) => number;

interface OpenedInode {
  readonly path: string;
  readonly inode: Inode;
  readonly before: Before;
  readonly beforeRead: BeforeRead;
}

function fileOf({ path, inode, before, beforeRead }: OpenedInode): StorageFile {
  return {
    path,
    byteCount: () => inode.bytes.length,
    read: (target, position) => {
      const stretch = inode.bytes.subarray(position, position + beforeRead(path, target.length));
      target.set(stretch);
      return stretch.length;
    },
    write: async (bytes, position) => {
      const taken = bytes.slice(0, await before('write', path, bytes.length));
      inode.bytes = withBytes(inode.bytes, { position, bytes: taken });
      inode.pending.push({ position, bytes: taken });
      return taken.length;
    },
    datasync: async () => {
      const synced = new Set(inode.pending);
      const isPending = (write: PendingWrite): boolean => !synced.has(write);
      try {
        await before('datasync', path);
      } catch (error) {
        // As Linux does: the pages count as clean now, and the next sync succeeds without them.
        inode.pending = inode.pending.filter(isPending);
        throw error;
      }
      for (const write of synced) inode.durable = withBytes(inode.durable, write);
      inode.pending = inode.pending.filter(isPending);
    },
    truncate: async (byteCount) => {
      await before('truncate', path);
      for (const write of inode.pending) inode.durable = withBytes(inode.durable, write);
      inode.pending = [];
      inode.bytes = inode.bytes.slice(0, byteCount);
      inode.durable = inode.durable.slice(0, byteCount);
    },
    close: () => undefined,
  };
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
