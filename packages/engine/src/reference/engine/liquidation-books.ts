/** A liquidation under way, with its books (rules C3 and L9). The fund's own inventory is liquidated as account 0. */
import type { LiquidationStage, MarginMode } from '@spillway/protocol';
import { exactValue, notionalAt, opposite, signOf } from './contract.ts';
import { type Exact, greatest, roundUp, ZERO } from './exact.ts';
import { type Fill, settleFill } from './fills.ts';
import { settleInventory } from './fund.ts';
import type { Held } from './holdings.ts';
import { leverageOf } from './margin.ts';
import type { Cause, Direction, Instrument, Market } from './market.ts';
import { closeIdleReduceOnly, sideOf } from './resting.ts';
import type { Scope } from './scopes.ts';

export interface Liquidation {
  readonly id: number;
  /** Null when it is the fund's inventory that is liquidated. */
  readonly scope: Scope | null;
  readonly assetId: number;
  /** The position's instrument (isolated), or the one that set it off (cross). */
  readonly cause: Cause;
  readonly startedSequence: number;
  /** Notional whose fee is not charged yet. */
  uncharged: Exact;
  filledNotional: Exact;
  fee: Exact;
  leftover: Exact;
  insurancePaid: Exact;
  deleveraged: Exact;
  socialised: Exact;
}

/** What is closed by force: a position of an account, or (null) the fund's inventory of an instrument. */
export interface Party {
  readonly instrument: Instrument;
  readonly held: Held | null;
}

export function partyOf(held: Held): Party {
  return { instrument: held.holding.instrument, held };
}

/** Signed lots that the party still has. */
export function lotsHeldBy({ instrument, held }: Party): number {
  return held === null ? instrument.inventoryLots : held.position.sizeLots;
}

function accountNumberOf(liquidation: Liquidation): number {
  return liquidation.scope?.account.id ?? 0;
}

function modeOf(liquidation: Liquidation): MarginMode {
  return liquidation.scope?.isolated == null ? 'cross' : 'isolated';
}

function instrumentOf(liquidation: Pick<Liquidation, 'scope' | 'cause'>): Instrument {
  return liquidation.scope?.isolated?.holding.instrument ?? liquidation.cause.instrument;
}

/** Opens the books and tells the sink: wave and shock follow from the parent, or from the mark (rule C3). */
export function startLiquidation(
  market: Market,
  what: { readonly scope: Scope | null; readonly assetId: number; readonly cause: Cause },
  margin: { readonly equity: Exact; readonly maintenance: Exact },
): Liquidation {
  const { scope, assetId, cause } = what;
  const parent = market.liquidations[cause.parentLiquidationId - 1];
  const wave = (parent?.wave ?? 0) + 1;
  const inherited = parent?.shockSequence ?? 0;
  const shockSequence = inherited === 0 ? cause.shockSequence : inherited;
  market.liquidations.push({ wave, shockSequence });
  const id = market.liquidations.length;
  const startedSequence = market.outlet.emit('liquidationStarted', cause.sequence, {
    liquidationId: id,
    accountId: scope?.account.id ?? 0,
    mode: scope?.isolated == null ? 'cross' : 'isolated',
    instrumentId: instrumentOf(what).id,
    leg: scope?.isolated?.position.leg ?? 'both',
    equityMicros: margin.equity,
    maintenanceMicros: margin.maintenance,
    wave,
    parentLiquidationId: cause.parentLiquidationId,
    shockSequence,
  });
  return {
    id,
    scope,
    assetId,
    cause,
    startedSequence,
    uncharged: ZERO,
    filledNotional: ZERO,
    fee: ZERO,
    leftover: ZERO,
    insurancePaid: ZERO,
    deleveraged: ZERO,
    socialised: ZERO,
  };
}

export function finishLiquidation(market: Market, liquidation: Liquidation, isComplete: boolean): void {
  market.outlet.emit('liquidationFinished', liquidation.startedSequence, {
    liquidationId: liquidation.id,
    accountId: accountNumberOf(liquidation),
    mode: modeOf(liquidation),
    instrumentId: instrumentOf(liquidation).id,
    filledNotionalMicros: liquidation.filledNotional,
    feeMicros: liquidation.fee,
    leftoverMicros: liquidation.leftover,
    insurancePaidMicros: liquidation.insurancePaid,
    deleveragedMicros: liquidation.deleveraged,
    socialisedMicros: liquidation.socialised,
    isComplete,
  });
}

/** Lots of a party that were closed by force, and who took the other side. */
export interface ForcedClose {
  readonly party: Party;
  /** Sign of the position that is closed. */
  readonly positionDirection: Direction;
  readonly lots: number;
  readonly priceTicks: number;
  readonly stage: LiquidationStage;
  /** 0 for the insurance fund. */
  readonly counterpartyAccountId: number;
}

/** Notes a forced close in the books and tells the sink. Closing two legs against each other costs no fee (rule L18). */
export function recordForcedClose(
  market: Market,
  liquidation: Liquidation,
  close: ForcedClose & { readonly causeSequence: number },
): number {
  const { party, lots, priceTicks } = close;
  const { instrument, held } = party;
  const notional = notionalAt(instrument, lots, priceTicks);
  liquidation.filledNotional = liquidation.filledNotional.add(notional);
  if (close.stage !== 'netting') liquidation.uncharged = liquidation.uncharged.add(notional);
  const leverage = held === null ? 1 : leverageOf(market, held.holding, notional);
  return market.outlet.emit('liquidationFilled', close.causeSequence, {
    liquidationId: liquidation.id,
    accountId: accountNumberOf(liquidation),
    instrumentId: instrument.id,
    mode: modeOf(liquidation),
    stage: close.stage,
    positionSide: sideOf(close.positionDirection),
    priceTicks,
    sizeLots: lots,
    notionalMicros: notional,
    leverage,
    counterpartyAccountId: close.counterpartyAccountId,
  });
}

/**
 * Closes lots of the party outside the book, at a price, and tells the sink; the caller books the other side.
 * @returns the number of the event, as the cause of what follows
 */
export function closeOutsideBook(
  market: Market,
  liquidation: Liquidation,
  close: Omit<ForcedClose, 'positionDirection'>,
): number {
  const { party, lots, priceTicks } = close;
  const positionDirection = signOf(lotsHeldBy(party));
  const sequence = recordForcedClose(market, liquidation, {
    ...close,
    positionDirection,
    causeSequence: liquidation.startedSequence,
  });
  const direction = opposite(positionDirection);
  if (party.held === null) {
    const fill = { instrument: party.instrument, direction, lots, priceTicks };
    settleInventory(market, fill, { causeSequence: sequence, liquidationId: liquidation.id });
  } else {
    const fill: Fill = { held: party.held, direction, lots, priceTicks, feeMicros: ZERO, isForced: true };
    settleFill(market, fill, sequence);
    closeIdleReduceOnly(market, party.held, sequence);
  }
  return sequence;
}

/** What a close at a price worse than the mark costs the one who takes the other side; 0 when he gains. */
export function burdenOf(
  close: Pick<ForcedClose, 'party' | 'positionDirection' | 'lots' | 'priceTicks'>,
): Exact {
  const { instrument } = close.party;
  const signedLots = close.positionDirection * close.lots;
  const paid = exactValue(instrument, signedLots, close.priceTicks);
  return greatest(ZERO, roundUp(paid.sub(exactValue(instrument, signedLots, instrument.markTicks))));
}
