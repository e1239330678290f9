/** Looks at an account in full and files how far marks may move before somebody must look again. */
import { NO_ROW } from '../account/row-table.ts';
import { positionMaintenanceMicros, unrealisedMicros } from '../margin/account-margin.ts';
import { closingFeePpmOf } from '../margin/closing-fee.ts';
import { instrumentAt, type Market } from '../market.ts';
import { isClosable, isDeferred } from './closable.ts';
import { deferredBudgetMicros } from './deferred-budget.ts';
import { isMarginShort } from './due-accounts.ts';
import { fileChangedRows, fileHeld, fileWide, WIDE_POSITIONS_MIN } from './file-wide-account.ts';
import type { HeldScope } from './held-scope.ts';
import { budgetMicrosOf, riskMicros, roundingMicros, safeFraction } from './safe-marks.ts';

/**
 * Takes a position, which is not flat, into a scope. Its margin is reckoned here and not asked of `MarginTotals`: those
 * would value orders as well, of accounts that nobody else asks about.
 */
function takeIn(market: Market, scope: HeldScope, row: number): void {
  const { positions } = market;
  const instrument = instrumentAt(market, positions.instrumentOf(row));
  const held = scope.next(instrument);
  held.sizeLots = positions.sizeLots(row);
  held.closingFeePpm = closingFeePpmOf(market, instrument, positions.slotOf(row));
  held.row = row;
  scope.equityMicros += unrealisedMicros(market, instrument, row);
  scope.maintenanceMicros += positionMaintenanceMicros(market, instrument, row);
  scope.setAsideMicros += roundingMicros(held);
}

/** Files the positions of a scope so that each mark of theirs asks for them. */
function watchScope(market: Market, scope: HeldScope): void {
  for (let place = 0; place < scope.count; place += 1) {
    const { row, instrument } = scope.at(place);
    market.dueIndex.watch(row, instrument);
  }
}

function unfileScope(market: Market, scope: HeldScope): void {
  for (let place = 0; place < scope.count; place += 1) market.dueIndex.unfile(scope.at(place).row);
}

/** Files each position of a scope at the mark up to which all of them together cost no more than the budget. */
function fileWithin(market: Market, scope: HeldScope, budgetMicros: number): void {
  let totalRiskMicros = 0;
  for (let place = 0; place < scope.count; place += 1) {
    totalRiskMicros += riskMicros(scope.at(place), budgetMicros);
  }
  const fraction = safeFraction(budgetMicros, totalRiskMicros);
  for (let place = 0; place < scope.count; place += 1) {
    fileHeld(market, scope.at(place), { budgetMicros, fraction });
  }
}

function isEachDeferred(market: Market, scope: HeldScope): boolean {
  for (let place = 0; place < scope.count; place += 1) {
    if (!isDeferred(market, scope.at(place).row)) return false;
  }
  return true;
}

function isAnyClosable(market: Market, scope: HeldScope): boolean {
  for (let place = 0; place < scope.count; place += 1) {
    if (isClosable(market, scope.at(place).row)) return true;
  }
  return false;
}

/**
 * A scope that has nothing to spare is looked at at each mark. If all of it waits for the end of a cool-down or a block,
 * it is filed until the marks reach what would override that, so that no mark asks for it in vain.
 */
function fileShort(market: Market, scope: HeldScope): void {
  if (!isEachDeferred(market, scope)) {
    watchScope(market, scope);
    return;
  }
  const budgetMicros = deferredBudgetMicros(market.rules, scope, scope.setAsideMicros);
  if (budgetMicros === null) unfileScope(market, scope);
  else if (budgetMicros < 0) watchScope(market, scope);
  else fileWithin(market, scope, budgetMicros);
}

/** @returns whether the scope is to be liquidated; then it is looked at at each mark of its positions until it is closed */
function fileScope(market: Market, scope: HeldScope): boolean {
  const budgetMicros = budgetMicrosOf(scope, scope.setAsideMicros);
  if (budgetMicros >= 0) {
    fileWithin(market, scope, budgetMicros);
    return false;
  }
  fileShort(market, scope);
  return isMarginShort(market.rules, scope) && isAnyClosable(market, scope);
}

/**
 * Files an isolated position.
 * @returns whether it is to be liquidated
 */
export function fileIsolated(market: Market, row: number): boolean {
  const { heldScope, positions } = market;
  heldScope.begin(positions.bucketMicros(row));
  takeIn(market, heldScope, row);
  return fileScope(market, heldScope);
}

/**
 * Files the cross positions of an account, all of them, because they stand on one margin.
 * @returns whether the account is to be liquidated
 */
export function fileCross(market: Market, slot: number): boolean {
  const { heldScope, positions } = market;
  let isAnyIsolated = false;
  heldScope.begin(market.accounts.walletMicros(slot));
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    if (positions.sizeLots(row) === 0) continue;
    if (positions.isIsolated(row)) isAnyIsolated = true;
    else takeIn(market, heldScope, row);
  }
  const { count } = heldScope;
  const isWide = count >= WIDE_POSITIONS_MIN && !isAnyIsolated;
  if (isWide && budgetMicrosOf(heldScope, heldScope.setAsideMicros) >= 0) {
    fileWide(market, slot, heldScope);
    return false;
  }
  positions.wide.forget(slot);
  return count > 0 && fileScope(market, heldScope);
}

function fileAccount(market: Market, slot: number): void {
  if (fileChangedRows(market, slot)) return;
  const { dueIndex, positions } = market;
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    if (positions.sizeLots(row) === 0) dueIndex.unfile(row);
    else if (positions.isIsolated(row)) fileIsolated(market, row);
  }
  fileCross(market, slot);
}

/** Files every account of a market in which none has been filed yet: what a restore does. */
export function fileEveryAccount(market: Market): void {
  for (let slot = 0; slot < market.accounts.count; slot += 1) fileAccount(market, slot);
}

/** Files every account that changed since it was filed: what must come before a mark is opened. */
export function fileStaleAccounts(market: Market): void {
  const { stale } = market.dueIndex;
  while (stale.count > 0) fileAccount(market, stale.takeOldest());
}

/**
 * Files the accounts that have waited longest, as many as are too many to wait. To be called at the end of each command:
 * whoever changes many accounts pays for filing as many, and no mark pays for more than may wait.
 */
export function fileOldestAccounts(market: Market): void {
  const { stale, staleMax } = market.dueIndex;
  while (stale.count > staleMax) fileAccount(market, stale.takeOldest());
}
