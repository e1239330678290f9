import { join } from 'node:path';
import { JournalError } from '../journal-error.ts';
import { type JournalStorage, systemCode, writeWhole } from '../storage/storage.ts';
import { type ProcessIdentity, type ProcessTable, sameProcess } from './process-table.ts';

const LOCK_NAME = 'writer.lock';
const LOCK_BYTES_MAX = 4096;

/** What stands in a lock file. */
interface LockRecord extends ProcessIdentity {
  readonly epoch: number;
}

interface LockPlace {
  readonly storage: JournalStorage;
  readonly directory: string;
  readonly processes: ProcessTable;
}

/** The right to write a journal: a file that names the process which has it. */
export class JournalLock {
  /** The epoch of the writer that left a lock behind when it died; 0 when none did. */
  readonly epochBefore: number;
  readonly #place: LockPlace;

  constructor(place: LockPlace, epochBefore: number) {
    this.#place = place;
    this.epochBefore = epochBefore;
  }

  /** Says in the lock file which epoch this writer is of. */
  async noteEpoch(epoch: number): Promise<void> {
    const { storage, directory } = this.#place;
    await storage.rename(await writeRecord(this.#place, epoch), join(directory, LOCK_NAME));
  }

  /** Lets go, unless somebody took this lock for that of a dead process. */
  async release(): Promise<void> {
    const { storage, directory, processes } = this.#place;
    const file = join(directory, LOCK_NAME);
    const holder = readRecord(storage, file);
    if (holder !== null && sameProcess(holder, processes.own)) await storage.remove(file);
  }
}

/**
 * Takes the lock; the lock of a process that is gone is taken over.
 *
 * @throws JournalError `locked` when a process that is alive holds it
 */
export async function takeLock(place: LockPlace): Promise<JournalLock> {
  const { storage, directory, processes } = place;
  const file = join(directory, LOCK_NAME);
  if (await createLock(place, file)) return new JournalLock(place, 0);
  const holder = readRecord(storage, file);
  if (holder !== null && processes.isAlive(holder)) throw lockedBy(directory, holder);

  // Moved aside before it is removed: whoever moves it is the one who takes over.
  const aside = join(directory, `${LOCK_NAME}.taken-by-${processes.own.processId}`);
  try {
    await storage.rename(file, aside);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
  const moved = readRecord(storage, aside);
  if (moved !== null && (holder === null || !sameProcess(moved, holder))) {
    // Another process took over between our look and our move: what was moved is its lock.
    await storage.link(aside, file);
    await storage.remove(aside);
    throw lockedBy(directory, moved);
  }
  await removeIfThere(storage, aside);
  if (await createLock(place, file)) return new JournalLock(place, holder?.epoch ?? 0);
  throw lockedBy(directory, readRecord(storage, file));
}

/** Whether a process that is alive holds the lock. */
export function isLocked({ storage, directory, processes }: LockPlace): boolean {
  const holder = readRecord(storage, join(directory, LOCK_NAME));
  return holder !== null && processes.isAlive(holder);
}

function lockedBy(directory: string, holder: LockRecord | null): JournalError {
  const who = holder === null ? 'another process' : `process ${holder.processId} (epoch ${holder.epoch})`;
  return new JournalError(`${directory}: ${who} writes this journal; expected to be its only writer`, {
    fault: 'locked',
  });
}

/** Writes the lock aside and links it into place: nobody ever reads half of one. */
async function createLock(place: LockPlace, file: string): Promise<boolean> {
  const { storage } = place;
  const written = await writeRecord(place, 0);
  try {
    await storage.link(written, file);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await storage.remove(written);
  }
}

/** Writes what belongs into the lock into a file of our own; returns where. */
async function writeRecord({ storage, directory, processes }: LockPlace, epoch: number): Promise<string> {
  const record: LockRecord = { ...processes.own, epoch };
  const file = join(directory, `${LOCK_NAME}.of-${record.processId}`);
  await removeIfThere(storage, file);
  const created = await storage.create(file);
  try {
    await writeWhole(created, new TextEncoder().encode(`${JSON.stringify(record)}\n`), 0);
    await created.datasync();
  } finally {
    created.close();
  }
  return file;
}

async function removeIfThere(storage: JournalStorage, file: string): Promise<void> {
  try {
    await storage.remove(file);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}

/** What a lock file says; null when it is not there, or was never written whole. */
function readRecord(storage: JournalStorage, file: string): LockRecord | null {
  try {
    const opened = storage.open(file, 'read');
    const bytes = new Uint8Array(LOCK_BYTES_MAX);
    const count = opened.read(bytes, 0);
    opened.close();
    const record = JSON.parse(
      new TextDecoder().decode(bytes.subarray(0, count)),
    ) as Partial<LockRecord> | null;
    const isRecord = Number.isSafeInteger(record?.processId) && Number.isSafeInteger(record?.epoch);
    return isRecord ? (record as LockRecord) : null;
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}
