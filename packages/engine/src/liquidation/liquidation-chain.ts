import { floatAt, grownFloats, grownInts, intAt } from '../columns.ts';

const LINKS_AT_START = 256;

/** What a later liquidation needs to know of an earlier one: its wave, and the shock at the root of its chain. */
export class LiquidationChain {
  #waves: Int32Array = new Int32Array(LINKS_AT_START);
  #shockSequences: Float64Array = new Float64Array(LINKS_AT_START);
  #count = 0;
  /** Event numbers of the shocks, ascending. */
  readonly #shocks: number[] = [];

  get count(): number {
    return this.#count;
  }

  get shocks(): readonly number[] {
    return this.#shocks;
  }

  /** Adds a liquidation and returns its number, from 1 up. */
  add(wave: number, shockSequence: number): number {
    if (this.#count === this.#waves.length) {
      this.#waves = grownInts(this.#waves, this.#count * 2);
      this.#shockSequences = grownFloats(this.#shockSequences, this.#count * 2);
    }
    this.#waves[this.#count] = wave;
    this.#shockSequences[this.#count] = shockSequence;
    this.#count += 1;
    return this.#count;
  }

  has(liquidationId: number): boolean {
    return Number.isSafeInteger(liquidationId) && liquidationId >= 1 && liquidationId <= this.#count;
  }

  wave(liquidationId: number): number {
    return intAt(this.#waves, liquidationId - 1);
  }

  shockSequence(liquidationId: number): number {
    return floatAt(this.#shockSequences, liquidationId - 1);
  }

  addShock(sequence: number): void {
    this.#shocks.push(sequence);
  }

  isShock(sequence: number): boolean {
    let low = 0;
    let high = this.#shocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#shocks[middle] ?? 0) < sequence) low = middle + 1;
      else high = middle;
    }
    return this.#shocks[low] === sequence;
  }
}
