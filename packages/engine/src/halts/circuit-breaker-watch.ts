import { type CircuitBreaker, PPM } from '@spillway/protocol';
import { SlidingExtreme, type WindowEntry } from '../windows/sliding-extreme.ts';

/** The marks that a circuit breaker remembers, as a snapshot keeps them. */
export interface WatchedMarks {
  readonly lows: readonly WindowEntry[];
  readonly highs: readonly WindowEntry[];
}

/**
 * Watches how far the mark of an instrument moves within the window of its circuit breaker (rule H4). Marks that arrive
 * during a halt are not shown to it: after the resumption it begins anew with the mark then.
 */
export class CircuitBreakerWatch {
  readonly #movePpm: number;
  readonly #lowest: SlidingExtreme;
  readonly #highest: SlidingExtreme;

  constructor(breaker: CircuitBreaker) {
    this.#movePpm = breaker.movePpm;
    this.#lowest = new SlidingExtreme(-1, breaker.windowMs);
    this.#highest = new SlidingExtreme(1, breaker.windowMs);
  }

  /** Takes a mark. @returns whether it is further than the move from the lowest or highest of the window */
  isSetOffBy(timeMs: number, markTicks: number): boolean {
    this.#lowest.add(timeMs, markTicks);
    this.#highest.add(timeMs, markTicks);
    const lowestTicks = this.#lowest.extreme() ?? markTicks;
    const highestTicks = this.#highest.extreme() ?? markTicks;
    const isTooHigh = (markTicks - lowestTicks) * PPM > lowestTicks * this.#movePpm;
    const isTooLow = (highestTicks - markTicks) * PPM > highestTicks * this.#movePpm;
    return isTooHigh || isTooLow;
  }

  /** Begins anew with the mark at which trading resumes. */
  restart(timeMs: number, markTicks: number): void {
    this.#lowest.clear();
    this.#highest.clear();
    this.#lowest.add(timeMs, markTicks);
    this.#highest.add(timeMs, markTicks);
  }

  marks(): WatchedMarks {
    return { lows: this.#lowest.entries(), highs: this.#highest.entries() };
  }

  /** Goes on from what a snapshot kept; nothing was watched before. */
  restore({ lows, highs }: WatchedMarks): void {
    for (const { timeMs, value } of lows) this.#lowest.add(timeMs, value);
    for (const { timeMs, value } of highs) this.#highest.add(timeMs, value);
  }
}
