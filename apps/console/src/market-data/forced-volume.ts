import type { MarginMode } from '@spillway/protocol';
import type { LiquidationRow } from '@spillway/protocol/wire';

/** Forced notional of one instrument in equal spans of simulated time, split by margin mode. */
export class ForcedVolume {
  readonly bucketMs: number;
  readonly #byMode: Readonly<Record<MarginMode, Float64Array>>;
  #maxMicros = 0;

  constructor({ durationMs, bucketCount }: { readonly durationMs: number; readonly bucketCount: number }) {
    // Whole seconds, so that the label of a bar is exact; one bucket more takes what lies on the very end.
    this.bucketMs = Math.max(1000, Math.ceil(durationMs / bucketCount / 1000) * 1000);
    const length = Math.floor(durationMs / this.bucketMs) + 1;
    this.#byMode = { isolated: new Float64Array(length), cross: new Float64Array(length) };
  }

  get bucketCount(): number {
    return this.#byMode.isolated.length;
  }

  /** The highest bar, both modes together. */
  get maxMicros(): number {
    return this.#maxMicros;
  }

  add(row: LiquidationRow): void {
    const bucket = Math.min(Math.floor(row.simulatedMs / this.bucketMs), this.bucketCount - 1);
    const column = this.#byMode[row.mode];
    column[bucket] = (column[bucket] ?? 0) + row.notionalMicros;
    this.#maxMicros = Math.max(this.#maxMicros, this.at(bucket, 'isolated') + this.at(bucket, 'cross'));
  }

  at(bucket: number, mode: MarginMode): number {
    return this.#byMode[mode][bucket] ?? 0;
  }
}
