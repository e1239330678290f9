/**
 * Who must be looked at when a mark moves. Each position that could be due is filed, on its instrument, at the last
 * mark at which it is known to be safe (`safe-marks.ts`): longs wait for a mark below it, shorts for one above it. A
 * mark opens only what it crosses, so that it costs what is at risk, not what is held.
 *
 * The marks around the middle are cut into buckets; those beyond belong to the outermost one. A bucket is a linked
 * list of rows of the position store, and so is the list of those who have nothing to spare and are looked at at
 * each mark. Links and lists are numbers plus one: 0 says "none", which is what a new column holds.
 *
 * Derived from the rest of the state: no part of a snapshot.
 */
import { SlotQueue } from '../account/slot-queue.ts';
import { floatAt, grownFloats, grownInts, intAt } from '../columns.ts';

/** Buckets of one direction: those of a mark in the middle reach half its price up and down, at 1.2 basis points each. */
const BUCKETS = 8_192;
/** Lists of an instrument: buckets for marks that fall, buckets for marks that rise, and who is always looked at. */
const RISING = BUCKETS;
const WATCHED = 2 * BUCKETS;
const LISTS = 2 * BUCKETS + 1;
const ROWS_AT_START = 256;
/**
 * How many accounts may wait to be filed. Whoever trades again and again between two marks is filed once, as long as no
 * more accounts than these take part; where 10,000 with eight positions each do, a trade takes half as long again. And the
 * next mark files no more than these: a quarter of a millisecond for accounts of two positions, one for those of eight.
 */
const STALE_ACCOUNTS_MAX = 1_024;

/** An instrument as this index needs it. */
interface MarkedInstrument {
  readonly id: number;
  readonly markTicks: number;
}

export class DueIndex {
  /** How many accounts may wait when a command ends. It shows nowhere: tests let fewer wait, in small markets. */
  staleMax: number = STALE_ACCOUNTS_MAX;
  /** First row of each list, plus one. */
  #heads: Int32Array = new Int32Array(0);
  /** By row: the list it is in, its neighbours there (all plus one), and the mark that it waits for. */
  #lists: Int32Array = new Int32Array(ROWS_AT_START);
  #next: Int32Array = new Int32Array(ROWS_AT_START);
  #previous: Int32Array = new Int32Array(ROWS_AT_START);
  #boundsTicks: Float64Array = new Float64Array(ROWS_AT_START);
  /** By instrument: where its buckets begin and how wide they are (0 before its first mark), and the mark last opened. */
  #firstTicks: Float64Array = new Float64Array(0);
  #widthsTicks: Float64Array = new Float64Array(0);
  #openedTicks: Float64Array = new Float64Array(0);
  /** Accounts that changed since they were filed: what is filed of them may be wrong. */
  readonly #stale: SlotQueue = new SlotQueue();
  #opened: Int32Array = new Int32Array(ROWS_AT_START);
  #openedCount = 0;

