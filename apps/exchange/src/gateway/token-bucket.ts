/** So many messages at once, and so many a second afterwards. */
export interface RateLimit {
  readonly burst: number;
  readonly perSecond: number;
}

/** Counts what one connection may still send. Time comes from the caller. */
export class TokenBucket {
  readonly #limit: RateLimit;
  #tokens: number;
  #filledMs: number;

  constructor(limit: RateLimit, nowMs: number) {
    this.#limit = limit;
    this.#tokens = limit.burst;
    this.#filledMs = nowMs;
  }

  /** Takes `cost` tokens; false, and nothing taken, when there are not so many. */
  take(cost: number, nowMs: number): boolean {
    const earned = ((nowMs - this.#filledMs) / 1_000) * this.#limit.perSecond;
    this.#tokens = Math.min(this.#limit.burst, this.#tokens + Math.max(0, earned));
    this.#filledMs = nowMs;
    if (this.#tokens < cost) return false;
    this.#tokens -= cost;
    return true;
  }
}
