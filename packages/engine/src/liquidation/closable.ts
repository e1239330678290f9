/**
 * What of a scope may be closed now (rules H5, L13, L15): an account that is due is liquidated only where something can
 * be done about it.
 */
import { NO_ROW } from '../account/row-table.ts';
import { lotsOfNotional } from '../contract/contract.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { crossMargin, isolatedEquityMicros, positionMaintenanceMicros } from '../margin/account-margin.ts';
import { instrumentAt, type Market } from '../market.ts';
import { positionItem } from './deferrals.ts';
import { isCrossDue, isIsolatedDue } from './due-accounts.ts';
import { isForBackstop, type ScopeMargin } from './scope-margin.ts';

/** Whether the venue leaves positions for later at all. */
function isDeferring(market: Market): boolean {
  const { kind } = market.rules.partial;
  return kind === 'slice' || kind === 'block-cap';
}

/** Equity and maintenance behind the position in a row: its own, or those of the account. */
function marginBehind(market: Market, row: number): ScopeMargin {
  const { positions } = market;
  if (!positions.isIsolated(row)) return crossMargin(market, positions.slotOf(row));
  const instrument = instrumentAt(market, positions.instrumentOf(row));
  return {
    equityMicros: isolatedEquityMicros(market, instrument, row),
    maintenanceMicros: positionMaintenanceMicros(market, instrument, row),
  };
}

/** Whether a position had its slice and cools down, or its order of this block. */
export function isDeferred(market: Market, row: number): boolean {
  if (!isDeferring(market)) return false;
  const { deferrals, positions } = market;
  const slot = positions.slotOf(row);
  const item = positionItem(market, row);
  return deferrals.coolDown(slot, item) !== null || deferrals.block(slot)?.items.has(item) === true;
}

/** Whether the upper bound of its account and block leaves no lot of a position to close (rule L15). */
function isBlockUsedUp(market: Market, row: number): boolean {
  const { partial } = market.rules;
  const { positions } = market;
  const block = market.deferrals.block(positions.slotOf(row));
  if (partial.kind !== 'block-cap' || block === null || block.usedMicros === 0) return false;
  const { contract, markTicks } = instrumentAt(market, positions.instrumentOf(row));
  const notionalMicros = Math.max(0, partial.notionalMaxMicros - block.usedMicros);
  const left = { notionalMicros, rounding: 'down' } as const;
  return lotsOfNotional(contract, left, markTicks) === 0;
}

/** Whether a position waits, although it is due: nothing overrides its cool-down or its block (rules L15, L21). */
function isWaiting(market: Market, row: number): boolean {
  if (!isDeferred(market, row) && !isBlockUsedUp(market, row)) return false;
  const margin = marginBehind(market, row);
  if (isForBackstop(market, margin)) return false;
  return market.rules.partial.kind === 'slice' || margin.equityMicros >= 0;
}

/** Whether the position in a row may be closed by force now: its instrument trades, and it need not wait. */
export function isClosable(market: Market, row: number): boolean {
  if (instrumentAt(market, market.positions.instrumentOf(row)).isHalted) return false;
  return !isDeferring(market) || !isWaiting(market, row);
}

/** Whether anything of the cross positions of an account may be closed by force now. */
export function isAnyCrossClosable(market: Market, slot: number): boolean {
  const { positions } = market;
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    const isHeld = positions.sizeLots(row) !== 0 && !positions.isIsolated(row);
    if (isHeld && isClosable(market, row)) return true;
  }
  return false;
}

/** Due, and something can be done about it. */
export function isIsolatedToLiquidate(market: Market, instrument: InstrumentState, row: number): boolean {
  return isIsolatedDue(market, instrument, row) && isClosable(market, row);
}

/** Due, and something can be done about it. */
export function isCrossToLiquidate(market: Market, slot: number): boolean {
  return isCrossDue(market, slot) && isAnyCrossClosable(market, slot);
}

/** Whether an account, or one of its isolated positions, is to be liquidated now: a full look. */
export function isAnythingToLiquidate(market: Market, slot: number): boolean {
  const { positions } = market;
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    const instrument = instrumentAt(market, positions.instrumentOf(row));
    if (isIsolatedToLiquidate(market, instrument, row)) return true;
  }
  return isCrossToLiquidate(market, slot);
}