  /** Makes room for so many rows at once. */
  reserve(rowCount: number): void {
    if (rowCount > this.#lists.length) this.#growRows(rowCount);
  }

  /** The account changed: it must be filed anew before the next mark is opened. */
  forget(accountSlot: number): void {
    this.#stale.add(accountSlot);
  }

  get stale(): SlotQueue {
    return this.#stale;
  }

  /** Drops all that is filed: rows have new numbers. Whoever calls it forgets every account besides. */
  clear(): void {
    this.#heads.fill(0);
    this.#lists.fill(0);
  }

  /** Files a row until the mark falls below a bound (a long) or rises above it (a short). */
  file(row: number, instrument: MarkedInstrument, at: { isLong: boolean; boundTicks: number }): void {
    this.#cover(instrument);
    const bucket = this.#bucketOf(instrument.id, at.boundTicks);
    this.#move(row, instrument.id * LISTS + bucket + (at.isLong ? 0 : RISING));
    this.#boundsTicks[row] = at.boundTicks;
  }

  /** Files a row so that each mark of its instrument opens it. */
  watch(row: number, instrument: MarkedInstrument): void {
    this.#cover(instrument);
    this.#move(row, instrument.id * LISTS + WATCHED);
  }

  /** Takes a row out: no mark can make it due. */
  unfile(row: number): void {
    if (!this.isFiled(row)) return;
    const next = intAt(this.#next, row);
    const previous = intAt(this.#previous, row);
    if (previous === 0) this.#heads[intAt(this.#lists, row) - 1] = next;
    else this.#next[previous - 1] = next;
    if (next !== 0) this.#previous[next - 1] = previous;
    this.#lists[row] = 0;
  }

  /**
   * Collects the rows that the present mark of an instrument crosses, and those that are looked at at each mark.
   * They stay filed where they are. Every stale account must have been filed before.
   * @returns how many there are; `openedRow` tells which, in no particular order, until the next call
   */
  open(instrument: MarkedInstrument): number {
    this.#cover(instrument);
    const { id, markTicks } = instrument;
    const last = this.#bucketOf(id, floatAt(this.#openedTicks, id));
    const now = this.#bucketOf(id, markTicks);
    this.#openedCount = 0;
    // What was opened before holds nobody on the far side of the mark of that time: the search begins there.
    for (let bucket = last; bucket >= now; bucket -= 1) this.#collectAbove(id * LISTS + bucket, markTicks);
    for (let bucket = last; bucket <= now; bucket += 1) {
      this.#collectBelow(id * LISTS + RISING + bucket, markTicks);
    }
    this.#collectAll(id * LISTS + WATCHED);
    this.#openedTicks[id] = markTicks;
    return this.#openedCount;
  }

  openedRow(place: number): number {
    return intAt(this.#opened, place);
  }

  isFiled(row: number): boolean {
    return row < this.#lists.length && intAt(this.#lists, row) !== 0;
  }

  isWatched(row: number): boolean {
    return this.isFiled(row) && (intAt(this.#lists, row) - 1) % LISTS === WATCHED;
  }

  /** The mark that a filed row waits for; says nothing of one that is watched. */
  boundTicks(row: number): number {
    return floatAt(this.#boundsTicks, row);
  }

  /** Whether a row is where a search would find it: in the list that its instrument, direction and bound call for. */
  isInPlace(row: number, instrument: MarkedInstrument, isLong: boolean): boolean {
    const isWatched = this.isWatched(row);
    const bucket = isWatched ? WATCHED : this.#bucketOf(instrument.id, this.boundTicks(row));
    const list = instrument.id * LISTS + bucket + (isWatched || isLong ? 0 : RISING);
    let link = intAt(this.#heads, list);
    while (link !== 0 && link - 1 !== row) link = intAt(this.#next, link - 1);
    return link !== 0 && intAt(this.#lists, row) === list + 1;
  }

  #collectAbove(list: number, markTicks: number): void {
    for (let link = intAt(this.#heads, list); link !== 0; link = intAt(this.#next, link - 1)) {
      if (floatAt(this.#boundsTicks, link - 1) > markTicks) this.#collect(link - 1);
    }
  }

  #collectBelow(list: number, markTicks: number): void {
    for (let link = intAt(this.#heads, list); link !== 0; link = intAt(this.#next, link - 1)) {
      if (floatAt(this.#boundsTicks, link - 1) < markTicks) this.#collect(link - 1);
    }
  }

  #collectAll(list: number): void {
    for (let link = intAt(this.#heads, list); link !== 0; link = intAt(this.#next, link - 1)) {
      this.#collect(link - 1);
    }
  }

  #collect(row: number): void {
    if (this.#openedCount === this.#opened.length) {
      this.#opened = grownInts(this.#opened, this.#openedCount * 2);
    }
    this.#opened[this.#openedCount] = row;
    this.#openedCount += 1;
  }

  #bucketOf(instrumentId: number, ticks: number): number {
    const place =
      (ticks - floatAt(this.#firstTicks, instrumentId)) / floatAt(this.#widthsTicks, instrumentId);
    return Math.min(Math.max(Math.floor(place), 0), BUCKETS - 1);
  }

  /** Moves a row to the front of a list. */
  #move(row: number, list: number): void {
    if (row >= this.#lists.length) this.#growRows(row + 1);
    if (intAt(this.#lists, row) === list + 1) return;
    this.unfile(row);
    const head = intAt(this.#heads, list);
    this.#next[row] = head;
    this.#previous[row] = 0;
    if (head !== 0) this.#previous[head - 1] = row + 1;
    this.#heads[list] = row + 1;
    this.#lists[row] = list + 1;
  }

  /** Sees to it that the buckets of an instrument reach its mark. */
  #cover({ id, markTicks }: MarkedInstrument): void {
    if (id >= this.#widthsTicks.length) this.#growInstruments(id + 1);
    const widthTicks = floatAt(this.#widthsTicks, id);
    const place = (markTicks - floatAt(this.#firstTicks, id)) / widthTicks;
    if (place >= 0 && place < BUCKETS) return;
    if (widthTicks === 0) this.#openedTicks[id] = markTicks;
    this.#widthsTicks[id] = Math.ceil(markTicks / BUCKETS);
    this.#firstTicks[id] = markTicks - (floatAt(this.#widthsTicks, id) * BUCKETS) / 2;
    this.#redistribute(id);
  }

  /** Puts every row of an instrument into the bucket that its bound belongs to by now. */
  #redistribute(instrumentId: number): void {
    for (const direction of [0, RISING]) {
      const first = instrumentId * LISTS + direction;
      let chain = this.#takeChain(first);
      while (chain !== 0) {
        const row = chain - 1;
        chain = intAt(this.#next, row);
        this.#lists[row] = 0;
        this.#move(row, first + this.#bucketOf(instrumentId, this.boundTicks(row)));
      }
    }
  }

  /** Empties the buckets of one direction into a single chain; returns its head. */
  #takeChain(firstList: number): number {
    let chain = 0;
    for (let list = firstList; list < firstList + BUCKETS; list += 1) {
      let link = intAt(this.#heads, list);
      this.#heads[list] = 0;
      while (link !== 0) {
        const following = intAt(this.#next, link - 1);
        this.#next[link - 1] = chain;
        chain = link;
        link = following;
      }
    }
    return chain;
  }

  #growRows(count: number): void {
    const length = Math.max(count, this.#lists.length * 2);
    this.#lists = grownInts(this.#lists, length);
    this.#next = grownInts(this.#next, length);
    this.#previous = grownInts(this.#previous, length);
    this.#boundsTicks = grownFloats(this.#boundsTicks, length);
  }

  #growInstruments(count: number): void {
    const length = Math.max(count, this.#widthsTicks.length * 2);
    this.#firstTicks = grownFloats(this.#firstTicks, length);
    this.#widthsTicks = grownFloats(this.#widthsTicks, length);
    this.#openedTicks = grownFloats(this.#openedTicks, length);
    this.#heads = grownInts(this.#heads, length * LISTS);
  }
}
