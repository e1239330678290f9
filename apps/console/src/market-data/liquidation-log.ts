import type { LiquidationRow } from '@spillway/protocol/wire';

/** The newest forced fills in a ring, found again by sequence or by liquidation. */
export class LiquidationLog {
  readonly #rows: (LiquidationRow | undefined)[];
  #appended = 0;
  #lastSequence = 0;

  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new RangeError(`capacity must be a whole number from 1 up, got ${capacity}`);
    }
    this.#rows = Array.from({ length: capacity }, () => undefined);
  }

  /** Rows that are still held. */
  get length(): number {
    return Math.min(this.#appended, this.#rows.length);
  }

  /** Rows seen since the log was cleared, those that the ring has let go included. */
  get appendedCount(): number {
    return this.#appended;
  }

  /** Keeps a row unless its sequence was seen before; the answer says whether it was new. */
  append(row: LiquidationRow): boolean {
    if (row.sequence <= this.#lastSequence) return false;
    this.#rows[this.#appended % this.#rows.length] = row;
    this.#appended += 1;
    this.#lastSequence = row.sequence;
    return true;
  }

  /** Up to `count` rows that a test lets through, newest first. */
  latest(count: number, isWanted: (row: LiquidationRow) => boolean = () => true): LiquidationRow[] {
    const found: LiquidationRow[] = [];
    for (let age = 0; age < this.length && found.length < count; age += 1) {
      const row = this.#atAge(age);
      if (row !== undefined && isWanted(row)) found.push(row);
    }
    return found;
  }

  /** Rows at or after a simulated time, newest first. */
  since(simulatedMs: number): LiquidationRow[] {
    const found: LiquidationRow[] = [];
    for (let age = 0; age < this.length; age += 1) {
      const row = this.#atAge(age);
      if (row === undefined || row.simulatedMs < simulatedMs) break;
      found.push(row);
    }
    return found;
  }

  clear(): void {
    this.#rows.fill(undefined);
    this.#appended = 0;
    this.#lastSequence = 0;
  }

  #atAge(age: number): LiquidationRow | undefined {
    return this.#rows[(this.#appended - 1 - age) % this.#rows.length];
  }
}
