import { legsOf } from '../account/legs.ts';
import { NO_ROW } from '../account/row-table.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { isCrossDue, isIsolatedDue } from '../liquidation/due-accounts.ts';
import type { Market } from '../market.ts';

/**
 * The accounts that the mark of an instrument makes due, as one would explain it: every account of the market is
 * asked, in full. Slow, obviously right, and what the search by safe marks is tested against.
 * @returns account numbers, ascending
 */
export function dueByScan(market: Market, instrument: InstrumentState): number[] {
  const due: number[] = [];
  for (const slot of market.accounts.slotsById()) {
    const rows = legsOf(market.accounts, slot)
      .map((leg) => market.positions.findRow(slot, instrument.id, leg))
      .filter((row) => row !== NO_ROW && market.positions.sizeLots(row) !== 0);
    const isDue = rows.some((row) =>
      market.positions.isIsolated(row) ? isIsolatedDue(market, instrument, row) : isCrossDue(market, slot),
    );
    if (isDue) due.push(market.accounts.accountId(slot));
  }
  return due;
}
