import { SlotSet } from '../account/slot-set.ts';
import type { Direction } from '../direction.ts';
import { AccountVersions, HolderRanking } from './holder-ranking.ts';

/**
 * The rankings of every instrument and side that auto-deleveraging asked for under the present marks. A score depends
 * on every mark of its account, so all rankings end with the next mark; until then only who changes is scored anew.
 */
export class HolderRankings {
  readonly #versions: AccountVersions = new AccountVersions();
  /** By side: two numbers an instrument. Looked up; in which order they are dropped shows nowhere. */
  readonly #rankings: Map<number, HolderRanking> = new Map();
  /** Accounts that changed since they were scored. */
  readonly #changed: SlotSet = new SlotSet();
  #isAnyAlive = false;

  get changed(): SlotSet {
    return this.#changed;
  }

  /** Notes that an account changed; nothing to note while nobody is ranked. */
  noteChange(slot: number): void {
    if (this.#isAnyAlive) this.#changed.add(slot);
  }

  /** From now on, entries that were made of the account before are void. */
  outdate(slot: number): void {
    this.#versions.raise(slot);
  }

  /** The ranking of a side; not alive when nobody asked for it under these marks. */
  ranking(instrumentId: number, direction: Direction): HolderRanking {
    const side = 2 * instrumentId + (direction === 1 ? 1 : 0);
    const known = this.#rankings.get(side);
    if (known !== undefined) return known;
    const ranking = new HolderRanking(this.#versions);
    this.#rankings.set(side, ranking);
    return ranking;
  }

  /** Says that a ranking holds every holder of its side. */
  enliven(ranking: HolderRanking): void {
    ranking.isAlive = true;
    this.#isAnyAlive = true;
  }

  /** A mark moved: no score holds any longer. */
  drop(): void {
    if (!this.#isAnyAlive) return;
    for (const ranking of this.#rankings.values()) ranking.isAlive = false;
    this.#isAnyAlive = false;
    this.#changed.clear();
  }
}
