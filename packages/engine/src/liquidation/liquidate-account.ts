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
import { closePosition, isStillDue } from './close-position.ts';
import { isCrossDue, isIsolatedDue } from './due-accounts.ts';
import { finishLiquidation, type Liquidation, startLiquidation } from './liquidation.ts';
import { netHedgedLegs } from './net-legs.ts';
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
  closeOrdersOf(market, { slot, instrument }, { reason: 'liquidation', causeSequence });
  if (isStillDue(market, liquidation)) closePosition(market, liquidation, { instrument, retest: true });
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

/** The cross position with the largest loss at mark, ties by lower instrument number, then the long leg; `NO_ROW` when all are closed. */
function largestLoss(market: Market, slot: number): number {
  let worst = NO_ROW;
  let worstMicros = 0;
  const { positions } = market;
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    if (positions.sizeLots(row) === 0 || positions.isIsolated(row)) continue;
    const instrument = instrumentAt(market, positions.instrumentOf(row));
    const pnlMicros = unrealisedMicros(market, instrument, row);
    if (worst === NO_ROW || pnlMicros < worstMicros) {
      worst = row;
      worstMicros = pnlMicros;
    }
  }
  return worst;
}

/** Closes cross positions until the account is safe, or until none is left (rule L8). */
function closeCrossPositions(market: Market, liquidation: Liquidation): void {
  const retest = market.rules.closeOutScope === 'largest-loss-first';
  let next = largestLoss(market, liquidation.slot);
  while (next !== NO_ROW) {
    liquidation.leg = market.positions.legOf(next);
    const instrument = instrumentAt(market, market.positions.instrumentOf(next));
    closePosition(market, liquidation, { instrument, retest });
    if (retest && !isStillDue(market, liquidation)) return;
    next = largestLoss(market, liquidation.slot);
  }
}

function closeCrossOrders(market: Market, slot: number, causeSequence: number): void {
  const { positions } = market;
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    if (positions.isIsolated(row) || !positions.hasOrders(row)) continue;
    const instrument = instrumentAt(market, positions.instrumentOf(row));
    closeOrdersOf(market, { slot, instrument }, { reason: 'liquidation', causeSequence });
  }
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
  closeCrossOrders(market, slot, causeSequence);
  if (isStillDue(market, liquidation)) netHedgedLegs(market, liquidation);
  if (isStillDue(market, liquidation)) closeCrossPositions(market, liquidation);
  const isComplete = largestLoss(market, slot) === NO_ROW;
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
    if (isIsolatedDue(market, instrument, row)) liquidateIsolated(market, touch, row);
  }
  if (isCrossDue(market, slot)) liquidateCross(market, touch);
  market.accounts.setLocked(slot, false);
}
