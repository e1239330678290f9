/** Looks at an account in full and files how far marks may move before somebody must look again. */
import { NO_ROW } from '../account/row-table.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { crossMargin, isolatedEquityMicros, positionMaintenanceMicros } from '../margin/account-margin.ts';
import { instrumentAt, type Market } from '../market.ts';
import { isAnyCrossClosable, isClosable, isDeferred } from './closable.ts';
import { deferredBudgetMicros } from './deferred-budget.ts';
import { isMarginShort } from './due-accounts.ts';
import { budgetMicrosOf, isBoundReachable, riskMicros, safeBoundTicks, safeFraction } from './safe-marks.ts';

interface Margin {
  readonly equityMicros: number;
  readonly maintenanceMicros: number;
}

function instrumentOf(market: Market, row: number): InstrumentState {
  return instrumentAt(market, market.positions.instrumentOf(row));
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
 * Files positions that stand on one margin and wait for the end of a cool-down or a block: until the marks reach what
 * would override it, so that no mark asks for them in vain.
 */
function fileDeferred(market: Market, rows: readonly number[], margin: Margin): void {
  const tierCount = rows.reduce(
    (sum, row) => sum + instrumentOf(market, row).specification.riskTiers.length,
    0,
  );
  const budgetMicros = deferredBudgetMicros(market.rules, margin, tierCount);
  if (budgetMicros === null) {
    for (const row of rows) market.dueIndex.unfile(row);
    return;
  }
  let totalRiskMicros = 0;
  for (const row of rows) {
    totalRiskMicros += riskMicros(instrumentOf(market, row), market.positions.sizeLots(row), budgetMicros);
  }
  for (const row of rows) {
    const instrument = instrumentOf(market, row);
    if (budgetMicros < 0) market.dueIndex.watch(row, instrument);
    else fileRow(market, { instrument, row }, safeFraction(budgetMicros, totalRiskMicros));
  }
}

/**
 * Files an isolated position.
 * @returns whether it is to be liquidated; then it is looked at at each mark until it is closed
 */
export function fileIsolated(market: Market, instrument: InstrumentState, row: number): boolean {
  const margin: Margin = {
    equityMicros: isolatedEquityMicros(market, instrument, row),
    maintenanceMicros: positionMaintenanceMicros(market, instrument, row),
  };
  const budgetMicros = budgetMicrosOf(margin, instrument.specification.riskTiers.length);
  if (budgetMicros < 0) {
    if (isDeferred(market, row)) fileDeferred(market, [row], margin);
    else market.dueIndex.watch(row, instrument);
    return isMarginShort(market.rules, margin) && isClosable(market, row);
  }
  const risk = riskMicros(instrument, market.positions.sizeLots(row), budgetMicros);
  fileRow(market, { instrument, row }, safeFraction(budgetMicros, risk));
  return false;
}

function isCrossHeld(market: Market, row: number): boolean {
  return market.positions.sizeLots(row) !== 0 && !market.positions.isIsolated(row);
}

function crossBudgetMicros(market: Market, slot: number, margin: Margin): number {
  const { positions } = market;
  let tierCount = 0;
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    if (isCrossHeld(market, row)) tierCount += instrumentOf(market, row).specification.riskTiers.length;
  }
  return budgetMicrosOf(margin, tierCount);
}

function crossFraction(market: Market, slot: number, budgetMicros: number): number {
  const { positions } = market;
  let totalRiskMicros = 0;
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    if (!isCrossHeld(market, row)) continue;
    totalRiskMicros += riskMicros(instrumentOf(market, row), positions.sizeLots(row), budgetMicros);
  }
  return safeFraction(budgetMicros, totalRiskMicros);
}

/** Cross positions of an account that has nothing to spare are looked at at each mark, unless all of them wait. */
function fileShortCross(market: Market, slot: number, margin: Margin): void {
  const { positions, dueIndex } = market;
  const rows: number[] = [];
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    if (isCrossHeld(market, row)) rows.push(row);
  }
  if (rows.every((row) => isDeferred(market, row))) fileDeferred(market, rows, margin);
  else for (const row of rows) dueIndex.watch(row, instrumentOf(market, row));
}

/**
 * Files the cross positions of an account, all of them, because they stand on one margin.
 * @returns whether the account is to be liquidated; then it is looked at at each of their marks until it is closed
 */
export function fileCross(market: Market, slot: number): boolean {
  const margin = crossMargin(market, slot);
  const budgetMicros = crossBudgetMicros(market, slot, margin);
  if (budgetMicros < 0) {
    fileShortCross(market, slot, margin);
    return isMarginShort(market.rules, margin) && isAnyCrossClosable(market, slot);
  }
  const fraction = crossFraction(market, slot, budgetMicros);
  const { positions } = market;
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    if (!isCrossHeld(market, row)) continue;
    fileRow(market, { instrument: instrumentOf(market, row), row }, fraction);
  }
  return false;
}

function fileAccount(market: Market, slot: number): void {
  const { positions } = market;
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    if (positions.sizeLots(row) === 0) market.dueIndex.unfile(row);
    else if (positions.isIsolated(row)) fileIsolated(market, instrumentOf(market, row), row);
  }
  fileCross(market, slot);
}

/** Files every account that changed since it was filed: what must come before a mark is opened. */
export function fileStaleAccounts(market: Market): void {
  const { stale } = market.dueIndex;
  for (let place = 0; place < stale.count; place += 1) fileAccount(market, stale.slotAt(place));
  stale.clear();
}
