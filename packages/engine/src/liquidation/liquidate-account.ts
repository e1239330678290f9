import { emitPosition } from '../account/fills.ts';
import { legsOf } from '../account/legs.ts';
import { noteChange } from '../account/note-change.ts';
import { closeOrdersOf } from '../account/resting-orders.ts';
import { NO_ROW } from '../account/row-table.ts';
import { coverDeficit } from '../adl/cover-deficit.ts';
import { floatAt } from '../columns.ts';
import { changeFundCash } from '../insurance/inventory-fill.ts';
import {
  crossMargin,
  isolatedEquityMicros,
  positionMaintenanceMicros,
  unrealisedMicros,
} from '../margin/account-margin.ts';
import { instrumentAt, type Market } from '../market.ts';
import { isClosable, isCrossToLiquidate, isIsolatedToLiquidate } from './closable.ts';
import { closePosition } from './close-position.ts';
import { finishLiquidation, type Liquidation, startLiquidation } from './liquidation.ts';
import { netHedgedLegs } from './net-legs.ts';
import { isStillDue } from './scope-margin.ts';
import type { Touch } from './touched-accounts.ts';

/** Where the margin that is left goes (rule L10); a hole is covered instead. */
function settleRemainder(market: Market, liquidation: Liquidation, remainderMicros: number): number {
  const cause = { causeSequence: liquidation.startedSequence, liquidationId: liquidation.id };
  if (remainderMicros < 0) {
    coverDeficit(market, liquidation, -remainderMicros);
    return 0;
  }
  liquidation.leftoverMicros = remainderMicros;
  if (market.rules.leftover === 'user') return remainderMicros;
  const { assetId } = liquidation.instrument;
  changeFundCash(market, { assetId, reason: 'leftover', deltaMicros: remainderMicros }, cause);
  return 0;
}

/** Whether a liquidation cancels the orders of a row of its account first (rules L4, L11). */
function isInCancelScope(market: Market, liquidation: Liquidation, row: number): boolean {
  const { positions } = market;
  switch (market.rules.orderCancelScope) {
    case 'account':
      return true;
    case 'none':
      return false;
    case 'scope':
      return liquidation.mode === 'cross'
        ? !positions.isIsolated(row)
        : positions.instrumentOf(row) === liquidation.instrument.id;
  }
}

/** Cancels the open orders that a liquidation cancels first, by instrument number, oldest first. */
function closeOrdersInScope(market: Market, liquidation: Liquidation): void {
  const { positions } = market;
  const { slot, startedSequence: causeSequence } = liquidation;
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    if (!positions.hasOrders(row) || !isInCancelScope(market, liquidation, row)) continue;
    const instrument = instrumentAt(market, positions.instrumentOf(row));
    closeOrdersOf(market, { slot, instrument }, { reason: 'liquidation', causeSequence });
  }
}

function liquidateIsolated(market: Market, touch: Touch, row: number): void {
  const { positions, accounts } = market;
  const { slot } = touch;
  const instrument = instrumentAt(market, positions.instrumentOf(row));
  const liquidation = startLiquidation(market, touch, {
    mode: 'isolated',
    instrument,
    leg: positions.legOf(row),
    equityMicros: isolatedEquityMicros(market, instrument, row),
    maintenanceMicros: positionMaintenanceMicros(market, instrument, row),
  });
  const causeSequence = liquidation.startedSequence;
  closeOrdersInScope(market, liquidation);
  // Whoever lost so much in a part that he waits for nothing any longer is closed on (rules L15, L21).
  while (positions.sizeLots(row) !== 0 && isStillDue(market, liquidation) && isClosable(market, row)) {
    closePosition(market, liquidation, { instrument, isTested: true });
  }
  const isComplete = positions.sizeLots(row) === 0;
  if (isComplete) {
    const bucketMicros = positions.bucketMicros(row);
    positions.setBucket(row, 0);
    const returnedMicros = settleRemainder(market, liquidation, bucketMicros);
    accounts.walletsMicros[slot] = floatAt(accounts.walletsMicros, slot) + returnedMicros;
    noteChange(market, slot);
  }
  emitPosition(market, row, { causeSequence, realisedPnlMicros: 0 });
  finishLiquidation(market, liquidation, isComplete);
}

/**
 * Of the cross positions that may be closed now, the one with the largest loss at mark, ties by lower instrument number,
 * then the long leg; `NO_ROW` when there is none.
 */
function largestLoss(market: Market, slot: number): number {
  let worst = NO_ROW;
  let worstMicros = 0;
  const { positions } = market;
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    if (positions.sizeLots(row) === 0 || positions.isIsolated(row) || !isClosable(market, row)) continue;
    const instrument = instrumentAt(market, positions.instrumentOf(row));
    const pnlMicros = unrealisedMicros(market, instrument, row);
    if (worst === NO_ROW || pnlMicros < worstMicros) {
      worst = row;
      worstMicros = pnlMicros;
    }
  }
  return worst;
}

/** Closes cross positions until the account is safe, or until none is left that may be closed now (rule L8). */
function closeCrossPositions(market: Market, liquidation: Liquidation): void {
  const isTested = market.rules.closeOutScope === 'largest-loss-first';
  let next = largestLoss(market, liquidation.slot);
  while (next !== NO_ROW) {
    liquidation.leg = market.positions.legOf(next);
    const instrument = instrumentAt(market, market.positions.instrumentOf(next));
    closePosition(market, liquidation, { instrument, isTested });
    if (isTested && !isStillDue(market, liquidation)) return;
    next = largestLoss(market, liquidation.slot);
  }
}

function holdsCross(market: Market, slot: number): boolean {
  const { positions } = market;
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    if (positions.sizeLots(row) !== 0 && !positions.isIsolated(row)) return true;
  }
  return false;
}

function liquidateCross(market: Market, touch: Touch): void {
  const { accounts } = market;
  const { slot } = touch;
  const instrument = instrumentAt(market, touch.instrumentId);
  const liquidation = startLiquidation(market, touch, {
    mode: 'cross',
    instrument,
    leg: 0,
    ...crossMargin(market, slot),
  });
  const causeSequence = liquidation.startedSequence;
  closeOrdersInScope(market, liquidation);
  if (isStillDue(market, liquidation)) netHedgedLegs(market, liquidation);
  if (isStillDue(market, liquidation)) closeCrossPositions(market, liquidation);
  const isComplete = !holdsCross(market, slot);
  if (isComplete) {
    accounts.walletsMicros[slot] = settleRemainder(market, liquidation, accounts.walletMicros(slot));
    noteChange(market, slot);
  }
  for (const leg of legsOf(accounts, slot)) {
    const row = market.positions.row(slot, instrument.id, leg);
    emitPosition(market, row, { causeSequence, realisedPnlMicros: 0 });
  }
  finishLiquidation(market, liquidation, isComplete);
}

/** Liquidates what is due of an account: each isolated position by instrument number, then cross (rules L1 to L10). */
export function liquidateAccount(market: Market, touch: Touch): void {
  const { slot } = touch;
  market.accounts.setLocked(slot, true);
  const { positions } = market;
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    const instrument = instrumentAt(market, positions.instrumentOf(row));
    if (isIsolatedToLiquidate(market, instrument, row)) liquidateIsolated(market, touch, row);
  }
  if (isCrossToLiquidate(market, slot)) liquidateCross(market, touch);
  market.accounts.setLocked(slot, false);
}
