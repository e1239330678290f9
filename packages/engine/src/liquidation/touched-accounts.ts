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

const NONE: readonly Touch[] = [];

/** Accounts whose equity or maintenance changed since somebody last looked whether they are due. */
export class TouchedAccounts {
  #touches: Touch[] = [];

  get isEmpty(): boolean {
    return this.#touches.length === 0;
  }

  add(touch: Touch): void {
    this.#touches.push(touch);
  }

  /** Hands over what was touched, the latest touch of each account, and starts anew. */
  takeAll(): readonly Touch[] {
    if (this.isEmpty) return NONE;
    const latest = new Map<number, Touch>();
    for (const touch of this.#touches) latest.set(touch.slot, touch);
    this.#touches = [];
    return [...latest.values()];
  }
}
