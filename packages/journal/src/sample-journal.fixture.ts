import { type JournalOptions, openJournal } from './open-journal.ts';
import { JournalReader } from './reading/journal-reader.ts';
import { SimulatedDisk, type SimulatedDiskOptions } from './storage/simulated-storage.ts';
import type { Journal } from './writing/journal.ts';

export const DIRECTORY = '/journal';

/** A small seeded stream of numbers from 0 up to 1 (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function simulatedDisk(options: Partial<SimulatedDiskOptions> = {}): SimulatedDisk {
  return new SimulatedDisk({ random: seededRandom(1), ...options });
}

/** A payload of some bytes that says which it is: never a zero in it, and another one for every number. */
export function payloadOf(number: number, byteCount = 20): Uint8Array {
  const random = seededRandom(number);
  return Uint8Array.from({ length: byteCount }, () => 1 + Math.floor(random() * 255));
}

let processCount = 0;

/** Opens a journal as a process that was never there before; those before it count as dead. */
export function openAnew(disk: SimulatedDisk, options: Partial<JournalOptions> = {}): Promise<Journal> {
  processCount += 1;
  const own = { processId: processCount, startedAt: 'simulated' };
  const processes = { own, isAlive: () => false };
  return openJournal(DIRECTORY, {
    runId: 'sample',
    segmentBytes: 4096,
    storage: disk.mount(),
    processes,
    ...options,
  });
}

/** Appends groups of so many payloads, each group durable before the next; payloads are numbered by sequence. */
export async function appendGroups(
  journal: Journal,
  sizes: readonly number[],
  byteCount = 20,
): Promise<void> {
  for (const size of sizes) {
    for (let count = 0; count < size; count += 1)
      journal.append(payloadOf(journal.lastSequence + 1, byteCount), count);
    await journal.whenDurable(journal.lastSequence);
  }
}

/** Copies of all payloads of a journal, read from its beginning. */
export function payloadsOf(disk: SimulatedDisk): Uint8Array[] {
  const reader = new JournalReader(DIRECTORY, { afterSequence: 0, storage: disk.mount() });
  try {
    const payloads: Uint8Array[] = [];
    for (const { payload } of reader.read()) payloads.push(payload.slice());
    return payloads;
  } finally {
    reader.close();
  }
}
