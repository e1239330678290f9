import { byteAt, grownBytes, grownFloats } from '../columns.ts';

const LENGTH_AT_START = 256;
/** Says that something changed where nothing can be claimed: a row came or went that was idle. */
const NEXT_TO_NOTHING_MICROS = 1;

/**
 * Which rows may claim another margin (rule M4) than when the claims of their account were last added up, and by how
 * much those claims may have risen since, at most. Whoever changes an order or a position says how much it can come to
 * (`margin/claim-rise.ts`), or Infinity: then claims are added up before anybody builds on them.
 */
export class ChangedClaims {
  /** By account: 0 when no row changed. */
  #risesMicros: Float64Array = new Float64Array(LENGTH_AT_START);
  #flags: Uint8Array = new Uint8Array(LENGTH_AT_START);

  /** @param riseMicros - above 0, and no less than what the row can claim more by what was changed */
  add(accountSlot: number, row: number, riseMicros: number): void {
    if (row >= this.#flags.length) this.#growRows(row + 1);
    if (accountSlot >= this.#risesMicros.length) this.#growAccounts(accountSlot + 1);
    this.#flags[row] = 1;
    this.#risesMicros[accountSlot] = this.riseMicros(accountSlot) + riseMicros;
  }

  /** Notes that an account gained or lost a row, which is idle. */
  addIdle(accountSlot: number, row: number): void {
    this.add(accountSlot, row, NEXT_TO_NOTHING_MICROS);
  }

  /** By how much the claims of an account rose at most; 0 when they are what they were. */
  riseMicros(accountSlot: number): number {
    return this.#risesMicros[accountSlot] ?? 0;
  }

  isChanged(row: number): boolean {
    return row < this.#flags.length && byteAt(this.#flags, row) !== 0;
  }

  clearRow(row: number): void {
    if (row < this.#flags.length) this.#flags[row] = 0;
  }

  /** To be called when the claims of an account have been added up, after `clearRow` of each of its rows. */
  clearAccount(accountSlot: number): void {
    if (accountSlot < this.#risesMicros.length) this.#risesMicros[accountSlot] = 0;
  }

  #growRows(count: number): void {
    let length = this.#flags.length;
    while (length < count) length *= 2;
    this.#flags = grownBytes(this.#flags, length);
  }

  #growAccounts(count: number): void {
    let length = this.#risesMicros.length;
    while (length < count) length *= 2;
    this.#risesMicros = grownFloats(this.#risesMicros, length);
  }
}
