/**
 * Who is due for liquidation. The one place that searches: a mark asks the holders of its instrument, a trade
 * the accounts that it touched.
 */
import type { MarketRules } from '@spillway/protocol';
import { NO_ROW } from '../account/row-table.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { crossMargin, isolatedEquityMicros, positionMaintenanceMicros } from '../margin/account-margin.ts';
import { instrumentAt, type Market } from '../market.ts';
import { keepCrossSafe, keepIsolatedSafe } from './safe-marks.ts';
import type { Touch } from './touched-accounts.ts';

/** Equity has fallen to maintenance (rule L1). Without a position there is no maintenance and nothing is due. */
export function isMarginShort(
  rules: MarketRules,
  margin: { readonly equityMicros: number; readonly maintenanceMicros: number },
): boolean {
  const { equityMicros, maintenanceMicros } = margin;
  if (maintenanceMicros === 0) return false;
  return rules.isTriggerInclusive ? equityMicros <= maintenanceMicros : equityMicros < maintenanceMicros;
}

export function isIsolatedDue(market: Market, instrument: InstrumentState, row: number): boolean {
  if (market.positions.sizeLots(row) === 0 || !market.positions.isIsolated(row)) return false;
  return isMarginShort(market.rules, {
    equityMicros: isolatedEquityMicros(market, instrument, row),
    maintenanceMicros: positionMaintenanceMicros(market, instrument, row),
  });
}

export function isCrossDue(market: Market, slot: number): boolean {
  return isMarginShort(market.rules, crossMargin(market, slot));
}

/** Whether an account, or one of its isolated positions, is due: a full look. */
export function isAnythingDue(market: Market, slot: number): boolean {
  const { positions } = market;
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    if (isIsolatedDue(market, instrumentAt(market, positions.instrumentOf(row)), row)) return true;
  }
  return isCrossDue(market, slot);
}

function byAccount(market: Market, touches: Touch[]): Touch[] {
  return touches.sort(
    (left, right) => market.accounts.accountId(left.slot) - market.accounts.accountId(right.slot),
  );
}

/** A full look at a holder; notes how far marks may move before the next one. */
function isHolderDue(market: Market, instrument: InstrumentState, row: number): boolean {
  const slot = market.positions.slotOf(row);
  if (!market.positions.isIsolated(row)) {
    const margin = crossMargin(market, slot);
    if (isMarginShort(market.rules, margin)) return true;
    keepCrossSafe(market, slot, margin);
    return false;
  }
  const margin = {
    equityMicros: isolatedEquityMicros(market, instrument, row),
    maintenanceMicros: positionMaintenanceMicros(market, instrument, row),
  };
  if (isMarginShort(market.rules, margin)) return true;
  keepIsolatedSafe(market, { instrument, row }, margin);
  return false;
}

/**
 * The accounts that a new mark of an instrument makes due, by account number. Only holders whose safe marks it
 * leaves are looked at.
 */
export function dueByMark(
  market: Market,
  instrument: InstrumentState,
  cause: Omit<Touch, 'slot' | 'instrumentId'>,
): Touch[] {
  const { positions } = market;
  const { holders, markTicks } = instrument;
  const due: Touch[] = [];
  for (let place = 0; place < holders.count; place += 1) {
    const row = holders.rowAt(place);
    if (positions.isMarkSafe(row, markTicks) || !isHolderDue(market, instrument, row)) continue;
    due.push({ ...cause, slot: positions.slotOf(row), instrumentId: instrument.id });
  }
  return byAccount(market, due);
}

/** The accounts that are due among those touched since the last call, by account number. */
export function dueByTouch(market: Market): readonly Touch[] {
  const touched = market.touched.takeAll();
  if (touched.length === 0) return touched;
  return byAccount(
    market,
    touched.filter((touch) => isAnythingDue(market, touch.slot)),
  );
}
