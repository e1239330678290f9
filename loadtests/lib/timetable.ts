import { drawExponential, type RandomStream } from './random-stream.ts';

export interface TimetableOptions {
  readonly ratePerSecond: number;
  readonly startMs: number;
  /** Nothing is due at or after this. */
  readonly endMs: number;
}

/**
 * When one socket is to send: a Poisson process, drawn in advance from a seed. The market does not wait for a
 * slow exchange, and neither does this: the times do not depend on when answers come (an open workload).
 * @returns due times in rising order, on the clock of the options.
 */
export function drawTimetable(stream: RandomStream, options: TimetableOptions): number[] {
  const { ratePerSecond, startMs, endMs } = options;
  if (!(ratePerSecond > 0)) throw new RangeError(`rate ${ratePerSecond} a second: expected more than 0`);
  const meanGapMs = 1000 / ratePerSecond;
  const dueTimesMs: number[] = [];
  let dueMs = startMs + drawExponential(stream) * meanGapMs;
  while (dueMs < endMs) {
    dueTimesMs.push(dueMs);
    dueMs += drawExponential(stream) * meanGapMs;
  }
  return dueTimesMs;
}
