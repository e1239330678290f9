import { BucketCounts } from './bucket-counts.ts';
import { ANSWER_BUCKETS } from './metric-definitions.ts';

/** Counts things by a word that comes from a short list. */
export class Counts {
  readonly #counts = new Map<string, number>();

  add(key: string, count = 1): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
  }

  entries(): Iterable<readonly [string, number]> {
    return this.#counts.entries();
  }
}

/** What went over the connections of this process, as bare numbers: `/metrics` looks at them when it is asked. */
export class Traffic {
  opened = 0;
  rateLimited = 0;
  expelled = 0;
  slowDropped = 0;
  framesSent = 0;
  noticesSent = 0;
  readonly refusedConnections = new Counts();
  readonly disconnections = new Counts();
  /** By message, then by code. */
  readonly answers = new Map<string, Counts>();
  /** By message. */
  readonly answerSeconds = new Map<string, BucketCounts>();

  answered(message: string, code: string, tookMs: number): void {
    let counts = this.answers.get(message);
    let seconds = this.answerSeconds.get(message);
    if (counts === undefined || seconds === undefined) {
      counts = new Counts();
      seconds = new BucketCounts(ANSWER_BUCKETS);
      this.answers.set(message, counts);
      this.answerSeconds.set(message, seconds);
    }
    counts.add(code);
    seconds.observe(tookMs / 1_000);
    if (code === 'RATE_LIMITED') this.rateLimited += 1;
  }
}
