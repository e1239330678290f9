/**
 * What a journal asks of a disk. Reading is synchronous: it happens at opening, and in followers. Every change is
 * asynchronous: none may hold up the thread that appends.
 *
 * The real one is `node-storage.ts`; `simulated-storage.ts` fails and forgets as a disk may.
 */
export interface StorageFile {
  readonly path: string;
  byteCount(): number;
  /** Fills `target` from `position` on; returns how many bytes there were, fewer only at the end of the file. */
  read(target: Uint8Array, position: number): number;
  /** Writes once; returns how many bytes were taken, which may be fewer than were given. */
  write(bytes: Uint8Array, position: number): Promise<number>;
  /** Resolves when every byte written before is on the disk. */
  datasync(): Promise<void>;
  /** Cuts the file; resolves when its new length is on the disk. */
  truncate(byteCount: number): Promise<void>;
  close(): void;
}

export interface JournalStorage {
  /** Makes a directory where there is none, with those above it. */
  makeDirectory(directory: string): Promise<void>;
  /** Names in a directory, in no particular order; none when there is no directory. */
  list(directory: string): readonly string[];
  open(path: string, access: 'read' | 'write'): StorageFile;
  /** Opens a file that must not be there yet; otherwise rejects with the code EEXIST. */
  create(path: string): Promise<StorageFile>;
  rename(from: string, to: string): Promise<void>;
  /** Gives a file a second name, which must not be there yet; otherwise rejects with the code EEXIST. */
  link(file: string, name: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Resolves when the names in a directory are on the disk. */
  syncDirectory(directory: string): Promise<void>;
}

/** The code of a failed system call, such as ENOENT. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Writes all of it with one call; a short count is an error, for the disk is full or worse. */
export async function writeWhole(file: StorageFile, bytes: Uint8Array, position: number): Promise<void> {
  const written = await file.write(bytes, position);
  if (written !== bytes.length) {
    throw new Error(`wrote ${written} of ${bytes.length} bytes at offset ${position} of ${file.path}`);
  }
}
