import { PPM, type RejectCode } from '@spillway/protocol';
import { closesLeg, legOfName } from '../account/legs.ts';
import { NO_ROW } from '../account/row-table.ts';
import { intAt } from '../columns.ts';
import { tierAt } from '../contract/maintenance.ts';
import { type Direction, directionOf, opposite } from '../direction.ts';
import { type InstrumentState, notionalMicros, valueMicros } from '../instrument-state.ts';
import { freeCashMicros, freeMarginMicros } from '../margin/account-margin.ts';
import { claimRiseMicros, steepestRate } from '../margin/claim-rise.ts';
import { closingFeePpmOf } from '../margin/closing-fee.ts';
import { feeMicrosOf, feesOf } from '../margin/margin-math.ts';
import { claimMicros } from '../margin/order-margin.ts';
import type { Market } from '../market.ts';
import { admitPlainOrder } from './admit-plain-order.ts';
import type { AskedOrder } from './asked-order.ts';
import { isFillable } from './fill-or-kill.ts';
import {
  closePositionFault,
  displayFault,
  expiryFault,
  isRestingKind,
  legFault,
  limitFault,
  optionsFault,
  sizeFault,
} from './order-faults.ts';
import { bandEdgeTicks, isWithinBand } from './price-band.ts';
import type { TakerOrder } from './taker-order.ts';

function bandFault(order: AskedOrder, instrument: InstrumentState): RejectCode | null {
  if (order.orderType === 'market') return null;
  const { priceBandPpm } = instrument.specification;
  return isWithinBand(instrument, order.priceTicks, priceBandPpm) ? null : 'PRICE_OUTSIDE_BAND';
}

/** Whether the best of the book is within the price of an order. */
export function meetsBook(instrument: InstrumentState, taker: TakerOrder): boolean {
  const ladder = instrument.book.ladder(opposite(taker.direction));
  return ladder.levelCount > 0 && ladder.isReachable(ladder.bestTicks, taker.priceTicks);
}

/** The price at which the margin of an order is reckoned: its limit, or for a market order the best of the book. */
function assumedTicks(order: AskedOrder, instrument: InstrumentState, taker: TakerOrder): number {
  if (order.orderType === 'limit') return order.priceTicks;
  const offer = instrument.book.ladder(opposite(taker.direction));
  return meetsBook(instrument, taker) ? offer.bestTicks : instrument.markTicks;
}

/** Whether position and orders may reach so far (rule M8). */
function reachFault(instrument: InstrumentState, reachLots: number, leverage: number): RejectCode | null {
  if (reachLots > instrument.reachLotsMax) return 'POSITION_LIMIT_EXCEEDED';
  const reachMicros = notionalMicros(instrument, reachLots, instrument.markTicks);
  if (reachMicros <= instrument.firstTierMicrosMax && leverage <= instrument.firstTierLeverageMax)
    return null;
  const { leverageMax } = tierAt(instrument.specification.riskTiers, reachMicros);
  return leverageMax < leverage ? 'POSITION_LIMIT_EXCEEDED' : null;
}

/** What an order adds to the claim of its instrument, by what its own leg claims before and after it (rule M12). */
function claimMore(
  market: Market,
  taker: TakerOrder,
  own: { readonly beforeMicros: number; readonly afterMicros: number },
): number {
  const { beforeMicros, afterMicros } = own;
  if (taker.leg === 0 || market.rules.hedgeInitialMargin !== 'larger-leg') return afterMicros - beforeMicros;
  const otherLeg = taker.leg === 1 ? 2 : 1;
  const otherRow = market.positions.findRow(taker.accountSlot, taker.instrumentId, otherLeg);
  const otherMicros = market.margins.claimMicros(otherRow);
  return Math.max(afterMicros, otherMicros) - Math.max(beforeMicros, otherMicros);
}

/**
 * Whether the account has the margin for an order (rules M4, M5 and M6), to the micro.
 * @param atTicks - the price at which the order is reckoned
 */
