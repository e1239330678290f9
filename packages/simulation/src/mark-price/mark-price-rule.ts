/**
 * The mark price rule, after Binance's: the median of (1) the index, (2) the index plus the mean basis of the
 * last 30 seconds, sampled at every mark, and (3) the last trade. The funding term of (1) is left out: nothing
 * funds within an hour. All in whole ticks.
 * Source: Binance, "Price index and mark price" (30-second window since 2025-09-18).
 */
import { divFloor } from '@spillway/protocol';

export const BASIS_WINDOW_MS = 30_000;

/** The mean of (middle of the book − index) over the window, in half ticks so that it is exact. */
export class BasisWindow {
  readonly #samplesHalfTicks: Float64Array;
  #count = 0;
  #next = 0;
  #sumHalfTicks = 0;

  constructor(markIntervalMs: number) {
    this.#samplesHalfTicks = new Float64Array(Math.max(1, Math.floor(BASIS_WINDOW_MS / markIntervalMs)));
  }

  /** Takes a sample; a book without both sides has no middle and gives none. */
  sample(quote: { bidTicks: number; askTicks: number; indexTicks: number }): void {
    if (quote.bidTicks === 0 || quote.askTicks === 0) return;
    const basisHalfTicks = quote.bidTicks + quote.askTicks - 2 * quote.indexTicks;
    if (this.#count === this.#samplesHalfTicks.length) {
      this.#sumHalfTicks -= this.#samplesHalfTicks[this.#next] ?? 0;
    } else {
      this.#count += 1;
    }
    this.#samplesHalfTicks[this.#next] = basisHalfTicks;
    this.#sumHalfTicks += basisHalfTicks;
    this.#next = (this.#next + 1) % this.#samplesHalfTicks.length;
  }

  /** In whole ticks, rounded down; 0 before the first sample. */
  get meanTicks(): number {
    return this.#count === 0 ? 0 : divFloor(this.#sumHalfTicks, 2 * this.#count);
  }
}

/** The mark in ticks, never below one tick. Before the first trade (`lastTicks` 0) it is the index. */
export function markPriceTicks(prices: {
  indexTicks: number;
  basisTicks: number;
  lastTicks: number;
}): number {
  const { indexTicks, basisTicks, lastTicks } = prices;
  if (lastTicks === 0) return Math.max(1, indexTicks);
  return Math.max(1, median(indexTicks, indexTicks + basisTicks, lastTicks));
}

function median(first: number, second: number, third: number): number {
  return Math.max(Math.min(first, second), Math.min(Math.max(first, second), third));
}
