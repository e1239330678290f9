import { join } from 'node:path';
import { JournalError } from '../journal-error.ts';
import { type JournalStorage, systemCode, writeWhole } from '../storage/storage.ts';
import type { ProcessIdentity, ProcessTable } from './process-table.ts';

const LOCK_NAME = /^writer-(\d{8})\.lock$/;
const LOCK_BYTES_MAX = 4096;
/** What stands in the lock of a writer that has closed its journal. */
const NOBODY: ProcessIdentity = { processId: 0, startedAt: '' };

/** What stands in a lock file. */
interface LockRecord extends ProcessIdentity {
  readonly epoch: number;
}

interface LockPlace {
  readonly storage: JournalStorage;
  readonly directory: string;
  readonly processes: ProcessTable;
}

/**
 * The right to write a journal: a numbered file that names a process. The highest number counts. It is never removed, only
 * followed by the next, so a process that was held up between its look and its deed cannot take a lock that counts.
 */
export class JournalLock {
  /** Of the writer before. */
  readonly epochBefore: number;
  readonly #place: LockPlace;
  readonly #number: number;
  #epoch: number;

  constructor(place: LockPlace, number: number, epochBefore: number) {
    this.#place = place;
    this.#number = number;
    this.epochBefore = epochBefore;
    this.#epoch = epochBefore;
  }

  /** Says in the lock file which epoch this writer is of. */
  async noteEpoch(epoch: number): Promise<void> {
    this.#epoch = epoch;
    await this.#replace({ ...this.#place.processes.own, epoch });
  }

  async release(): Promise<void> {
    await this.#replace({ ...NOBODY, epoch: this.#epoch });
  }

  async #replace(record: LockRecord): Promise<void> {
    const { storage, directory } = this.#place;
    await storage.rename(await writeAside(this.#place, record), join(directory, lockName(this.#number)));
  }
}

/**
 * Takes the lock; that of a process that is gone is followed by ours.
 *
 * @throws JournalError `locked` when a process that is alive holds it
 */
export async function takeLock(place: LockPlace): Promise<JournalLock> {
  const { storage, directory, processes } = place;
  const newest = lockNumbers(place).at(-1) ?? 0;
  const holder = newest === 0 ? null : readRecord(place, newest);
  if (holder !== null && processes.isAlive(holder)) throw lockedBy(directory, holder);
  const number = newest + 1;
  const epochBefore = holder?.epoch ?? 0;
  if (!(await claim(place, number, epochBefore))) throw lockedBy(directory, readRecord(place, number));
  const others = lockNumbers(place).filter((other) => other !== number);
  if (others.some((other) => other > number)) {
    // The number was free because others had come and gone past it while we were held up.
    await storage.remove(join(directory, lockName(number)));
    throw lockedBy(directory, readRecord(place, others.at(-1) ?? number));
  }
  for (const other of others) await removeIfThere(storage, join(directory, lockName(other)));
  return new JournalLock(place, number, epochBefore);
}

function lockName(number: number): string {
  return `writer-${String(number).padStart(8, '0')}.lock`;
}

function lockNumbers({ storage, directory }: LockPlace): readonly number[] {
  const numbers = storage.list(directory).flatMap((name) => {
    const digits = LOCK_NAME.exec(name)?.[1];
    return digits === undefined ? [] : [Number(digits)];
  });
  return numbers.sort((left, right) => left - right);
}

function lockedBy(directory: string, holder: LockRecord | null): JournalError {
  const who = holder === null ? 'another process' : `process ${holder.processId} (epoch ${holder.epoch})`;
  return new JournalError(`${directory}: ${who} writes this journal; expected to be its only writer`, {
    fault: 'locked',
  });
}

/** Writes a lock aside and links it into place, so that nobody reads half of one; false when the number is taken. */
async function claim(place: LockPlace, number: number, epoch: number): Promise<boolean> {
  const { storage, directory, processes } = place;
  const written = await writeAside(place, { ...processes.own, epoch });
  try {
    await storage.link(written, join(directory, lockName(number)));
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await storage.remove(written);
  }
}

/** Writes a record into a file of our own; returns where. */
async function writeAside({ storage, directory, processes }: LockPlace, record: LockRecord): Promise<string> {
  const file = join(directory, `writer.of-${processes.own.processId}`);
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

/** What a lock file says; null when it is gone, or says nothing that a writer wrote. */
function readRecord({ storage, directory }: LockPlace, number: number): LockRecord | null {
  try {
    const opened = storage.open(join(directory, lockName(number)), 'read');
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