function exactMarginFault(market: Market, instrument: InstrumentState, atTicks: number): RejectCode | null {
  const { taker } = market.matching;
  const { margins, positions } = market;
  const { row, accountSlot: slot, direction, remainingLots: lots } = taker;
  const closingFeePpm = closingFeePpmOf(market, instrument, slot);
  const exposure =
    row === NO_ROW
      ? margins.exposure.readNone({
          leverage: positions.defaultLeverage(instrument.id),
          closingFeePpm,
          isIsolated: market.accounts.isIsolatedByDefault(slot),
        })
      : margins.exposure.read(positions, row, closingFeePpm);
  exposure.addOrder(direction, lots, valueMicros(instrument, lots, atTicks));
  const claimMoreMicros = claimMore(market, taker, {
    beforeMicros: margins.claimMicros(row),
    afterMicros: claimMicros(instrument, exposure),
  });
  if (claimMoreMicros <= 0) return null;
  const feeMicros = feeMicrosOf(
    notionalMicros(instrument, lots, atTicks),
    feesOf(instrument.specification, market.accounts.feeTier(slot)).takerFeePpm,
  );
  const freeMicros = exposure.isIsolated ? freeCashMicros(market, slot) : freeMarginMicros(market, slot);
  return claimMoreMicros + feeMicros <= freeMicros ? null : 'MARGIN_INSUFFICIENT';
}

/** `steepestRate` where the taker in hand has no row yet. */
function steepestRateOfNone(market: Market, instrument: InstrumentState): number {
  const { accountSlot: slot } = market.matching.taker;
  if (market.accounts.isIsolatedByDefault(slot)) return Number.POSITIVE_INFINITY;
  const marginRate = 1 / market.positions.defaultLeverage(instrument.id);
  return Math.max(marginRate, instrument.steepestMaintenanceRate);
}

/**
 * Why the taker in hand is not within the margin that its account has free (rules M5 and M6): within the floor of it, from
 * which most orders take what they could claim at most, or else reckoned in full. Whoever asks goes on to admit it.
 */
function coverFault(market: Market, instrument: InstrumentState, atTicks: number): RejectCode | null {
  const { positions } = market;
  const { freeMarginFloors } = positions;
  const { row, accountSlot: slot, remainingLots: lots } = market.matching.taker;
  const costMicros = notionalMicros(instrument, lots, atTicks);
  const worthMicros = notionalMicros(instrument, lots, instrument.markTicks);
  const rate =
    row === NO_ROW ? steepestRateOfNone(market, instrument) : steepestRate(positions, instrument, row);
  const riseMicros = claimRiseMicros(worthMicros, costMicros, rate);
  const feeMicrosMax = (costMicros * instrument.takerFeePpmMax) / PPM + 1;
  if (freeMarginFloors.floorMicros(slot) >= riseMicros + feeMicrosMax) {
    freeMarginFloors.lower(slot, riseMicros);
    return null;
  }
  const fault = exactMarginFault(market, instrument, atTicks);
  if (riseMicros === Number.POSITIVE_INFINITY) freeMarginFloors.forget(slot);
  else if (fault === null) freeMarginFloors.set(slot, freeMarginMicros(market, slot) - riseMicros);
  return fault;
}

/** Whether the account may reach so far (rule M8), and has the margin for it. */
function marginFault(market: Market, order: AskedOrder, instrument: InstrumentState): RejectCode | null {
  const { positions } = market;
  const { taker } = market.matching;
  if (taker.isReduceOnly) return null;
  const { row, direction, remainingLots: lots } = taker;
  const hasRow = row !== NO_ROW;
  const leverage = hasRow ? positions.leverage(row) : positions.defaultLeverage(instrument.id);
  const sizeLots = hasRow ? positions.sizeLots(row) : 0;
  const reachLots = direction * sizeLots + lots + (hasRow ? positions.orderLots(row, direction) : 0);
  if (reachLots > Math.abs(sizeLots)) {
    const fault = reachFault(instrument, reachLots, leverage);
    if (fault !== null) return fault;
  }
  return coverFault(market, instrument, assumedTicks(order, instrument, taker));
}

function bookFault(market: Market, order: AskedOrder, instrument: InstrumentState): RejectCode | null {
  const { taker } = market.matching;
  if (order.isPostOnly && meetsBook(instrument, taker)) return 'POST_ONLY_WOULD_TRADE';
  if (order.timeInForce === 'fok' && !isFillable(market, instrument, taker)) return 'FILL_OR_KILL_UNFILLABLE';
  return null;
}

/** An account has only so many open orders (rule O7). */
function countFault(market: Market, order: AskedOrder): RejectCode | null {
  const openOrders = intAt(market.accounts.orderCounts, market.matching.taker.accountSlot);
  return isRestingKind(order) && openOrders >= market.ordersPerAccountMax ? 'ORDERS_TOO_MANY' : null;
}

/** An order is worth the minimum at its limit, or at mark, unless it only reduces (rule O12). */
function notionalFault(market: Market, order: AskedOrder, instrument: InstrumentState): RejectCode | null {
  const { notionalMinMicros } = instrument.specification;
  if (notionalMinMicros === 0 || market.matching.taker.isReduceOnly) return null;
  const priceTicks = order.orderType === 'limit' ? order.priceTicks : instrument.markTicks;
  const orderMicros = notionalMicros(instrument, order.sizeLots, priceTicks);
  return orderMicros < notionalMinMicros ? 'NOTIONAL_TOO_SMALL' : null;
}

