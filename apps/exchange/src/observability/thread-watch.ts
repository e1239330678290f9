import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { BucketCounts, type BucketFigures } from './bucket-counts.ts';
import { EVENT_LOOP_BUCKETS_SECONDS } from './metric-definitions.ts';

const LOOK_INTERVAL_MS = 20;

/** How a thread fares. */
export interface ThreadFigures {
  /** How much later than due its timer was served, in seconds. */
  readonly eventLoopDelay: BucketFigures;
  /** Time in which its event loop had work to do. */
  readonly activeSeconds: number;
  readonly heapUsedBytes: number;
}

/** Watches the thread that makes it. */
export class ThreadWatch {
  readonly #delays = new BucketCounts(EVENT_LOOP_BUCKETS_SECONDS);
  readonly #timer: NodeJS.Timeout;

  constructor() {
    let dueMs = performance.now() + LOOK_INTERVAL_MS;
    this.#timer = setInterval(() => {
      const nowMs = performance.now();
      this.#delays.observe(Math.max(0, nowMs - dueMs) / 1_000);
      dueMs = nowMs + LOOK_INTERVAL_MS;
    }, LOOK_INTERVAL_MS);
    this.#timer.unref();
  }

  figures(): ThreadFigures {
    return {
      eventLoopDelay: this.#delays.figures(),
      activeSeconds: performance.eventLoopUtilization().active / 1_000,
      heapUsedBytes: process.memoryUsage().heapUsed,
    };
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
