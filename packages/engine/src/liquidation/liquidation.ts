import {
  accountId,
  divCeil,
  eventSequence,
  instrumentId,
  type LiquidationStage,
  liquidationId,
  type MarginMode,
  mulDivCeil,
  priceTicks,
  quoteMicros,
  sizeLots,
} from '@spillway/protocol';
import { AccountFill } from '../account/account-fill.ts';
import { type PositionPlace, prepareFill, settleFill } from '../account/fills.ts';
import { legNameOf } from '../account/legs.ts';
import { closeIdleReduceOnlyOrders } from '../account/resting-orders.ts';
import type { Leg } from '../account/row-table.ts';
import { type Direction, opposite, sideOf, signOf } from '../direction.ts';
import { type InstrumentState, notionalMicros } from '../instrument-state.ts';
import { settleInventoryFill } from '../insurance/inventory-fill.ts';
import { leverageAt } from '../margin/margin-math.ts';
import type { Market } from '../market.ts';
import { FUND_SLOT } from '../matching/taker-order.ts';
import type { Touch } from './touched-accounts.ts';

/** A liquidation under way, with its books. The fund's own inventory is liquidated as account 0. */
export interface Liquidation {
  readonly id: number;
  /** What set it off. */
  readonly touch: Touch;
  readonly slot: number;
  readonly accountId: number;
  readonly mode: MarginMode;
  /** The position (isolated), or the instrument that set it off (cross). */
  readonly instrument: InstrumentState;
  /** The leg of the position that is being closed: of isolated always the same one. */
  leg: Leg;
  readonly startedSequence: number;
  /** Notional whose fee is not charged yet. */
  uncharged: number;
  filledNotionalMicros: number;
  feeMicros: number;
  leftoverMicros: number;
  insurancePaidMicros: number;
  deleveragedMicros: number;
  socialisedMicros: number;
}

/** Opens the books of a liquidation and tells the sink (rule C3 says how wave and shock are found). */
export function startLiquidation(
  market: Market,
  touch: Touch,
  due: {
    readonly mode: MarginMode;
    readonly instrument: InstrumentState;
    /** Of an isolated position; 0 for cross. */
    readonly leg: Leg;
    readonly equityMicros: number;
    readonly maintenanceMicros: number;
  },
): Liquidation {
  const { chain } = market;
  const parentId = touch.parentLiquidationId;
  const wave = parentId === 0 ? 1 : chain.wave(parentId) + 1;
  const inherited = parentId === 0 ? 0 : chain.shockSequence(parentId);
  const shockSequence = inherited === 0 ? touch.shockSequence : inherited;
  const id = chain.add(wave, shockSequence);
  const account = touch.slot === FUND_SLOT ? 0 : market.accounts.accountId(touch.slot);
  const startedSequence = market.events.emit('liquidationStarted', touch.causeSequence, {
    liquidationId: liquidationId(id),
    accountId: accountId(account),
    mode: due.mode,
    instrumentId: instrumentId(due.instrument.id),
    leg: legNameOf(due.leg),
    equityMicros: quoteMicros(due.equityMicros),
    maintenanceMicros: quoteMicros(due.maintenanceMicros),
    wave,
    parentLiquidationId: liquidationId(parentId),
    shockSequence: eventSequence(shockSequence),
  });
  return {
    id,
    touch,
    slot: touch.slot,
    accountId: account,
    mode: due.mode,
    instrument: due.instrument,
    leg: due.leg,
    startedSequence,
    uncharged: 0,
    filledNotionalMicros: 0,
    feeMicros: 0,
    leftoverMicros: 0,
    insurancePaidMicros: 0,
    deleveragedMicros: 0,
    socialisedMicros: 0,
  };
}

/** The position of an instrument that is being closed: in the leg whose turn it is. */
export function placeIn({ slot, leg }: Liquidation, instrument: InstrumentState): PositionPlace {
  return { slot, instrument, leg };
}

/** The row of that position. */
export function rowIn(market: Market, { slot, leg }: Liquidation, instrument: InstrumentState): number {
  return market.positions.row(slot, instrument.id, leg);
}

/** Signed lots that the party in liquidation holds of an instrument, in the leg that is being closed. */
export function heldLots(market: Market, liquidation: Liquidation, instrument: InstrumentState): number {
  return liquidation.slot === FUND_SLOT
    ? instrument.inventoryLots
    : market.positions.sizeLotsOf(liquidation.slot, instrument.id, liquidation.leg);
}

