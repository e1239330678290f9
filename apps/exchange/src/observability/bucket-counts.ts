/** A histogram that can be sent from a thread to another: how many values were at most so large, and their sum. */
export interface BucketFigures {
  /** Values in each bucket by itself; the last one holds what is larger than every bound. */
  readonly counts: readonly number[];
  readonly sum: number;
}

/** Counts values by size. Counting allocates nothing. */
export class BucketCounts {
  readonly #bounds: readonly number[];
  readonly #counts: Float64Array;
  #sum = 0;

  /** @param bounds - the largest value of each bucket, in ascending order */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number): void {
    let bucket = 0;
    while (bucket < this.#bounds.length && value > (this.#bounds[bucket] ?? 0)) bucket += 1;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += value;
  }

  figures(): BucketFigures {
    return { counts: [...this.#counts], sum: this.#sum };
  }
}
