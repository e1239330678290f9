/** 2^52: two numbers within it have an exact sum. */
const EXACT_MAX = 4_503_599_627_370_496;

/** A sum over accounts, which may pass 2^53: exact, and almost as cheap as a sum of numbers. */
export class ExactTotal {
  #low = 0;
  #high = 0n;

  /** Adds a safe integer. */
  add(value: number): void {
    if (Math.abs(value) > EXACT_MAX) {
      this.#high += BigInt(value);
      return;
    }
    this.#low += value;
    if (Math.abs(this.#low) > EXACT_MAX) {
      this.#high += BigInt(this.#low);
      this.#low = 0;
    }
  }

  get value(): bigint {
    return this.#high + BigInt(this.#low);
  }
}
