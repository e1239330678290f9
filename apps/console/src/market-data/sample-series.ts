/**
 * A time series of a few columns in typed arrays, one sample a simulated second, of bounded size.
 *
 * When it is full it drops every second sample instead of the oldest ones: the beginning of a run is where
 * its story starts, and a chart a thousand pixels wide can't show the difference.
 */
export class SampleSeries {
  readonly #capacity: number;
  readonly #seconds: Float64Array;
  readonly #columns: readonly Float64Array[];
  #length = 0;
  #generation = 0;

  constructor({ capacity, columnCount }: { readonly capacity: number; readonly columnCount: number }) {
    if (!Number.isInteger(capacity) || capacity < 4) {
      throw new RangeError(`capacity must be a whole number from 4 up, got ${capacity}`);
    }
    this.#capacity = capacity;
    this.#seconds = new Float64Array(capacity);
    this.#columns = Array.from({ length: columnCount }, () => new Float64Array(capacity));
  }

  get length(): number {
    return this.#length;
  }

  /** Grows whenever samples that were there before changed their place: whoever drew them draws anew. */
  get generation(): number {
    return this.#generation;
  }

  /**
   * Appends a sample, or replaces the last one when it lies in the same simulated second. A sample older than
   * the last is dropped, since charts need ascending time; the answer says whether it was kept.
   */
  append(simulatedMs: number, values: readonly number[]): boolean {
    const second = Math.floor(simulatedMs / 1000);
    const lastSecond = this.#length > 0 ? this.secondAt(this.#length - 1) : Number.NEGATIVE_INFINITY;
    if (second < lastSecond) return false;
    if (second > lastSecond) {
      if (this.#length === this.#capacity) this.#halve();
      this.#seconds[this.#length] = second;
      this.#length += 1;
    }
    for (const [column, array] of this.#columns.entries()) {
      array[this.#length - 1] = values[column] ?? Number.NaN;
    }
    return true;
  }

  /** Simulated second of a sample; NaN outside the series. */
  secondAt(index: number): number {
    return index >= 0 && index < this.#length ? (this.#seconds[index] ?? Number.NaN) : Number.NaN;
  }

  /** Value of a column at a sample; NaN outside the series. */
  valueAt(index: number, column: number): number {
    return index >= 0 && index < this.#length ? (this.#columns[column]?.[index] ?? Number.NaN) : Number.NaN;
  }

  /** The last sample at or before a simulated second; −1 when there is none. */
  indexAtOrBefore(second: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.secondAt(middle) <= second) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Smallest and largest value of a column between two samples, both included; NaN when there are none. */
  extent(
    column: number,
    range: { readonly from: number; readonly to: number },
  ): { min: number; max: number } {
    let min = Number.NaN;
    let max = Number.NaN;
    const end = Math.min(range.to, this.#length - 1);
    for (let index = Math.max(0, range.from); index <= end; index += 1) {
      const value = this.valueAt(index, column);
      if (Number.isNaN(value)) continue;
      if (!(value >= min)) min = value;
      if (!(value <= max)) max = value;
    }
    return { min, max };
  }

  clear(): void {
    this.#length = 0;
    this.#generation += 1;
  }

  #halve(): void {
    let kept = 0;
    for (let index = 0; index < this.#length; index += 2) {
      this.#seconds[kept] = this.#seconds[index] ?? 0;
      for (const column of this.#columns) column[kept] = column[index] ?? 0;
      kept += 1;
    }
    this.#length = kept;
    this.#generation += 1;
  }
}
