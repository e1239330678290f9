/** Looks at an account in full and files how far marks may move before somebody must look again. */
import { NO_ROW } from '../account/row-table.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { crossMargin, isolatedEquityMicros, positionMaintenanceMicros } from '../margin/account-margin.ts';
import { closingFeePpmOf } from '../margin/closing-fee.ts';
import { instrumentAt, type Market } from '../market.ts';
import { isAnyCrossClosable, isClosable, isDeferred } from './closable.ts';
import { deferredBudgetMicros } from './deferred-budget.ts';
import { isMarginShort } from './due-accounts.ts';
import {
  budgetMicrosOf,
  type HeldPosition,
  isBoundReachable,
  riskMicros,
  roundingMicros,
  safeBoundTicks,
  safeFraction,
} from './safe-marks.ts';

interface Margin {
  readonly equityMicros: number;
  readonly maintenanceMicros: number;
}

function instrumentOf(market: Market, row: number): InstrumentState {
  return instrumentAt(market, market.positions.instrumentOf(row));
}

/** The position in a row as bounds are reckoned with it. */
function heldIn(market: Market, instrument: InstrumentState, row: number): HeldPosition {
  return {
    instrument,
    sizeLots: market.positions.sizeLots(row),
    closingFeePpm: closingFeePpmOf(market, instrument, market.positions.slotOf(row)),
  };
}

/** What marks may cost, and the share of its own by which each may move. */
interface Reach {
  readonly budgetMicros: number;
  readonly fraction: number;
}

function fileRow(market: Market, row: number, filed: { held: HeldPosition; reach: Reach }): void {
  const { held, reach } = filed;
  const { instrument } = held;
  const isLong = held.sizeLots > 0;
  const boundTicks = safeBoundTicks(held, reach.fraction, reach.budgetMicros);
  if (!isBoundReachable(instrument, isLong, boundTicks)) market.dueIndex.unfile(row);
  else market.dueIndex.file(row, instrument, { isLong, boundTicks });
}

/**
 * Files positions that stand on one margin and wait for the end of a cool-down or a block: until the marks reach what
 * would override it, so that no mark asks for them in vain.
 */
function fileDeferred(market: Market, rows: readonly number[], margin: Margin): void {
  const positions = rows.map((row) => ({ row, held: heldIn(market, instrumentOf(market, row), row) }));
  const setAsideMicros = positions.reduce((sum, { held }) => sum + roundingMicros(held), 0);
  const budgetMicros = deferredBudgetMicros(market.rules, margin, setAsideMicros);
  if (budgetMicros === null) {
    for (const row of rows) market.dueIndex.unfile(row);
    return;
  }
  let totalRiskMicros = 0;
  for (const { held } of positions) totalRiskMicros += riskMicros(held, budgetMicros);
  const fraction = safeFraction(budgetMicros, totalRiskMicros);
  for (const { row, held } of positions) {
    if (budgetMicros < 0) market.dueIndex.watch(row, held.instrument);
    else fileRow(market, row, { held, reach: { budgetMicros, fraction } });
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
  const held = heldIn(market, instrument, row);
  const budgetMicros = budgetMicrosOf(margin, roundingMicros(held));
  if (budgetMicros < 0) {
    if (isDeferred(market, row)) fileDeferred(market, [row], margin);
    else market.dueIndex.watch(row, instrument);
    return isMarginShort(market.rules, margin) && isClosable(market, row);
  }
  const fraction = safeFraction(budgetMicros, riskMicros(held, budgetMicros));
  fileRow(market, row, { held, reach: { budgetMicros, fraction } });
  return false;
}

function isCrossHeld(market: Market, row: number): boolean {
  return market.positions.sizeLots(row) !== 0 && !market.positions.isIsolated(row);
}

function crossBudgetMicros(market: Market, slot: number, margin: Margin): number {
  const { positions } = market;
  let setAsideMicros = 0;
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    if (!isCrossHeld(market, row)) continue;
    setAsideMicros += roundingMicros(heldIn(market, instrumentOf(market, row), row));
  }
  return budgetMicrosOf(margin, setAsideMicros);
}

function crossFraction(market: Market, slot: number, budgetMicros: number): number {
  const { positions } = market;
  let totalRiskMicros = 0;
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    if (!isCrossHeld(market, row)) continue;
    totalRiskMicros += riskMicros(heldIn(market, instrumentOf(market, row), row), budgetMicros);
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
    const held = heldIn(market, instrumentOf(market, row), row);
    fileRow(market, row, { held, reach: { budgetMicros, fraction } });
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
