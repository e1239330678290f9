import { divCeil, type LiquidationStage, type MarginMode, mulDivCeil, quoteMicros } from '@spillway/protocol';
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
  const event = market.events.liquidationStarted;
  event.liquidationId = id;
  event.accountId = account;
  event.mode = due.mode;
  event.instrumentId = due.instrument.id;
  event.leg = legNameOf(due.leg);
  event.equityMicros = quoteMicros(due.equityMicros);
  event.maintenanceMicros = quoteMicros(due.maintenanceMicros);
  event.wave = wave;
  event.parentLiquidationId = parentId;
  event.shockSequence = shockSequence;
  const startedSequence = market.events.sendLiquidationStarted(touch.causeSequence);
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
  const event = market.events.liquidationFinished;
  event.liquidationId = liquidation.id;
  event.accountId = liquidation.accountId;
  event.mode = liquidation.mode;
  event.instrumentId = liquidation.instrument.id;
  event.filledNotionalMicros = quoteMicros(liquidation.filledNotionalMicros);
  event.feeMicros = quoteMicros(liquidation.feeMicros);
  event.leftoverMicros = quoteMicros(liquidation.leftoverMicros);
  event.insurancePaidMicros = quoteMicros(liquidation.insurancePaidMicros);
  event.deleveragedMicros = quoteMicros(liquidation.deleveragedMicros);
  event.socialisedMicros = quoteMicros(liquidation.socialisedMicros);
  event.isComplete = isComplete;
  market.events.sendLiquidationFinished(liquidation.startedSequence);
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
  const event = market.events.liquidationFilled;
  event.liquidationId = liquidation.id;
  event.accountId = liquidation.accountId;
  event.instrumentId = instrument.id;
  event.mode = liquidation.mode;
  event.stage = close.stage;
  event.positionSide = sideOf(close.positionDirection);
  event.priceTicks = close.priceTicks;
  event.sizeLots = lots;
  event.notionalMicros = quoteMicros(closedMicros);
  event.leverage = leverage;
  event.counterpartyAccountId = close.counterpartyAccountId;
  return market.events.sendLiquidationFilled(close.causeSequence);
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
