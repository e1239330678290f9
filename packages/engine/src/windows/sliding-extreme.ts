import { floatAt } from '../columns.ts';
import type { Direction } from '../direction.ts';

const ENTRIES_AT_START = 16;

/** What a snapshot keeps of a window: the entries that can still become the extreme, oldest first. */
export interface WindowEntry {
  readonly timeMs: number;
  readonly value: number;
}

/**
 * The highest (or lowest) value of the last so many milliseconds, both ends included. An entry that a later one beats can
 * never be the extreme again, so that what is kept is always in order: a monotonic queue in a ring, O(1) amortised, as
 * long as the window but for what is beaten.
 */
export class SlidingExtreme {
  readonly #direction: Direction;
  readonly #windowMs: number;
  #timesMs: Float64Array = new Float64Array(ENTRIES_AT_START);
  #values: Float64Array = new Float64Array(ENTRIES_AT_START);
  /** Where in the ring the oldest entry is; the ring's length is a power of two. */
  #oldest = 0;
  #count = 0;

  /** @param direction - 1 for the highest value, −1 for the lowest */
  constructor(direction: Direction, windowMs: number) {
    this.#direction = direction;
    this.#windowMs = windowMs;
  }

  /** Adds a value; its time is not before that of the last one. */
  add(timeMs: number, value: number): void {
    this.expire(timeMs);
    while (this.#count > 0 && this.#direction * (value - this.#value(this.#count - 1)) >= 0) this.#count -= 1;
    if (this.#count === this.#values.length) this.#grow();
    const place = this.#place(this.#count);
    this.#timesMs[place] = timeMs;
    this.#values[place] = value;
    this.#count += 1;
  }

  /** Forgets what is older than the window at a time. */
  expire(timeMs: number): void {
    while (this.#count > 0 && this.#timeMs(0) < timeMs - this.#windowMs) {
      this.#oldest = this.#place(1);
      this.#count -= 1;
    }
  }

  /** The extreme of the window as of the last value or expiry; null when it is empty. */
  extreme(): number | null {
    return this.#count === 0 ? null : this.#value(0);
  }

  /** Begins anew, with nothing. */
  clear(): void {
    this.#count = 0;
  }

  /** For snapshots: a window that is given these by `add`, in this order, is the same as this one. */
  entries(): WindowEntry[] {
    return Array.from({ length: this.#count }, (_, index) => ({
      timeMs: this.#timeMs(index),
      value: this.#value(index),
    }));
  }

  #place(index: number): number {
    return (this.#oldest + index) & (this.#values.length - 1);
  }

  #timeMs(index: number): number {
    return floatAt(this.#timesMs, this.#place(index));
  }

  #value(index: number): number {
    return floatAt(this.#values, this.#place(index));
  }

  #grow(): void {
    const entries = this.entries();
    this.#timesMs = new Float64Array(entries.length * 2);
    this.#values = new Float64Array(entries.length * 2);
    this.#oldest = 0;
    entries.forEach((entry, index) => {
      this.#timesMs[index] = entry.timeMs;
      this.#values[index] = entry.value;
    });
  }
}
