import { grownFloats } from '../columns.ts';

const ACCOUNTS_AT_START = 64;
/** Two numbers an account: the floor, and the epoch of the marks that it holds for. */
const STRIDE = 2;
const EPOCH = 1;

/**
 * How much free margin (cross equity less claims, rule M5) an account has at least: what makes the test of an order, of a
 * fill, and of whether its account is due cost a comparison, without a look at any position.
 *
 * Free margin is reckoned in full when an order asks for more than the floor, and only then is a floor set. From then on it
 * follows on the safe side, by amounts that are bounds and not sums (`claim-rise.ts` says why they are enough):
 *
 * - an order that is admitted takes what it can claim at most, whether it trades, rests or ends;
 * - an order that leaves the book takes what it may have made up for in the open loss of its side;
 * - a fill of an order whose claim was taken costs its loss against the mark and its fee;
 * - whatever raises free margin is not added; whatever else may lower it forgets the floor.
 *
 * A floor decides nothing but whether to reckon. Derived from the rest of the state: no part of a snapshot. That no floor
 * is above free margin is checked with the other invariants.
 */
export class FreeMarginFloors {
  #floors: Float64Array = new Float64Array(ACCOUNTS_AT_START * STRIDE);
  /** Above 0, which is what a new column holds. */
  #epoch = 1;

  /** The floor of an account; minus infinity when nothing is known. */
  floorMicros(slot: number): number {
    const isKnown = this.#floors[slot * STRIDE + EPOCH] === this.#epoch;
    return isKnown ? (this.#floors[slot * STRIDE] ?? Number.NEGATIVE_INFINITY) : Number.NEGATIVE_INFINITY;
  }

  /** Notes free margin that was reckoned in full, or any lesser whole amount. */
  set(slot: number, micros: number): void {
    const place = slot * STRIDE;
    while (place >= this.#floors.length) this.#floors = grownFloats(this.#floors, 2 * this.#floors.length);
    this.#floors[place] = micros;
    this.#floors[place + EPOCH] = this.#epoch;
  }

  /** Lowers the floor of an account, known or not, by what free margin may have lost: a whole amount. */
  lower(slot: number, micros: number): void {
    // Beyond the column nothing is known, and nothing is written.
    this.#floors[slot * STRIDE] = (this.#floors[slot * STRIDE] ?? 0) - micros;
  }

  forget(slot: number): void {
    this.#floors[slot * STRIDE + EPOCH] = 0;
  }

  /** To be called by whoever moves a mark, or the open interest that initial margin rises with. */
  forgetAll(): void {
    this.#epoch += 1;
  }
}
