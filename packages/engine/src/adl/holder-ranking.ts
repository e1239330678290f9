import { NO_SLOT } from '../book/order-pool.ts';
import { grownInts, intAt } from '../columns.ts';
import type { Direction } from '../direction.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { type AccountVersions, HolderColumns, type RankedHolder } from './holder-columns.ts';
import { compareScores, isClearlyApart } from './scores.ts';

const ENTRIES_AT_START = 64;

/** One side of an instrument. */
export interface Side {
  readonly instrument: InstrumentState;
  readonly direction: Direction;
}

/** What decides the order of a walk, besides the holders. */
export interface WalkTerms {
  /** Counts the marks that moved. */
  readonly epoch: number;
  readonly liquidationId: number;
}

/** The holders of one side of an instrument in the venue's order. It outlasts the marks: whoever changes gets a new entry. */
export interface HolderOrder {
  /** Adds a holder, or a holder anew who has changed. To be called between walks. */
  add(holder: RankedHolder, epoch: number): void;
  /** Begins a walk from the top, over everybody. */
  beginWalk(terms: WalkTerms): void;
  /** The next account of the walk, as its slot; `NO_SLOT` when all were taken. */
  takeNext(): number;
}

/** How the scores of a ranking are worked out. */
export interface Scorer {
  /** Whether scores that are doubles too close to each other are compared exactly. */
  readonly isExact: boolean;
  /** Works out the score of an entry as things stand. */
  score(holders: HolderColumns, place: number): void;
}

/**
 * The holders of one side of an instrument, to be taken highest score first, ties by lower account number (rule D2).
 *
 * A ranking is filled once. From then on whoever changes gets a new entry; and when a mark has moved, all entries are
 * scored anew in one pass and made a binary heap, so that only as many are put in order as are taken.
 */
export class HolderRanking implements HolderOrder {
  readonly #holders: HolderColumns;
  readonly #scorer: Scorer;
  /** The epoch of the marks at which it was scored. */
  #scoredFor = 0;
  /** Entries, each before its two followers in rank. */
  #heap: Int32Array = new Int32Array(ENTRIES_AT_START);
  #heapCount = 0;
  /** Entries that were taken since the last walk began. */
  #taken: Int32Array = new Int32Array(ENTRIES_AT_START);
  #takenCount = 0;

  constructor(versions: AccountVersions, scorer: Scorer) {
    this.#holders = new HolderColumns(versions);
    this.#scorer = scorer;
  }

  add(holder: RankedHolder, epoch: number): void {
    const holders = this.#holders;
    if (holders.isFull) {
      // Entries move: the heap is made anew when the next walk begins.
      holders.makeRoom();
      this.#scoredFor = 0;
    }
    const entry = holders.add(holder);
    if (this.#scoredFor !== epoch) return;
    this.#scorer.score(holders, entry);
    this.#push(entry);
  }

  /** Under the marks of then, whoever was taken before, and has not changed since, is back in his place. */
  beginWalk({ epoch }: WalkTerms): void {
    if (this.#scoredFor !== epoch) {
      this.#scoreAll();
      this.#scoredFor = epoch;
      return;
    }
    for (let place = 0; place < this.#takenCount; place += 1) {
      const entry = intAt(this.#taken, place);
      if (this.#holders.isCurrent(entry)) this.#push(entry);
    }
    this.#takenCount = 0;
  }

  takeNext(): number {
    while (this.#heapCount > 0) {
      const entry = this.#pop();
      if (!this.#holders.isCurrent(entry)) continue;
      this.#taken[this.#takenCount] = entry;
      this.#takenCount += 1;
      return this.#holders.slot(entry);
    }
    return NO_SLOT;
  }

  /** Scores every entry, and makes a heap of them from the last parent up. */
  #scoreAll(): void {
    const holders = this.#holders;
    holders.dropOutdated();
    const { count } = holders;
    if (count > this.#heap.length) this.#growHeap();
    for (let entry = 0; entry < count; entry += 1) {
      this.#scorer.score(holders, entry);
      this.#heap[entry] = entry;
    }
    this.#heapCount = count;
    this.#takenCount = 0;
    for (let place = (count >> 1) - 1; place >= 0; place -= 1) this.#sink(place, intAt(this.#heap, place));
  }

  #isBefore(left: number, right: number): boolean {
    const order = this.#compare(left, right);
    if (order !== 0) return order > 0;
    return this.#holders.accountId(left) < this.#holders.accountId(right);
  }

  #compare(left: number, right: number): number {
    const holders = this.#holders;
    const leftScore = holders.score(left);
    const rightScore = holders.score(right);
    if (!this.#scorer.isExact || isClearlyApart(leftScore, rightScore)) return leftScore - rightScore;
    return compareScores(holders.exactScore(left), holders.exactScore(right));
  }

  #push(entry: number): void {
    let place = this.#heapCount;
    if (place === this.#heap.length) this.#growHeap();
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
    if (this.#heapCount > 0) this.#sink(0, intAt(this.#heap, this.#heapCount));
    return top;
  }

  /** Puts an entry at a place, or below it where others come before it. */
  #sink(from: number, entry: number): void {
    const count = this.#heapCount;
    let place = from;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= count) break;
      const isRightFirst =
        child + 1 < count && this.#isBefore(intAt(this.#heap, child + 1), intAt(this.#heap, child));
      if (isRightFirst) child += 1;
      const below = intAt(this.#heap, child);
      if (!this.#isBefore(below, entry)) break;
      this.#heap[place] = below;
      place = child;
    }
    this.#heap[place] = entry;
  }

  /** An entry is in the heap or among those taken, once: both are as long as there are entries. */
  #growHeap(): void {
    const length = Math.max(this.#heap.length * 2, this.#holders.count);
    this.#heap = grownInts(this.#heap, length);
    this.#taken = grownInts(this.#taken, length);
  }
}
