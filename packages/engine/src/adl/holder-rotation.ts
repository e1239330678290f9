import { NO_SLOT } from '../book/order-pool.ts';
import { floatAt, grownFloats, grownInts, intAt } from '../columns.ts';
import type { AccountVersions, RankedHolder } from './holder-columns.ts';
import type { HolderOrder, WalkTerms } from './holder-ranking.ts';
import { rotationStart } from './scores.ts';

const ENTRIES_AT_START = 64;

/** Columns of entries; another set of them takes over when entries come and go. */
interface Entries {
  readonly accountIds: Float64Array;
  readonly slots: Int32Array;
  readonly versions: Int32Array;
}

function entriesOf(length: number): Entries {
  return {
    accountIds: new Float64Array(length),
    slots: new Int32Array(length),
    versions: new Int32Array(length),
  };
}

function copyEntry(
  from: Entries,
  place: number,
  to: { readonly entries: Entries; readonly place: number },
): void {
  const { entries } = to;
  entries.accountIds[to.place] = floatAt(from.accountIds, place);
  entries.slots[to.place] = intAt(from.slots, place);
  entries.versions[to.place] = intAt(from.versions, place);
}

/**
 * The holders of one side of an instrument by account number, to be taken in turn from a place on that differs from one
 * liquidation to the next (`rotation`, rule D6). They are sorted once; then whoever changed is sorted and merged in.
 */
export class HolderRotation implements HolderOrder {
  readonly #versions: AccountVersions;
  #entries: Entries = entriesOf(ENTRIES_AT_START);
  #spare: Entries = entriesOf(ENTRIES_AT_START);
  #count = 0;
  /** The first so many entries are sorted; those behind were added since. */
  #sortedCount = 0;
  #next = 0;
  #leftCount = 0;

  constructor(versions: AccountVersions) {
    this.#versions = versions;
  }

  add({ slot, accountId }: RankedHolder): void {
    if (this.#count === this.#entries.slots.length) this.#makeRoom();
    this.#entries.accountIds[this.#count] = accountId;
    this.#entries.slots[this.#count] = slot;
    this.#entries.versions[this.#count] = this.#versions.of(slot);
    this.#count += 1;
  }

  beginWalk({ liquidationId }: WalkTerms): void {
    this.#merge();
    this.#leftCount = this.#count;
    this.#next = this.#count === 0 ? 0 : rotationStart(liquidationId, this.#count);
  }

  takeNext(): number {
    if (this.#leftCount === 0) return NO_SLOT;
    const place = this.#next;
    this.#leftCount -= 1;
    this.#next = place + 1 === this.#count ? 0 : place + 1;
    return intAt(this.#entries.slots, place);
  }

  #isCurrent(place: number): boolean {
    return intAt(this.#entries.versions, place) === this.#versions.of(intAt(this.#entries.slots, place));
  }

  /** Drops what is outdated and sorts in what is new. */
  #merge(): void {
    const { accountIds } = this.#entries;
    const added: number[] = [];
    for (let place = this.#sortedCount; place < this.#count; place += 1) {
      if (this.#isCurrent(place)) added.push(place);
    }
    added.sort((left, right) => floatAt(accountIds, left) - floatAt(accountIds, right));
    let kept = 0;
    const keep = (place: number): void => {
      copyEntry(this.#entries, place, { entries: this.#spare, place: kept });
      kept += 1;
    };
    let next = 0;
    for (let place = 0; place < this.#sortedCount; place += 1) {
      if (!this.#isCurrent(place)) continue;
      const accountId = floatAt(accountIds, place);
      for (; next < added.length; next += 1) {
        const addedPlace = added[next] ?? 0;
        if (floatAt(accountIds, addedPlace) > accountId) break;
        keep(addedPlace);
      }
      keep(place);
    }
    for (; next < added.length; next += 1) keep(added[next] ?? 0);
    const entries = this.#entries;
    this.#entries = this.#spare;
    this.#spare = entries;
    this.#count = kept;
    this.#sortedCount = kept;
  }

  /** What is outdated gives room, so that a rotation which nobody asks for does not grow with each change. */
  #makeRoom(): void {
    this.#merge();
    const { accountIds, slots, versions } = this.#entries;
    const length = slots.length;
    if (this.#count <= length >> 1) return;
    this.#entries = {
      accountIds: grownFloats(accountIds, length * 2),
      slots: grownInts(slots, length * 2),
      versions: grownInts(versions, length * 2),
    };
    this.#spare = entriesOf(length * 2);
  }
}
