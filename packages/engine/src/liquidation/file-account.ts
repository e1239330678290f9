/** Looks at an account in full and files how far marks may move before somebody must look again. */
import type { InstrumentState } from '../instrument-state.ts';
import { crossMargin, isolatedEquityMicros, positionMaintenanceMicros } from '../margin/account-margin.ts';
import type { Market } from '../market.ts';
import { isMarginShort } from './due-accounts.ts';
import { budgetMicrosOf, isBoundReachable, riskMicros, safeBoundTicks, safeFraction } from './safe-marks.ts';

interface Margin {
  readonly equityMicros: number;
  readonly maintenanceMicros: number;
}

function fileRow(market: Market, at: { instrument: InstrumentState; row: number }, fraction: number): void {
  const { instrument, row } = at;
  const sizeLots = market.positions.sizeLots(row);
  const isLong = sizeLots > 0;
  const boundTicks = safeBoundTicks(instrument, sizeLots, fraction);
  if (!isBoundReachable(instrument, isLong, boundTicks)) market.dueIndex.unfile(row);
  else market.dueIndex.file(row, instrument, { isLong, boundTicks });
}

/**
 * Files an isolated position.
 * @returns whether it is due; then it is looked at at each mark until it is closed
 */
export function fileIsolated(market: Market, instrument: InstrumentState, row: number): boolean {
  const margin: Margin = {
    equityMicros: isolatedEquityMicros(market, instrument, row),
    maintenanceMicros: positionMaintenanceMicros(market, instrument, row),
  };
  const budgetMicros = budgetMicrosOf(margin, instrument.specification.riskTiers.length);
  if (budgetMicros < 0) {
    market.dueIndex.watch(row, instrument);
    return isMarginShort(market.rules, margin);
  }
  const risk = riskMicros(instrument, market.positions.sizeLots(row), budgetMicros);
  fileRow(market, { instrument, row }, safeFraction(budgetMicros, risk));
  return false;
}

function isCrossHeld(market: Market, row: number): boolean {
  return market.positions.sizeLots(row) !== 0 && !market.positions.isIsolated(row);
}

function crossBudgetMicros(market: Market, slot: number, margin: Margin): number {
  let tierCount = 0;
  for (const instrument of market.instruments) {
    if (!isCrossHeld(market, market.positions.row(slot, instrument.id))) continue;
    tierCount += instrument.specification.riskTiers.length;
  }
  return budgetMicrosOf(margin, tierCount);
}

function crossFraction(market: Market, slot: number, budgetMicros: number): number {
  let totalRiskMicros = 0;
  for (const instrument of market.instruments) {
    const row = market.positions.row(slot, instrument.id);
    if (!isCrossHeld(market, row)) continue;
    totalRiskMicros += riskMicros(instrument, market.positions.sizeLots(row), budgetMicros);
  }
  return safeFraction(budgetMicros, totalRiskMicros);
}

/**
 * Files the cross positions of an account, all of them, because they stand on one margin.
 * @returns whether the account is due; then it is looked at at each of their marks until it is closed
 */
export function fileCross(market: Market, slot: number): boolean {
  const margin = crossMargin(market, slot);
  const budgetMicros = crossBudgetMicros(market, slot, margin);
  const fraction = budgetMicros < 0 ? 0 : crossFraction(market, slot, budgetMicros);
  for (const instrument of market.instruments) {
    const row = market.positions.row(slot, instrument.id);
    if (!isCrossHeld(market, row)) continue;
    if (budgetMicros < 0) market.dueIndex.watch(row, instrument);
    else fileRow(market, { instrument, row }, fraction);
  }
  return budgetMicros < 0 && isMarginShort(market.rules, margin);
}

function fileAccount(market: Market, slot: number): void {
  for (const instrument of market.instruments) {
    const row = market.positions.row(slot, instrument.id);
    if (market.positions.sizeLots(row) === 0) market.dueIndex.unfile(row);
    else if (market.positions.isIsolated(row)) fileIsolated(market, instrument, row);
  }
  fileCross(market, slot);
}

/** Files every account that changed since it was filed: what must come before a mark is opened. */
export function fileStaleAccounts(market: Market): void {
  const { stale } = market.dueIndex;
  for (let place = 0; place < stale.count; place += 1) fileAccount(market, stale.slotAt(place));
  stale.clear();
}