/** A market order trades no further from the mark than a limit order may be priced (rule O4). */
function marketEdgeTicks(instrument: InstrumentState, direction: Direction): number {
  return bandEdgeTicks(instrument, direction, instrument.specification.priceBandPpm);
}

/** Cuts a reduce-only order to the position that it points against; refuses it when it points against none (rule O6). */
function cutToPosition(taker: TakerOrder, heldLots: number): RejectCode | null {
  if (heldLots * taker.direction >= 0) return 'REDUCE_ONLY_WOULD_INCREASE';
  taker.remainingLots = Math.min(taker.remainingLots, Math.abs(heldLots));
  return null;
}

/** Writes an order down as the taker in hand, and cuts it to the position if it may only reduce it. */
function writeTaker(market: Market, instrument: InstrumentState, order: AskedOrder): RejectCode | null {
  const { taker } = market.matching;
  const direction = directionOf(order.side);
  taker.clientOrderId = order.clientOrderId;
  taker.instrumentId = instrument.id;
  taker.leg = legOfName(order.leg);
  taker.row = market.positions.findRow(taker.accountSlot, instrument.id, taker.leg);
  taker.direction = direction;
  taker.priceTicks = order.orderType === 'limit' ? order.priceTicks : marketEdgeTicks(instrument, direction);
  taker.remainingLots = order.sizeLots;
  taker.displayLots = order.displayLots ?? 0;
  taker.expiresAtMs = order.expiresAtMs ?? 0;
  taker.isReduceOnly =
    order.isReduceOnly || order.isClosePosition === true || closesLeg(taker.leg, direction);
  taker.isPostOnly = order.isPostOnly;
  taker.selfTradePrevention = order.selfTradePrevention;
  taker.causeSequence = 0;
  if (!taker.isReduceOnly) return null;
  const heldLots = taker.row === NO_ROW ? 0 : market.positions.sizeLots(taker.row);
  if (order.isClosePosition === true) taker.remainingLots = Math.abs(heldLots);
  return cutToPosition(taker, heldLots);
}

/**
 * The tests that a new order shares with one that comes back amended (rule O14), from the size on but for the count; the
 * order is then the taker in hand, which names its account already.
 */
export function admitAgain(
  market: Market,
  instrument: InstrumentState,
  order: AskedOrder,
): RejectCode | null {
  return (
    sizeFault(order, instrument) ??
    limitFault(order, instrument) ??
    bandFault(order, instrument) ??
    writeTaker(market, instrument, order) ??
    notionalFault(market, order, instrument) ??
    bookFault(market, order, instrument) ??
    marginFault(market, order, instrument)
  );
}

/** Whether there is a position that the order could close. */
function positionFault(market: Market, instrument: InstrumentState, order: AskedOrder): RejectCode | null {
  if (order.isClosePosition !== true) return null;
  const { accountSlot } = market.matching.taker;
  const heldLots = market.positions.sizeLotsOf(accountSlot, instrument.id, legOfName(order.leg));
  return heldLots === 0 ? 'POSITION_MISSING' : null;
}

/** Every rule of acceptance, in the order of rule O1. */
function admitInFull(market: Market, instrument: InstrumentState, order: AskedOrder): RejectCode | null {
  if (instrument.markTicks === 0) return 'MARK_PRICE_MISSING';
  if (instrument.isHalted) return 'TRADING_HALTED';
  return (
    optionsFault(order) ??
    legFault(market.accounts.isHedged(market.matching.taker.accountSlot), order) ??
    expiryFault(market, order) ??
    closePositionFault(order) ??
    positionFault(market, instrument, order) ??
    sizeFault(order, instrument) ??
    displayFault(order) ??
    limitFault(order, instrument) ??
    bandFault(order, instrument) ??
    writeTaker(market, instrument, order) ??
    notionalFault(market, order, instrument) ??
    countFault(market, order) ??
    bookFault(market, order, instrument) ??
    marginFault(market, order, instrument)
  );
}

/**
 * Tests an order against every rule of acceptance, and writes it down as the taker in hand, which names its account
 * already, as it may go to the book.
 * @returns why it may not; null when it may
 */
export function admitOrder(
  market: Market,
  instrument: InstrumentState,
  order: AskedOrder,
): RejectCode | null {
  return admitPlainOrder(market, instrument, order) ? null : admitInFull(market, instrument, order);
}
