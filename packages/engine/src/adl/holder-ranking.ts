import { NO_SLOT } from '../book/order-pool.ts';
import { floatAt, grownFloats, grownInts, intAt } from '../columns.ts';
import { compareScores, type Score } from './scores.ts';

const ENTRIES_AT_START = 64;

/** How often each account changed. What was worked out of an account holds as long as its number does. */
export class AccountVersions {
  #versions: Int32Array = new Int32Array(ENTRIES_AT_START);

  of(slot: number): number {
    return slot < this.#versions.length ? intAt(this.#versions, slot) : 0;
  }

  raise(slot: number): void {
    if (slot >= this.#versions.length) {
      this.#versions = grownInts(this.#versions, Math.max(slot + 1, this.#versions.length * 2));
    }
    this.#versions[slot] = intAt(this.#versions, slot) + 1;
  }
}

/** An account with its score. */
export interface RankedHolder {
  readonly slot: number;
  readonly accountId: number;
  /** Where it is a double, off by what a double is off by. */
  readonly score: number;
  /** The same score exactly, where doubles too close to each other are to be compared so; else null. */
  readonly exact: Score | null;
}

/**
 * The holders of one side of an instrument, to be taken highest score first, ties by lower account number (rule D2).
 * A binary heap of entries: only as many are put in order as are taken. An account that changes gets a new entry; its
 * old one is passed over when its turn comes.
 */
export class HolderRanking {
  /** Whether the scores are those of the present marks. */
  isAlive = false;
  readonly #versions: AccountVersions;
  #scores: Float64Array = new Float64Array(ENTRIES_AT_START);
  /** Scores that are kept exactly; empty under a ranking that keeps none. */
  #exact: Score[] = [];
  #accountIds: Float64Array = new Float64Array(ENTRIES_AT_START);
  #slots: Int32Array = new Int32Array(ENTRIES_AT_START);
  #versionsAtEntry: Int32Array = new Int32Array(ENTRIES_AT_START);
  #entryCount = 0;
  /** Entries, each before its two followers in rank. */
  #heap: Int32Array = new Int32Array(ENTRIES_AT_START);
  #heapCount = 0;
  /** Entries that were taken since the last walk began. */
  #taken: Int32Array = new Int32Array(ENTRIES_AT_START);
  #takenCount = 0;

  constructor(versions: AccountVersions) {
    this.#versions = versions;
  }

  clear(): void {
    this.#entryCount = 0;
    this.#exact = [];
    this.#heapCount = 0;
    this.#takenCount = 0;
  }

  /** Adds a holder, or a holder anew who has changed. */
  add(holder: RankedHolder): void {
    if (this.#entryCount === this.#slots.length) this.#grow();
    const entry = this.#entryCount;
    this.#scores[entry] = holder.score;
    if (holder.exact !== null) this.#exact[entry] = holder.exact;
    this.#accountIds[entry] = holder.accountId;
    this.#slots[entry] = holder.slot;
    this.#versionsAtEntry[entry] = this.#versions.of(holder.slot);
    this.#entryCount += 1;
    this.#push(entry);
  }

  /** Begins a walk from the top: whoever was taken before, and has not changed since, is back in his place. */
  beginWalk(): void {
    for (let place = 0; place < this.#takenCount; place += 1) {
      const entry = intAt(this.#taken, place);
      if (this.#isCurrent(entry)) this.#push(entry);
    }
    this.#takenCount = 0;
  }

  /** The next account of the walk; `NO_SLOT` when all were taken. */
  takeNext(): number {
    while (this.#heapCount > 0) {
      const entry = this.#pop();
      if (!this.#isCurrent(entry)) continue;
      this.#taken[this.#takenCount] = entry;
      this.#takenCount += 1;
      return intAt(this.#slots, entry);
    }
    return NO_SLOT;
  }

  #isCurrent(entry: number): boolean {
    return intAt(this.#versionsAtEntry, entry) === this.#versions.of(intAt(this.#slots, entry));
  }

  #isBefore(left: number, right: number): boolean {
    const leftScore = floatAt(this.#scores, left);
    const rightScore = floatAt(this.#scores, right);
    const order = this.#exact.length === 0 ? leftScore - rightScore : this.#compareExact(left, right);
    if (order !== 0) return order > 0;
    return floatAt(this.#accountIds, left) < floatAt(this.#accountIds, right);
  }

  #compareExact(left: number, right: number): number {
    const leftScore = this.#exact[left];
    const rightScore = this.#exact[right];
    return leftScore === undefined || rightScore === undefined ? 0 : compareScores(leftScore, rightScore);
  }

  #push(entry: number): void {
    let place = this.#heapCount;
    this.#heapCount += 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = intAt(this.#heap, parent);
      if (!this.#isBefore(entry, above)) break;
      this.#heap[place] = above;
      place = parent;
    }
    this.#heap[place] = entry;
  }

  #pop(): number {
    const top = intAt(this.#heap, 0);
    this.#heapCount -= 1;
    const count = this.#heapCount;
    const moved = intAt(this.#heap, count);
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= count) break;
      const isRightFirst =
        child + 1 < count && this.#isBefore(intAt(this.#heap, child + 1), intAt(this.#heap, child));
      if (isRightFirst) child += 1;
      const below = intAt(this.#heap, child);
      if (!this.#isBefore(below, moved)) break;
      this.#heap[place] = below;
      place = child;
    }
    this.#heap[place] = moved;
    return top;
  }

  /** An entry is in the heap or among those taken, once: the columns of both are as long as those of the entries. */
  #grow(): void {
    const length = this.#slots.length * 2;
    this.#scores = grownFloats(this.#scores, length);
    this.#accountIds = grownFloats(this.#accountIds, length);
    this.#slots = grownInts(this.#slots, length);
    this.#versionsAtEntry = grownInts(this.#versionsAtEntry, length);
    this.#heap = grownInts(this.#heap, length);
    this.#taken = grownInts(this.#taken, length);
  }
}
