/** What a trade does to a position, a wallet and the house (rules A3 to A5, A9 and M7). */
import { notionalAtMark, tradeCost, valueAtMark } from './contract.ts';
import { type Exact, least, roundDown, roundUp, ZERO } from './exact.ts';
import { crossHeldIn, type Held, pocketOf, totalUnrealised, treasuryOf } from './holdings.ts';
import { crossEquity, crossMaintenance, leverageOf } from './margin.ts';
import type { Direction, Instrument, Market } from './market.ts';

/** What is traded. */
export interface Trade {
  readonly direction: Direction;
  readonly lots: number;
  readonly priceTicks: number;
}

/** One side of a trade, as it meets a position. */
export interface Fill extends Trade {
  readonly held: Held;
  readonly feeMicros: Exact;
  /** The account is in liquidation: no test, and an isolated bucket keeps what comes and goes until it is finished. */
  readonly isForced: boolean;
}

/** How a trade splits into what closes and what opens a position (rule A3). */
export interface Split {
  readonly closingLots: number;
  readonly openingLots: number;
  /** Signed cost that leaves the position with the closing lots, and that comes with the opening ones. */
  readonly closedCost: Exact;
  readonly openedCost: Exact;
  readonly realised: Exact;
}

/**
 * Closing: the cost that leaves is the closed share of it, rounded up, so that realised profit is rounded down; the
 * closing lots are paid for as a trade of their own. Opening: what is left of the value of the trade.
 */
export function splitTrade(
  instrument: Instrument,
  position: { readonly sizeLots: number; readonly costMicros: Exact },
  trade: Trade,
): Split {
  const heldLots = Math.abs(position.sizeLots);
  const isReducing = position.sizeLots * trade.direction < 0;
  const closingLots = isReducing ? Math.min(trade.lots, heldLots) : 0;
  const closingCost = tradeCost(instrument, { ...trade, lots: closingLots });
  const closedCost = closingLots === 0 ? ZERO : roundUp(position.costMicros.mul(closingLots).div(heldLots));
  return {
    closingLots,
    openingLots: trade.lots - closingLots,
    closedCost,
    openedCost: tradeCost(instrument, trade).sub(closingCost),
    realised: closingCost.add(closedCost).neg(),
  };
}

/** A fill with all that follows from it: the position afterwards, and what wallet and bucket gain. */
interface Plan extends Split {
  readonly sizeAfter: number;
  readonly costAfter: Exact;
  readonly bucketReleased: Exact;
  readonly bucketTaken: Exact;
}

/** Closing k of n lots gives back k / n of the bucket, rounded down; opening takes value / leverage, rounded up (rule A9). */
function planOf(market: Market, fill: Fill): Plan {
  const { holding, position } = fill.held;
  const { instrument } = holding;
  const split = splitTrade(instrument, position, fill);
  const isIsolated = holding.mode === 'isolated';
  const sizeAfter = position.sizeLots + fill.direction * fill.lots;
  const leverage = leverageOf(market, holding, notionalAtMark(instrument, sizeAfter));
  const heldLots = Math.abs(position.sizeLots);
  const releases = isIsolated && split.closingLots > 0 && !fill.isForced;
  return {
    ...split,
    sizeAfter,
    costAfter: position.costMicros.sub(split.closedCost).add(split.openedCost),
    bucketReleased: releases ? roundDown(position.bucketMicros.mul(split.closingLots).div(heldLots)) : ZERO,
    bucketTaken: isIsolated ? roundUp(split.openedCost.abs().div(leverage)) : ZERO,
  };
}

/** Cross: equity at mark after trade and fee is not below zero. */
function isCrossSolvent(market: Market, fill: Fill): boolean {
  const { holding, position } = fill.held;
  const { account, instrument } = holding;
  const plan = planOf(market, fill);
  const others = crossHeldIn(account, instrument.assetId).filter((held) => held.position !== position);
  const equityAfter = pocketOf(account, instrument.assetId)
    .walletMicros.add(plan.realised)
    .sub(fill.feeMicros)
    .add(valueAtMark(instrument, plan.sizeAfter))
    .sub(plan.costAfter)
    .add(totalUnrealised(others));
  return equityAfter.gte(0);
}

