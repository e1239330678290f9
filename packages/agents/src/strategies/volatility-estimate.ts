/**
 * Volatility as a strategy measures it between its own looks at a price: an exponentially weighted mean of
 * squared log returns per second. Irregular looks are weighed by the time that passed.
 */
export class VolatilityEstimate {
  readonly #memorySeconds: number;
  #variancePerSecond: number;
  #lastPrice = 0;
  #lastTimeMs = 0;
  #lastMove = 0;

  constructor(options: { memorySeconds: number; initialPerSqrtSecond: number }) {
    this.#memorySeconds = options.memorySeconds;
    this.#variancePerSecond = options.initialPerSqrtSecond * options.initialPerSqrtSecond;
  }

  /** Takes in a price; looks without time in between are ignored. */
  look(price: number, timeMs: number): void {
    if (!(price > 0)) return;
    const elapsedSeconds = (timeMs - this.#lastTimeMs) / 1000;
    if (this.#lastPrice > 0 && elapsedSeconds > 0) {
      this.#lastMove = Math.log(price / this.#lastPrice);
      const weight = 1 - Math.exp(-elapsedSeconds / this.#memorySeconds);
      const sample = (this.#lastMove * this.#lastMove) / elapsedSeconds;
      this.#variancePerSecond += weight * (sample - this.#variancePerSecond);
    }
    if (this.#lastPrice === 0 || elapsedSeconds > 0) {
      this.#lastPrice = price;
      this.#lastTimeMs = timeMs;
    }
  }

  get variancePerSecond(): number {
    return this.#variancePerSecond;
  }

  /** Standard deviation of the log return over one second. */
  get perSqrtSecond(): number {
    return Math.sqrt(this.#variancePerSecond);
  }

  /** The log return between the last two looks. */
  get lastMove(): number {
    return this.#lastMove;
  }
}
