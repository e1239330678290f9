import { InvariantError } from '../invariants/invariant-error.ts';
import type { Market } from '../market.ts';
import { fileStaleAccounts } from './file-account.ts';
import { liquidateAccount } from './liquidate-account.ts';
import { dueByTouch, NOBODY } from './search-due.ts';
import type { Touch } from './touched-accounts.ts';

/** Each pass liquidates somebody, and a position once closed stays closed: no market needs as many passes. */
const PASSES_MAX = 100_000;

/**
 * Liquidates whoever is due, by account number; then whoever that made due; and so on until nobody is (rule L2).
 * @param first - accounts that a mark made due, none when a trade is the cause
 */
export function drainDueAccounts(market: Market, first: readonly Touch[] = NOBODY): void {
  let due = first.length > 0 ? first : dueByTouch(market);
  if (due.length === 0) return;
  for (let pass = 0; due.length > 0; pass += 1) {
    if (pass === PASSES_MAX) throw new InvariantError('liquidations come to an end', { passes: pass });
    for (const touch of due) liquidateAccount(market, touch);
    due = dueByTouch(market);
  }
  // Whom the liquidations changed is filed at their expense, not at that of the next mark.
  fileStaleAccounts(market);
}
