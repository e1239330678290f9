import { SlotSet } from '../account/slot-set.ts';
import { AccountVersions } from './holder-columns.ts';
import { type HolderOrder, HolderRanking, type Scorer, type Side } from './holder-ranking.ts';
import { HolderRotation } from './holder-rotation.ts';

function sideNumber({ instrument, direction }: Side): number {
  return 2 * instrument.id + (direction === 1 ? 1 : 0);
}

/**
 * The holders of every instrument and side that auto-deleveraging asked for, in the venue's
 * order. They outlast the marks: a mark that moves voids scores, and only who changes gets a new entry.
 */
export class HolderRankings {
  readonly #versions: AccountVersions = new AccountVersions();
  /** By side: two numbers an instrument. Looked up, never iterated. */
  readonly #orders: Map<number, HolderOrder> = new Map();
  /** Accounts that changed since their entries were made. */
  readonly #changed: SlotSet = new SlotSet();
  /** Counts the marks that moved. Above 0, which is that of an order without scores. */
  #epoch = 1;

  get epoch(): number {
    return this.#epoch;
  }

  get changed(): SlotSet {
    return this.#changed;
  }

  /** Notes that an account changed; nothing to note while nobody is ranked. */
  noteChange(slot: number): void {
    if (this.#orders.size > 0) this.#changed.add(slot);
  }

  /** From now on, entries that were made of the account before are void. */
  outdate(slot: number): void {
    this.#versions.raise(slot);
  }

  /** The order of a side; undefined when nobody asked for it yet. */
  find(side: Side): HolderOrder | undefined {
    return this.#orders.get(sideNumber(side));
  }

  /** Makes the order of a side, by score or (null) in rotation; whoever makes it fills it. */
  create(side: Side, scorer: Scorer | null): HolderOrder {
    const order =
      scorer === null ? new HolderRotation(this.#versions) : new HolderRanking(this.#versions, scorer);
    this.#orders.set(sideNumber(side), order);
    return order;
  }

  /** A mark moved: no score holds any longer. */
  noteMark(): void {
    this.#epoch += 1;
  }

  /** Drops every order: the venue ranks in another way. */
  clear(): void {
    this.#orders.clear();
    this.#changed.clear();
  }
}
