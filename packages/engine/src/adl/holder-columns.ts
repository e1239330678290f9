import { byteAt, floatAt, grownBytes, grownFloats, grownInts, intAt } from '../columns.ts';
import type { Score } from './scores.ts';

const ENTRIES_AT_START = 64;
/** The four numbers of an exact score lie together. */
const TERMS = 4;

/** How often each account changed. What was worked out of an account holds as long as its number does. */
export class AccountVersions {
  #versions: Int32Array = new Int32Array(ENTRIES_AT_START);
  #changeCount = 0;

  /** How often any account changed. */
  get changeCount(): number {
    return this.#changeCount;
  }

  of(slot: number): number {
    return slot < this.#versions.length ? intAt(this.#versions, slot) : 0;
  }

  raise(slot: number): void {
    if (slot >= this.#versions.length) {
      this.#versions = grownInts(this.#versions, Math.max(slot + 1, this.#versions.length * 2));
    }
    this.#versions[slot] = intAt(this.#versions, slot) + 1;
    this.#changeCount += 1;
  }
}

/** On which margin a position stands: on one that other positions share, or alone on its wallet or on its bucket. */
export type Standing = 0 | 1 | 2;
export const SHARED = 0;
export const ALONE_ON_WALLET = 1;
export const ALONE_ON_BUCKET = 2;

/** A position as a ranking keeps it. */
export interface RankedHolder {
  readonly slot: number;
  readonly accountId: number;
  readonly standing: Standing;
  /** Signed: negative when short. */
  readonly sizeLots: number;
  readonly entryCostMicros: number;
  /** Wallet or bucket. */
  readonly cashMicros: number;
}

/**
 * What the scores of one side of an instrument follow from, side by side: the score of a position that stands alone on
 * its margin is worked out from its entry and the mark, without a look at the account. An account that changes gets a new
 * entry; its old one is outdated.
 */
export class HolderColumns {
  readonly #versions: AccountVersions;
  /** How many changes there had been when what is outdated was last dropped. */
  #changesSeen = 0;
  #count = 0;
  #slots: Int32Array = new Int32Array(ENTRIES_AT_START);
  #versionsAtEntry: Int32Array = new Int32Array(ENTRIES_AT_START);
  #accountIds: Float64Array = new Float64Array(ENTRIES_AT_START);
  #standings: Uint8Array = new Uint8Array(ENTRIES_AT_START);
  #sizesLots: Float64Array = new Float64Array(ENTRIES_AT_START);
  #entryCostsMicros: Float64Array = new Float64Array(ENTRIES_AT_START);
  #cashMicros: Float64Array = new Float64Array(ENTRIES_AT_START);
  #scores: Float64Array = new Float64Array(ENTRIES_AT_START);
  /** As long as the others only under a ranking whose scores are kept exactly. */
  #terms: Float64Array = new Float64Array(0);

  constructor(versions: AccountVersions) {
    this.#versions = versions;
  }

  get count(): number {
    return this.#count;
  }

  get isFull(): boolean {
    return this.#count === this.#slots.length;
  }

  /** Adds an entry where there is room, without a score; returns its place. */
  add(holder: RankedHolder): number {
    const place = this.#count;
    this.#count += 1;
    this.#slots[place] = holder.slot;
    this.#versionsAtEntry[place] = this.#versions.of(holder.slot);
    this.#accountIds[place] = holder.accountId;
    this.#standings[place] = holder.standing;
    this.#sizesLots[place] = holder.sizeLots;
    this.#entryCostsMicros[place] = holder.entryCostMicros;
    this.#cashMicros[place] = holder.cashMicros;
    return place;
  }

  slot(place: number): number {
    return intAt(this.#slots, place);
  }

  accountId(place: number): number {
    return floatAt(this.#accountIds, place);
  }

  standing(place: number): number {
    return byteAt(this.#standings, place);
  }

  sizeLots(place: number): number {
    return floatAt(this.#sizesLots, place);
  }

  entryCostMicros(place: number): number {
    return floatAt(this.#entryCostsMicros, place);
  }

  cashMicros(place: number): number {
    return floatAt(this.#cashMicros, place);
  }

  /** The score as a double: exactly, or off by what a double is off by. */
  score(place: number): number {
    return floatAt(this.#scores, place);
  }

  setScore(place: number, score: number): void {
    this.#scores[place] = score;
  }

  /** The four numbers of a score that is kept exactly. */
  exactScore(place: number): Score {
    const first = place * TERMS;
    return {
      top: floatAt(this.#terms, first),
      bottom: floatAt(this.#terms, first + 1),
      scale: floatAt(this.#terms, first + 2),
      base: floatAt(this.#terms, first + 3),
    };
  }

  setExactScore(place: number, { top, bottom, scale, base }: Score): void {
    const first = place * TERMS;
    if (first >= this.#terms.length) this.#terms = grownFloats(this.#terms, this.#slots.length * TERMS);
    this.#terms[first] = top;
    this.#terms[first + 1] = bottom;
    this.#terms[first + 2] = scale;
    this.#terms[first + 3] = base;
  }

  /** Whether the account has not changed since its entry was made. */
  isCurrent(place: number): boolean {
    return intAt(this.#versionsAtEntry, place) === this.#versions.of(intAt(this.#slots, place));
  }

  /** Drops what is outdated, so that columns which nobody asks for do not grow with each change; grows where that gives little. */
  makeRoom(): void {
    this.dropOutdated();
    if (this.#count > this.#slots.length >> 1) this.#grow();
  }

  /** Drops the entries that are outdated; the others move up, and lose their scores. */
  dropOutdated(): void {
    if (this.#changesSeen === this.#versions.changeCount) return;
    this.#changesSeen = this.#versions.changeCount;
    let kept = 0;
    for (let place = 0; place < this.#count; place += 1) {
      if (!this.isCurrent(place)) continue;
      if (kept !== place) this.#move(place, kept);
      kept += 1;
    }
    this.#count = kept;
  }

  #move(from: number, to: number): void {
    this.#slots[to] = intAt(this.#slots, from);
    this.#versionsAtEntry[to] = intAt(this.#versionsAtEntry, from);
    this.#accountIds[to] = floatAt(this.#accountIds, from);
    this.#standings[to] = byteAt(this.#standings, from);
    this.#sizesLots[to] = floatAt(this.#sizesLots, from);
    this.#entryCostsMicros[to] = floatAt(this.#entryCostsMicros, from);
    this.#cashMicros[to] = floatAt(this.#cashMicros, from);
  }

  #grow(): void {
    const length = this.#slots.length * 2;
    this.#slots = grownInts(this.#slots, length);
    this.#versionsAtEntry = grownInts(this.#versionsAtEntry, length);
    this.#accountIds = grownFloats(this.#accountIds, length);
    this.#standings = grownBytes(this.#standings, length);
    this.#sizesLots = grownFloats(this.#sizesLots, length);
    this.#entryCostsMicros = grownFloats(this.#entryCostsMicros, length);
    this.#cashMicros = grownFloats(this.#cashMicros, length);
    this.#scores = grownFloats(this.#scores, length);
  }
}
