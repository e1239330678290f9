import { rmSync } from 'node:fs';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openJournal } from '../src/open-journal.ts';

/** Appends that arrive at a steady rate, whether or not those before them are durable. */
export interface SteadyRate {
  readonly folder: string;
  readonly appendsPerSecond: number;
  readonly seconds: number;
  readonly payloadBytes: number;
}

export interface SteadyTimes {
  /** From the append to the acknowledgement, of each append. */
  readonly delayMs: Float64Array;
  /** How long the event loop of the appending thread stood still at most. */
  readonly longestStallMs: number;
}

const MS_A_SECOND = 1_000;
const NS_A_MILLISECOND = 1_000_000;

export async function timeSteadyRate({
  folder,
  appendsPerSecond,
  seconds,
  payloadBytes,
}: SteadyRate): Promise<SteadyTimes> {
  const directory = path.join(folder, 'steady');
  const journal = await openJournal(directory, { runId: 'bench' });
  const payload = new Uint8Array(payloadBytes).fill(7);
  const appendCount = appendsPerSecond * seconds;
  const appendedAt = new Float64Array(appendCount + 1);
  const delayMs = new Float64Array(appendCount);
  let toldUpTo = 0;
  const end = journal.listen({
    onDurable: (durable) => {
      const now = performance.now();
      for (; toldUpTo < durable; toldUpTo += 1) delayMs[toldUpTo] = now - (appendedAt[toldUpTo + 1] ?? now);
    },
  });
  const stalls = monitorEventLoopDelay({ resolution: 1 });
  stalls.enable();
  const begin = performance.now();
  while (journal.lastSequence < appendCount) {
    const due = Math.min(
      appendCount,
      Math.floor(((performance.now() - begin) * appendsPerSecond) / MS_A_SECOND),
    );
    while (journal.lastSequence < due) appendedAt[journal.append(payload)] = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await journal.whenDurable(appendCount);
  stalls.disable();
  end();
  await journal.close();
  rmSync(directory, { recursive: true });
  return { delayMs, longestStallMs: stalls.max / NS_A_MILLISECOND };
}
