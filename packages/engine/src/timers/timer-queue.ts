import { byteAt, floatAt, grownBytes, grownFloats, grownInts, intAt } from '../columns.ts';
import { InvariantError } from '../invariants/invariant-error.ts';

/** "No timer": nothing is due, nothing is set. */
export const NO_TIMER = -1;

const TIMERS_AT_START = 64;

/** What happens by the passing of time alone, in the order in which it happens at the same time (rule C4). */
export const TIMER_KINDS = [
  'order-expiry',
  'cancel-timer',
  'halt-end',
  'cool-down-end',
  'block-end',
] as const;
export type TimerKind = (typeof TIMER_KINDS)[number];

/** Something that is to happen at a time. */
export interface Timer {
  readonly timeMs: number;
  readonly kind: TimerKind;
  /** The account's number; of a halt the instrument's, and −1 for the whole market. */
  readonly owner: number;
  /** The order's number; of a cool-down that of the position, of a block the asset's; 0 for the others. */
  readonly item: number;
}

/**
 * What is to happen, the next first: by time, kind, owner and item (rule C4). A binary heap in typed arrays. `add` hands
 * out a handle by which a timer is read, moved and removed; handles of removed timers are used again.
 */
export class TimerQueue {
  #timesMs: Float64Array = new Float64Array(TIMERS_AT_START);
  #kinds: Uint8Array = new Uint8Array(TIMERS_AT_START);
  #owners: Float64Array = new Float64Array(TIMERS_AT_START);
  #items: Float64Array = new Float64Array(TIMERS_AT_START);
  /** Where in the heap a handle is; of a free handle, the next free one. */
  #places: Int32Array = new Int32Array(TIMERS_AT_START);
  /** Handles, each not later than the two at twice its place, plus 1 and 2. */
  #heap: Int32Array = new Int32Array(TIMERS_AT_START);
  #count = 0;
  #handleCount = 0;
  #firstFree = NO_TIMER;

  get count(): number {
    return this.#count;
  }

  /** @returns the handle of the timer */
  add(timer: Timer): number {
    const handle = this.#takeHandle();
    this.#timesMs[handle] = timer.timeMs;
    this.#kinds[handle] = TIMER_KINDS.indexOf(timer.kind);
    this.#owners[handle] = timer.owner;
    this.#items[handle] = timer.item;
    this.#count += 1;
    this.#rise(handle, this.#count - 1);
    return handle;
  }

  remove(handle: number): void {
    const place = intAt(this.#places, handle);
    this.#count -= 1;
    const last = intAt(this.#heap, this.#count);
    if (last !== handle) this.#settle(last, place);
    this.#places[handle] = this.#firstFree;
    this.#firstFree = handle;
  }

  /** Sets another time. */
  move(handle: number, timeMs: number): void {
    this.#timesMs[handle] = timeMs;
    this.#settle(handle, intAt(this.#places, handle));
  }

  /** The next timer if its time has come, else `NO_TIMER`. It stays until it is removed. */
  dueBy(timeMs: number): number {
    if (this.#count === 0) return NO_TIMER;
    const next = intAt(this.#heap, 0);
    return floatAt(this.#timesMs, next) <= timeMs ? next : NO_TIMER;
  }

  timeMs(handle: number): number {
    return floatAt(this.#timesMs, handle);
  }

  kind(handle: number): TimerKind {
    const kind = TIMER_KINDS[byteAt(this.#kinds, handle)];
    if (kind === undefined) throw new InvariantError('a timer is of a kind', { handle });
    return kind;
  }

  owner(handle: number): number {
    return floatAt(this.#owners, handle);
  }

  item(handle: number): number {
    return floatAt(this.#items, handle);
  }

  /** Every timer in the order in which they are due: the canonical order. For snapshots, not for every command. */
  inOrder(): Timer[] {
    const handles = [...this.#heap.subarray(0, this.#count)];
    handles.sort((left, right) => (this.#isBefore(left, right) ? -1 : 1));
    return handles.map((handle) => ({
      timeMs: this.timeMs(handle),
      kind: this.kind(handle),
      owner: this.owner(handle),
      item: this.item(handle),
    }));
  }

  #isBefore(left: number, right: number): boolean {
    const timeMs = floatAt(this.#timesMs, left) - floatAt(this.#timesMs, right);
    if (timeMs !== 0) return timeMs < 0;
    const kind = byteAt(this.#kinds, left) - byteAt(this.#kinds, right);
    if (kind !== 0) return kind < 0;
    const owner = floatAt(this.#owners, left) - floatAt(this.#owners, right);
    if (owner !== 0) return owner < 0;
    return floatAt(this.#items, left) < floatAt(this.#items, right);
  }

  #put(handle: number, place: number): void {
    this.#heap[place] = handle;
    this.#places[handle] = place;
  }

  /** Brings a handle that is to be at a place to where it belongs. */
  #settle(handle: number, place: number): void {
    const above = (place - 1) >> 1;
    if (place > 0 && this.#isBefore(handle, intAt(this.#heap, above))) this.#rise(handle, place);
    else this.#sink(handle, place);
  }

  #rise(handle: number, from: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = intAt(this.#heap, above);
      if (!this.#isBefore(handle, parent)) break;
      this.#put(parent, place);
      place = above;
    }
    this.#put(handle, place);
  }

  #sink(handle: number, from: number): void {
    let place = from;
    for (;;) {
      let below = place * 2 + 1;
      if (below >= this.#count) break;
      const isRightFirst =
        below + 1 < this.#count && this.#isBefore(intAt(this.#heap, below + 1), intAt(this.#heap, below));
      if (isRightFirst) below += 1;
      const child = intAt(this.#heap, below);
      if (!this.#isBefore(child, handle)) break;
      this.#put(child, place);
      place = below;
    }
    this.#put(handle, place);
  }

  #takeHandle(): number {
    if (this.#firstFree !== NO_TIMER) {
      const handle = this.#firstFree;
      this.#firstFree = intAt(this.#places, handle);
      return handle;
    }
    if (this.#handleCount === this.#heap.length) this.#grow(this.#handleCount * 2);
    this.#handleCount += 1;
    return this.#handleCount - 1;
  }

  #grow(capacity: number): void {
    this.#timesMs = grownFloats(this.#timesMs, capacity);
    this.#kinds = grownBytes(this.#kinds, capacity);
    this.#owners = grownFloats(this.#owners, capacity);
    this.#items = grownFloats(this.#items, capacity);
    this.#places = grownInts(this.#places, capacity);
    this.#heap = grownInts(this.#heap, capacity);
  }
}
