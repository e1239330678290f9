import { type RateLimit, TokenBucket } from '../gateway/token-bucket.ts';

/** Lets so many lines through, and counts the others. */
export class LineSampler {
  readonly #bucket: TokenBucket;
  readonly #clock: () => number;
  #omitted = 0;

  constructor(limit: RateLimit, clock: () => number) {
    this.#clock = clock;
    this.#bucket = new TokenBucket(limit, clock());
  }

  /** How many lines were left out before this one; null when this one is left out too. */
  take(): number | null {
    if (!this.#bucket.take(1, this.#clock())) {
      this.#omitted += 1;
      return null;
    }
    const omitted = this.#omitted;
    this.#omitted = 0;
    return omitted;
  }
}
