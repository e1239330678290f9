import { accountId, instrumentId, quoteMicros, sizeLots } from '@spillway/protocol';
import { floatAt, intAt } from '../columns.ts';
import type { Direction } from '../direction.ts';
import { type InstrumentState, valueMicros } from '../instrument-state.ts';
import { crossEquityMicros, crossMaintenanceMicros, isolatedEquityMicros } from '../margin/account-margin.ts';
import type { Market } from '../market.ts';
import { type FillPlan, type PositionValues, planFill } from './fill-math.ts';

/** Whose position, and in what. */
export interface PositionPlace {
  readonly slot: number;
  readonly instrument: InstrumentState;
}

/** One side of a trade, as it meets an account. */
export interface AccountFill extends PositionPlace {
  readonly direction: Direction;
  readonly lots: number;
  readonly priceTicks: number;
  readonly feeMicros: number;
  /** The account is being liquidated: no test, and the bucket keeps what comes and goes. */
  readonly isForced: boolean;
}

function planOf(market: Market, fill: AccountFill): FillPlan {
  const { positions } = market;
  const row = positions.row(fill.slot, fill.instrument.id);
  const position = {
    sizeLots: positions.sizeLots(row),
    entryCostMicros: positions.entryCostMicros(row),
    bucketMicros: positions.bucketMicros(row),
    leverage: positions.leverage(row),
    isIsolated: positions.isIsolated(row),
  };
  return planFill(position, {
    direction: fill.direction,
    lots: fill.lots,
    microsPerLot: fill.priceTicks * fill.instrument.specification.microsPerTickLot,
    isForced: fill.isForced,
  });
}

function isCrossFillSolvent(market: Market, fill: AccountFill): boolean {
  const { instrument, direction, lots, priceTicks, feeMicros } = fill;
  const gainMicros = direction * valueMicros(instrument, lots, instrument.markTicks - priceTicks);
  return crossEquityMicros(market, fill.slot) + gainMicros - feeMicros >= 0;
}

function isIsolatedFillSolvent(market: Market, fill: AccountFill): boolean {
  const plan = planOf(market, fill);
  const closedMicros = plan.bucketReleasedMicros + plan.realisedPnlMicros;
  if (closedMicros < 0) return false;
  const { instrument } = fill;
  const openedAtMarkMicros = fill.direction * valueMicros(instrument, plan.openingLots, instrument.markTicks);
  const openedPnlMicros = openedAtMarkMicros - plan.openedCostMicros;
  const row = market.positions.row(fill.slot, instrument.id);
  const keptEquityMicros = plan.closingLots > 0 ? 0 : isolatedEquityMicros(market, instrument, row);
  if (plan.openingLots > 0 && keptEquityMicros + plan.bucketTakenMicros + openedPnlMicros < 0) return false;
  const walletChangeMicros = closedMicros - plan.bucketTakenMicros - fill.feeMicros;
  if (walletChangeMicros >= 0) return true;
  const walletMicros = market.accounts.walletMicros(fill.slot);
  const maintenanceMicros = crossMaintenanceMicros(market, fill.slot);
  // At equality the cross positions would be due: they keep one micro more.
  const neededMicros = maintenanceMicros === 0 ? 0 : maintenanceMicros + 1;
  const spareMicros = crossEquityMicros(market, fill.slot) - neededMicros;
  return Math.min(walletMicros, spareMicros) + walletChangeMicros >= 0;
}

/**
 * Whether an account can bear a fill (rule M7): no free trade may leave a loss that the account cannot pay.
 * Cross: equity at mark after the fill and its fee is not below zero. Isolated: what closes does so at the
 * bankruptcy price or better, what opens has equity at mark, and the wallet pays margin and fee out of cash
 * that the cross positions do not need as maintenance.
 */
export function isFillSolvent(market: Market, fill: AccountFill): boolean {
  const row = market.positions.row(fill.slot, fill.instrument.id);
  return market.positions.isIsolated(row)
    ? isIsolatedFillSolvent(market, fill)
    : isCrossFillSolvent(market, fill);
}

