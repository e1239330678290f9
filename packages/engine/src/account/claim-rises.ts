import { grownFloats } from '../columns.ts';

const LENGTH_AT_START = 256;

/**
 * By how much the claims of each account (rule M4) may have risen, at most, since they were last added up. Whoever
 * changes an order or a position says how much it can come to (`margin/claim-rise.ts`), or nothing: then there is no
 * limit, and the claims are added up before anybody builds on them.
 */
export class ClaimRises {
  #risesMicros: Float64Array = new Float64Array(LENGTH_AT_START);

  add(accountSlot: number, riseMicros: number): void {
    if (accountSlot >= this.#risesMicros.length) this.#grow(accountSlot + 1);
    this.#risesMicros[accountSlot] = this.atMostMicros(accountSlot) + riseMicros;
  }

  /** Infinity when nobody knows. */
  atMostMicros(accountSlot: number): number {
    return this.#risesMicros[accountSlot] ?? 0;
  }

  /** To be called when the claims of an account have been added up. */
  clear(accountSlot: number): void {
    if (accountSlot < this.#risesMicros.length) this.#risesMicros[accountSlot] = 0;
  }

  #grow(count: number): void {
    let length = this.#risesMicros.length;
    while (length < count) length *= 2;
    this.#risesMicros = grownFloats(this.#risesMicros, length);
  }
}
