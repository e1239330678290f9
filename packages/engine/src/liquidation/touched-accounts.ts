import { byteAt, floatAt, grownBytes, grownFloats, grownInts, intAt } from '../columns.ts';

/** Why an account may have become due: the event, the instrument, and the forced sale or shock behind it. */
export interface Touch {
  readonly slot: number;
  readonly instrumentId: number;
  readonly causeSequence: number;
  /** 0 when no liquidation is behind it. */
  readonly parentLiquidationId: number;
  /** 0 when no shock is behind it, or none that its parent does not know. */
  readonly shockSequence: number;
}

const TOUCHES_AT_START = 64;

/**
 * Accounts whose equity or maintenance changed since somebody last looked whether they are due; of each its latest
 * touch. Every trade touches two, so that a touch is a row of numbers, and an object only when somebody wants it.
 */
export class TouchedAccounts {
  #slots: Int32Array = new Int32Array(TOUCHES_AT_START);
  #instrumentIds: Int32Array = new Int32Array(TOUCHES_AT_START);
  #causeSequences: Float64Array = new Float64Array(TOUCHES_AT_START);
  #liquidationIds: Int32Array = new Int32Array(TOUCHES_AT_START);
  /** 1 when the account was touched on more than one instrument. */
  #severalFlags: Uint8Array = new Uint8Array(TOUCHES_AT_START);
  #count = 0;
  /** By account slot: its touch, plus one. */
  #places: Int32Array = new Int32Array(TOUCHES_AT_START);

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  get count(): number {
    return this.#count;
  }

  slotAt(place: number): number {
    return intAt(this.#slots, place);
  }

  instrumentIdAt(place: number): number {
    return intAt(this.#instrumentIds, place);
  }

  isOnSeveral(place: number): boolean {
    return byteAt(this.#severalFlags, place) === 1;
  }

  /** @param cause - the event that changed the account, and the liquidation whose forced trade it was (0 for none) */
  add(
    slot: number,
    instrumentId: number,
    cause: { readonly causeSequence: number; readonly liquidationId: number },
  ): void {
    const countBefore = this.#count;
    const place = this.#placeOf(slot);
    const isNew = place === countBefore;
    if (isNew) this.#severalFlags[place] = 0;
    else if (intAt(this.#instrumentIds, place) !== instrumentId) this.#severalFlags[place] = 1;
    this.#instrumentIds[place] = instrumentId;
    this.#causeSequences[place] = cause.causeSequence;
    this.#liquidationIds[place] = cause.liquidationId;
  }

  touchAt(place: number): Touch {
    return {
      slot: this.slotAt(place),
      instrumentId: this.instrumentIdAt(place),
      causeSequence: floatAt(this.#causeSequences, place),
      parentLiquidationId: intAt(this.#liquidationIds, place),
      shockSequence: 0,
    };
  }

  clear(): void {
    for (let place = 0; place < this.#count; place += 1) this.#places[this.slotAt(place)] = 0;
    this.#count = 0;
  }

  /** The place of an account's touch: the one that it has, or a new one. */
  #placeOf(slot: number): number {
    if (slot >= this.#places.length) {
      this.#places = grownInts(this.#places, Math.max(slot + 1, this.#places.length * 2));
    }
    const known = intAt(this.#places, slot);
    if (known !== 0) return known - 1;
    if (this.#count === this.#slots.length) this.#growTouches();
    this.#slots[this.#count] = slot;
    this.#count += 1;
    this.#places[slot] = this.#count;
    return this.#count - 1;
  }

  #growTouches(): void {
    const length = this.#slots.length * 2;
    this.#slots = grownInts(this.#slots, length);
    this.#instrumentIds = grownInts(this.#instrumentIds, length);
    this.#causeSequences = grownFloats(this.#causeSequences, length);
    this.#liquidationIds = grownInts(this.#liquidationIds, length);
    this.#severalFlags = grownBytes(this.#severalFlags, length);
  }
}