/** Keeps the list of holders and the sum of long positions in step with a position that changed. */
function noteSize(market: Market, at: PositionPlace, sizeBeforeLots: number): void {
  const { positions } = market;
  const { instrument, slot } = at;
  const row = positions.row(slot, instrument.id);
  const sizeAfterLots = positions.sizeLots(row);
  instrument.longLots += Math.max(0, sizeAfterLots) - Math.max(0, sizeBeforeLots);
  if (sizeBeforeLots === 0 && sizeAfterLots !== 0) {
    positions.holderPlaces[row] = instrument.holders.add(row) + 1;
  } else if (sizeBeforeLots !== 0 && sizeAfterLots === 0) {
    const place = intAt(positions.holderPlaces, row) - 1;
    const moved = instrument.holders.removeAt(place);
    if (moved >= 0) positions.holderPlaces[moved] = place + 1;
    positions.holderPlaces[row] = 0;
  }
}

/** Tells the sink how a position stands. */
export function emitPosition(
  market: Market,
  at: PositionPlace,
  change: { readonly causeSequence: number; readonly realisedPnlMicros: number },
): number {
  const { positions, accounts } = market;
  const row = positions.row(at.slot, at.instrument.id);
  return market.events.emit('positionChanged', change.causeSequence, {
    accountId: accountId(accounts.accountId(at.slot)),
    instrumentId: instrumentId(at.instrument.id),
    mode: positions.isIsolated(row) ? 'isolated' : 'cross',
    sizeLots: sizeLots(positions.sizeLots(row)),
    entryCostMicros: quoteMicros(positions.entryCostMicros(row)),
    realisedPnlMicros: quoteMicros(change.realisedPnlMicros),
    bucketMicros: quoteMicros(positions.bucketMicros(row)),
    walletMicros: quoteMicros(accounts.walletMicros(at.slot)),
  });
}

/** Puts a position into a row that is empty, without a word to the sink: what a restore needs. */
export function enterPosition(market: Market, at: PositionPlace, position: PositionValues): void {
  const { positions } = market;
  const row = positions.row(at.slot, at.instrument.id);
  positions.setPosition(row, position.sizeLots, position.entryCostMicros);
  positions.setBucket(row, position.bucketMicros);
  positions.setLeverage(row, position.leverage);
  positions.setIsolated(row, position.isIsolated);
  noteSize(market, at, 0);
}

/** Books a fill on its account: position, bucket, wallet, fee; then tells the sink. */
export function settleFill(market: Market, fill: AccountFill, causeSequence: number): void {
  const { positions, accounts } = market;
  const row = positions.row(fill.slot, fill.instrument.id);
  const plan = planOf(market, fill);
  const isIsolated = positions.isIsolated(row);
  const sizeBeforeLots = positions.sizeLots(row);
  positions.setPosition(
    row,
    sizeBeforeLots + fill.direction * fill.lots,
    quoteMicros(positions.entryCostMicros(row) - plan.closedCostMicros + plan.openedCostMicros),
  );
  const isKeptInBucket = isIsolated && fill.isForced;
  const bucketChangeMicros =
    plan.bucketTakenMicros - plan.bucketReleasedMicros + (isKeptInBucket ? plan.realisedPnlMicros : 0);
  positions.setBucket(row, quoteMicros(positions.bucketMicros(row) + bucketChangeMicros));
  accounts.walletsMicros[fill.slot] = quoteMicros(
    floatAt(accounts.walletsMicros, fill.slot) +
      plan.bucketReleasedMicros -
      plan.bucketTakenMicros +
      (isKeptInBucket ? 0 : plan.realisedPnlMicros) -
      fill.feeMicros,
  );
  market.feesMicros = quoteMicros(market.feesMicros + fill.feeMicros);
  positions.forgetSafeMarks(fill.slot);
  noteSize(market, fill, sizeBeforeLots);
  emitPosition(market, fill, { causeSequence, realisedPnlMicros: plan.realisedPnlMicros });
}