export function finishLiquidation(market: Market, liquidation: Liquidation, isComplete: boolean): void {
  market.events.emit('liquidationFinished', liquidation.startedSequence, {
    liquidationId: liquidationId(liquidation.id),
    accountId: accountId(liquidation.accountId),
    mode: liquidation.mode,
    instrumentId: instrumentId(liquidation.instrument.id),
    filledNotionalMicros: quoteMicros(liquidation.filledNotionalMicros),
    feeMicros: quoteMicros(liquidation.feeMicros),
    leftoverMicros: quoteMicros(liquidation.leftoverMicros),
    insurancePaidMicros: quoteMicros(liquidation.insurancePaidMicros),
    deleveragedMicros: quoteMicros(liquidation.deleveragedMicros),
    socialisedMicros: quoteMicros(liquidation.socialisedMicros),
    isComplete,
  });
}

/** A forced close of some lots, whoever took the other side. */
export interface ForcedClose {
  readonly instrument: InstrumentState;
  /** Sign of the position that is closed. */
  readonly positionDirection: Direction;
  readonly lots: number;
  readonly priceTicks: number;
  readonly stage: LiquidationStage;
  /** 0 for the insurance fund. */
  readonly counterpartyAccountId: number;
}

/** Notes a forced close in the books of its liquidation and tells the sink. */
export function recordForcedClose(
  market: Market,
  liquidation: Liquidation,
  close: ForcedClose & { readonly causeSequence: number },
): number {
  const { instrument, lots } = close;
  const closedMicros = notionalMicros(instrument, lots, close.priceTicks);
  liquidation.filledNotionalMicros += closedMicros;
  // Closing two legs against each other costs no fee (rule L18).
  if (close.stage !== 'netting') liquidation.uncharged += closedMicros;
  const leverage =
    liquidation.slot === FUND_SLOT
      ? 1
      : leverageAt(
          instrument.specification,
          closedMicros,
          market.positions.leverage(rowIn(market, liquidation, instrument)),
        );
  return market.events.emit('liquidationFilled', close.causeSequence, {
    liquidationId: liquidationId(liquidation.id),
    accountId: accountId(liquidation.accountId),
    instrumentId: instrumentId(instrument.id),
    mode: liquidation.mode,
    stage: close.stage,
    positionSide: sideOf(close.positionDirection),
    priceTicks: priceTicks(close.priceTicks),
    sizeLots: sizeLots(lots),
    notionalMicros: quoteMicros(closedMicros),
    leverage,
    counterpartyAccountId: accountId(close.counterpartyAccountId),
  });
}

/**
 * Closes lots of the party in liquidation outside the book, at a price, and tells the sink. The caller books the
 * other side.
 * @returns the number of the event, as the cause of what follows
 */
export function closeOutsideBook(
  market: Market,
  liquidation: Liquidation,
  close: Omit<ForcedClose, 'positionDirection'>,
): number {
  const { instrument, lots } = close;
  const positionDirection = signOf(heldLots(market, liquidation, instrument));
  const sequence = recordForcedClose(market, liquidation, {
    ...close,
    positionDirection,
    causeSequence: liquidation.startedSequence,
  });
  const direction = opposite(positionDirection);
  const { priceTicks: atTicks } = close;
  if (liquidation.slot === FUND_SLOT) {
    const fill = { instrument, direction, lots, priceTicks: atTicks };
    settleInventoryFill(market, fill, { causeSequence: sequence, liquidationId: liquidation.id });
    return sequence;
  }
  const fill = new AccountFill();
  fill.slot = liquidation.slot;
  fill.leg = liquidation.leg;
  fill.direction = direction;
  fill.lots = lots;
  fill.priceTicks = atTicks;
  fill.isForced = true;
  fill.causeSequence = sequence;
  prepareFill(market, instrument, fill);
  settleFill(market, instrument, fill);
  // Where a liquidation cancels no orders first, what reduced the position may rest still (rules L11, O9).
  closeIdleReduceOnlyOrders(market, instrument, fill);
  return sequence;
}

/**
 * What a close at a price worse than the mark costs the one who takes the other side; 0 when he gains: the value of the
 * lots at the price less that at mark, rounded up once (rule C3).
 */
export function burdenMicros(close: {
  readonly instrument: InstrumentState;
  readonly positionDirection: Direction;
  readonly lots: number;
  readonly priceTicks: number;
}): number {
  const { instrument, positionDirection, lots, priceTicks: atTicks } = close;
  const { contract, markTicks } = instrument;
  const worseTicks = positionDirection * (atTicks - markTicks);
  if (worseTicks <= 0) return 0;
  if (!contract.isInverse) return lots * worseTicks * contract.microsPerTickLot;
  // lots × worth × (price − mark) / (price × mark): by the larger price first, so that no product is too wide.
  const largerTicks = Math.max(atTicks, markTicks);
  const smallerTicks = Math.min(atTicks, markTicks);
  return divCeil(mulDivCeil(lots * contract.microTicksPerLot, worseTicks, largerTicks), smallerTicks);
}
