import { byteAt, grownBytes, grownInts } from '../columns.ts';
import { NO_ROW } from './row-table.ts';

/** "More than one row": the account has to be added up anew. */
export const SEVERAL_ROWS = -2;

const LENGTH_AT_START = 256;
/** What changed of a row: only what its orders add up to, or its position or settings as well. */
const ORDERS = 1;
const POSITION = 2;

/**
 * Which rows changed since the margin of their account was last added up. An order, a fill, a setting changes one
 * row; to know which one is to know that the others need no second look.
 */
export class ChangedRows {
  /** By account: the one row that changed, plus one; 0 for none, −1 for several. */
  #changes: Int32Array = new Int32Array(LENGTH_AT_START);
  #flags: Uint8Array = new Uint8Array(LENGTH_AT_START);

  /** Notes that the position or the settings of a row changed. */
  add(accountSlot: number, row: number): void {
    this.#add(accountSlot, row, POSITION);
  }

  /** Notes that the orders of a row changed, and nothing else. */
  addOrders(accountSlot: number, row: number): void {
    this.#add(accountSlot, row, ORDERS);
  }

  /** Notes that an account gained or lost a row. */
  addAll(accountSlot: number): void {
    this.#set(accountSlot, SEVERAL_ROWS);
  }

  /** The row of an account that changed, `NO_ROW` when none did, `SEVERAL_ROWS` when more than one did. */
  ofAccount(accountSlot: number): number {
    return (this.#changes[accountSlot] ?? 0) - 1;
  }

  isChanged(row: number): boolean {
    return byteAt(this.#flags, row) !== 0;
  }

  /** Whether position and settings of a row are as they were. */
  isOrdersOnly(row: number): boolean {
    return byteAt(this.#flags, row) === ORDERS;
  }

  clearRow(row: number): void {
    this.#flags[row] = 0;
  }

  /** To be called when the margin of an account has been added up, after `clearRow` of each of its rows. */
  clearAccount(accountSlot: number): void {
    if (accountSlot < this.#changes.length) this.#changes[accountSlot] = 0;
  }

  #add(accountSlot: number, row: number, change: number): void {
    if (row >= this.#flags.length) this.#growRows(row + 1);
    this.#flags[row] = byteAt(this.#flags, row) | change;
    const before = this.ofAccount(accountSlot);
    if (before === row) return;
    this.#set(accountSlot, before === NO_ROW ? row : SEVERAL_ROWS);
  }

  #set(accountSlot: number, change: number): void {
    if (accountSlot >= this.#changes.length) this.#growAccounts(accountSlot + 1);
    this.#changes[accountSlot] = change + 1;
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
