import { byteAt, grownBytes, grownInts } from '../columns.ts';
import { NO_ROW } from './row-table.ts';

/** "More than one row": the account has to be added up anew. */
export const SEVERAL_ROWS = -2;

const LENGTH_AT_START = 256;

/**
 * Which rows changed since what is kept of their account was last added up. An order, a fill, a setting changes one
 * row; to know which one is to know that the others need no second look.
 */
export class ChangedRows {
  /** By account: the one row that changed, plus one; 0 for none, −1 for several. */
  #changes: Int32Array = new Int32Array(LENGTH_AT_START);
  #flags: Uint8Array = new Uint8Array(LENGTH_AT_START);

  /** Notes that a row changed. */
  add(accountSlot: number, row: number): void {
    if (row >= this.#flags.length) this.#growRows(row + 1);
    this.#flags[row] = 1;
    if (accountSlot >= this.#changes.length) this.#growAccounts(accountSlot + 1);
    const before = this.ofAccount(accountSlot);
    if (before === row) return;
    this.#changes[accountSlot] = (before === NO_ROW ? row : SEVERAL_ROWS) + 1;
  }

  /** Notes that an account gained or lost a row. */
  addAll(accountSlot: number): void {
    if (accountSlot >= this.#changes.length) this.#growAccounts(accountSlot + 1);
    this.#changes[accountSlot] = SEVERAL_ROWS + 1;
  }

  /** The row of an account that changed, `NO_ROW` when none did, `SEVERAL_ROWS` when more than one did. */
  ofAccount(accountSlot: number): number {
    return (this.#changes[accountSlot] ?? 0) - 1;
  }

  isChanged(row: number): boolean {
    return row < this.#flags.length && byteAt(this.#flags, row) !== 0;
  }

  clearRow(row: number): void {
    if (row < this.#flags.length) this.#flags[row] = 0;
  }

  /** To be called when an account has been added up, after `clearRow` of each of its rows. */
  clearAccount(accountSlot: number): void {
    if (accountSlot < this.#changes.length) this.#changes[accountSlot] = 0;
  }

  #growRows(count: number): void {
    let length = this.#flags.length;
    while (length < count) length *= 2;
    this.#flags = grownBytes(this.#flags, length);
  }

  #growAccounts(count: number): void {
    let length = this.#changes.length;
    while (length < count) length *= 2;
    this.#changes = grownInts(this.#changes, length);
  }
}
