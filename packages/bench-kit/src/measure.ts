import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Processor time of the whole process (its helper threads with it) and time on the clock. */
export interface Span {
  readonly cpuNs: number;
  readonly wallNs: number;
}

/** Runs some work and says what it took. */
export function timed(work: () => void): Span {
  const cpuBefore = process.cpuUsage();
  const wallBefore = process.hrtime.bigint();
  work();
  const wallNs = Number(process.hrtime.bigint() - wallBefore);
  const { user, system } = process.cpuUsage(cpuBefore);
  return { cpuNs: (user + system) * 1_000, wallNs };
}

/** What reading the clocks adds to the processor time of each span: much, beside work of a microsecond. */
export function clockCpuNs(): number {
  const spanCount = 20_000;
  let cpuNs = 0;
  for (let span = 0; span < spanCount; span += 1) cpuNs += timed(() => undefined).cpuNs;
  return cpuNs / spanCount;
}

export function addSpans(left: Span, right: Span): Span {
  return { cpuNs: left.cpuNs + right.cpuNs, wallNs: left.wallNs + right.wallNs };
}

/** The middle value; of an even number of values, the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Each of the two times by itself: the round with the middle processor time may not be that with the middle clock time. */
export function medianSpan(spans: readonly Span[]): Span {
  return {
    cpuNs: median(spans.map((span) => span.cpuNs)),
    wallNs: median(spans.map((span) => span.wallNs)),
  };
}

/** The value that a share of all values does not exceed, such as 0.999. */
export function percentile(values: Float64Array, share: number): number {
  const sorted = values.toSorted();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

let garbageCollector: (() => void) | undefined;

/** Collects all garbage, whether or not Node.js was started with `--expose-gc`. */
export function collectGarbage(): void {
  if (garbageCollector === undefined) {
    setFlagsFromString('--expose-gc');
    garbageCollector = runInNewContext('gc') as () => void;
  }
  // Twice: the first makes the backing stores of dead typed arrays free, the second counts them out.
  garbageCollector();
  garbageCollector();
}

/** Bytes that are reachable: objects on the heap and the memory of typed arrays. */
export function liveBytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