/** What the wallet may spend on isolated positions: at equality with maintenance the cross positions would be due. */
function spareCash(market: Market, fill: Fill): Exact {
  const { account, instrument } = fill.held.holding;
  const { walletMicros } = pocketOf(account, instrument.assetId);
  const maintenance = crossMaintenance(market, account, instrument.assetId);
  const needed = maintenance.isZero() ? ZERO : maintenance.add(1);
  return least(walletMicros, crossEquity(account, instrument.assetId).sub(needed));
}

/**
 * Isolated: lots close at the bankruptcy price or better, lots open with equity at mark, and the wallet pays margin and
 * fee out of cash that the cross positions do not need as maintenance.
 */
function isIsolatedSolvent(market: Market, fill: Fill): boolean {
  const plan = planOf(market, fill);
  const closed = plan.bucketReleased.add(plan.realised);
  if (closed.lt(0)) return false;
  if (plan.openingLots > 0) {
    const { bucketMicros } = fill.held.position;
    const bucketAfter = bucketMicros.sub(plan.bucketReleased).add(plan.bucketTaken);
    const valueAfter = valueAtMark(fill.held.holding.instrument, plan.sizeAfter);
    if (bucketAfter.add(valueAfter).sub(plan.costAfter).lt(0)) return false;
  }
  const change = closed.sub(plan.bucketTaken).sub(fill.feeMicros);
  return change.gte(0) || spareCash(market, fill).add(change).gte(0);
}

/** Whether an account can bear a fill: no free trade may leave a loss that it cannot pay (rule M7). */
export function isSolvent(market: Market, fill: Fill): boolean {
  return fill.held.holding.mode === 'isolated'
    ? isIsolatedSolvent(market, fill)
    : isCrossSolvent(market, fill);
}

/** Tells the sink how a position stands; returns the number of the event. */
export function tellPosition(
  market: Market,
  held: Held,
  change: { readonly causeSequence: number; readonly realised: Exact },
): number {
  const { holding, position } = held;
  const { account, instrument } = holding;
  return market.outlet.emit('positionChanged', change.causeSequence, {
    accountId: account.id,
    instrumentId: instrument.id,
    leg: position.leg,
    mode: holding.mode,
    sizeLots: position.sizeLots,
    entryCostMicros: position.costMicros,
    realisedPnlMicros: change.realised,
    bucketMicros: position.bucketMicros,
    walletMicros: pocketOf(account, instrument.assetId).walletMicros,
  });
}

/** Books a fill: position, bucket, wallet, fee; then tells the sink. */
export function settleFill(market: Market, fill: Fill, causeSequence: number): void {
  const { holding, position } = fill.held;
  const pocket = pocketOf(holding.account, holding.instrument.assetId);
  const treasury = treasuryOf(market, holding.instrument.assetId);
  const plan = planOf(market, fill);
  const isKeptInBucket = holding.mode === 'isolated' && fill.isForced;
  const intoBucket = isKeptInBucket ? plan.realised : ZERO;
  const intoWallet = isKeptInBucket ? ZERO : plan.realised;
  position.sizeLots = plan.sizeAfter;
  position.costMicros = plan.costAfter;
  position.bucketMicros = position.bucketMicros
    .add(plan.bucketTaken)
    .sub(plan.bucketReleased)
    .add(intoBucket);
  pocket.walletMicros = pocket.walletMicros
    .add(plan.bucketReleased)
    .sub(plan.bucketTaken)
    .add(intoWallet)
    .sub(fill.feeMicros);
  treasury.feesMicros = treasury.feesMicros.add(fill.feeMicros);
  tellPosition(market, fill.held, { causeSequence, realised: plan.realised });
}
