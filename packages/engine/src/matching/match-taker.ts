import type { FeeTier } from '@spillway/protocol';
import { uncountLots } from '../account/count-orders.ts';
import { isFillSolvent, prepareFillAtRow, settleFill } from '../account/fills.ts';
import {
  closeIdleReduceOnlyOrders,
  closeRestingOrder,
  showNextSlice,
  tellAmended,
} from '../account/resting-orders.ts';
import { NO_ROW } from '../account/row-table.ts';
import { NO_SLOT } from '../book/order-pool.ts';
import { opposite, sideOf } from '../direction.ts';
import { isBeyondBand } from '../halts/trading-band.ts';
import { type InstrumentState, notionalMicros } from '../instrument-state.ts';
import { settleInventoryFill } from '../insurance/inventory-fill.ts';
import { feeMicrosOf, feesOf } from '../margin/margin-math.ts';
import { instrumentAt, type Market } from '../market.ts';
import { accountNumber, FUND_SLOT, isForced, type TakerOrder } from './taker-order.ts';

/** Why an order stopped taking; `book` says that nothing is left within its price. */
export type TakerStop = 'filled' | 'book' | 'self-trade' | 'insolvent';

/** Writes down both sides of the trade between the taker and the maker in hand, and what it does to each. */
function prepareTrade(market: Market, instrument: InstrumentState, taker: TakerOrder): void {
  const { orders, positions } = market;
  const { makerOrder, makerFill, takerFill } = market.matching;
  const makerSlot = orders.accountSlot(makerOrder);
  const priceTicks = orders.priceTicks(makerOrder);
  let lots = Math.min(taker.remainingLots, orders.shownLots(makerOrder));
  if (orders.isReduceOnly(makerOrder)) {
    // A resting reduce-only order trades at most what is left of its position (rule O9).
    lots = Math.min(lots, Math.abs(positions.sizeLots(orders.row(makerOrder))));
  }
  const makerFeePpm = feesFor(market, instrument, makerSlot).makerFeePpm;
  const tradedMicros = notionalMicros(instrument, lots, priceTicks);
  makerFill.slot = makerSlot;
  makerFill.leg = orders.leg(makerOrder);
  makerFill.direction = opposite(taker.direction);
  makerFill.lots = lots;
  makerFill.priceTicks = priceTicks;
  makerFill.feeMicros = feeMicrosOf(tradedMicros, makerFeePpm);
  makerFill.isForced = false;
  makerFill.isClaimTaken = !orders.isReduceOnly(makerOrder);
  makerFill.row = orders.row(makerOrder);
  prepareFillAtRow(market, instrument, makerFill);
  takerFill.slot = taker.accountSlot;
  takerFill.leg = taker.leg;
  takerFill.direction = taker.direction;
  takerFill.lots = lots;
  takerFill.priceTicks = priceTicks;
  // Forced orders and the insurance fund pay no taker fee: the liquidation has a fee of its own (rule L9).
  takerFill.feeMicros = isFree(taker)
    ? feeMicrosOf(tradedMicros, feesFor(market, instrument, taker.accountSlot).takerFeePpm)
    : 0;
  takerFill.isForced = isForced(taker);
  takerFill.isClaimTaken = isFree(taker) && !taker.isReduceOnly;
  if (taker.accountSlot === FUND_SLOT) return;
  if (taker.row === NO_ROW) taker.row = positions.row(taker.accountSlot, instrument.id, taker.leg);
  takerFill.row = taker.row;
  prepareFillAtRow(market, instrument, takerFill);
}

/** The fee rates of an account. */
function feesFor(market: Market, instrument: InstrumentState, slot: number): FeeTier {
  return feesOf(instrument.specification, market.accounts.feeTier(slot));
}

/** Whether an account sent the order of its own will. */
function isFree(taker: TakerOrder): boolean {
  return !isForced(taker) && taker.accountSlot !== FUND_SLOT;
}

function tellTrade(market: Market, taker: TakerOrder, makerAccountId: number): void {
  const { makerOrder, makerFill, takerFill } = market.matching;
  const event = market.events.tradeExecuted;
  event.instrumentId = taker.instrumentId;
  event.priceTicks = makerFill.priceTicks;
  event.sizeLots = makerFill.lots;
  event.takerSide = sideOf(taker.direction);
  event.makerOrderId = market.orders.orderId(makerOrder);
  event.takerOrderId = taker.orderId;
  event.makerAccountId = makerAccountId;
  event.takerAccountId = accountNumber(market, taker.accountSlot);
  event.makerFeeMicros = makerFill.feeMicros;
  event.takerFeeMicros = takerFill.feeMicros;
  event.liquidationId = taker.liquidationId;
  taker.causeSequence = market.events.sendTradeExecuted(taker.causeSequence);
}

/** Takes lots off what the maker's order shows, and off what its owner's orders add up to. */
function reduceMaker(market: Market, lots: number): void {
  const { orders } = market;
  const { makerOrder } = market.matching;
  const instrument = instrumentAt(market, orders.instrumentId(makerOrder));
  instrument.book.ladder(orders.direction(makerOrder)).reduce(makerOrder, lots);
  if (orders.isReduceOnly(makerOrder)) return;
  uncountLots(market, makerOrder, lots);
}

/** Books the trade in hand on the taker's side. */
function settleTaker(market: Market, instrument: InstrumentState, taker: TakerOrder): void {
  const { takerFill } = market.matching;
  const { causeSequence } = taker;
  if (taker.accountSlot === FUND_SLOT) {
    const { direction, lots, priceTicks } = takerFill;
    const inventoryFill = { instrument, direction, lots, priceTicks };
    settleInventoryFill(market, inventoryFill, { causeSequence, liquidationId: 0 });
    return;
  }
  takerFill.causeSequence = causeSequence;
  settleFill(market, instrument, takerFill);
}

function closeMaker(market: Market, taker: TakerOrder, reason: 'filled' | 'insolvent' | 'self-trade'): void {
  const { makerOrder, makerClosing } = market.matching;
  makerClosing.reason = reason;
  makerClosing.causeSequence = taker.causeSequence;
  closeRestingOrder(market, makerOrder, makerClosing);
}

/** What becomes of a resting order of which nothing is shown any more: it is over, or its next slice queues up. */
function finishMaker(market: Market, taker: TakerOrder, reason: 'filled' | 'self-trade'): void {
  const { makerOrder } = market.matching;
  if (market.orders.remainingLots(makerOrder) === 0) closeMaker(market, taker, reason);
  else showNextSlice(market, makerOrder, taker.causeSequence);
}

/** Books the trade in hand on both sides and tells the sink. */
function trade(market: Market, instrument: InstrumentState, taker: TakerOrder): void {
  const { makerOrder, makerFill, takerFill } = market.matching;
  const { lots, priceTicks } = makerFill;
  const makerAccountId = market.accounts.accountId(makerFill.slot);
  reduceMaker(market, lots);
  taker.remainingLots -= lots;
  instrument.lastTicks = priceTicks;
  tellTrade(market, taker, makerAccountId);
  makerFill.causeSequence = taker.causeSequence;
  instrument.lastSequence = taker.causeSequence;
  if (instrument.waitingOrders > 0) market.pricesMoved.add(instrument.id);
  settleFill(market, instrument, makerFill);
  settleTaker(market, instrument, taker);
  if (market.orders.shownLots(makerOrder) === 0) finishMaker(market, taker, 'filled');
  closeIdleReduceOnlyOrders(market, instrument, makerFill);
  market.touched.add(makerFill.slot, instrument.id, taker);
  if (taker.accountSlot !== FUND_SLOT) {
    closeIdleReduceOnlyOrders(market, instrument, takerFill);
    if (!isForced(taker)) market.touched.add(takerFill.slot, instrument.id, taker);
  }
  if (taker.onTrade !== null) {
    taker.onTrade({ makerAccountId, priceTicks, lots, sequence: taker.causeSequence });
  }
}

/** Takes the smaller of the two orders of one account off both; whatever is then empty is closed. */
function decrementBoth(market: Market, taker: TakerOrder): void {
  const { orders } = market;
  const { makerOrder } = market.matching;
  const lots = Math.min(taker.remainingLots, orders.shownLots(makerOrder));
  reduceMaker(market, lots);
  taker.remainingLots -= lots;
  if (orders.shownLots(makerOrder) === 0) {
    finishMaker(market, taker, 'self-trade');
    return;
  }
  tellAmended(market, makerOrder, { causeSequence: taker.causeSequence, isPriorityKept: true });
}

/**
 * An account met its own order (rule O8).
 * @returns whether the taker goes on
 */
function preventSelfTrade(market: Market, taker: TakerOrder): boolean {
  if (taker.selfTradePrevention === 'decrement') {
    decrementBoth(market, taker);
    return taker.remainingLots > 0;
  }
  if (taker.selfTradePrevention !== 'cancel-taker') closeMaker(market, taker, 'self-trade');
  return taker.selfTradePrevention === 'cancel-maker';
}

/** Trades an order against the book, best price and oldest order first, until it is filled or must stop. */
export function matchTaker(market: Market, instrument: InstrumentState, taker: TakerOrder): TakerStop {
  const { matching, orders } = market;
  const ladder = instrument.book.ladder(opposite(taker.direction));
  while (taker.remainingLots > 0) {
    const order = ladder.bestOrder;
    if (order === NO_SLOT || !ladder.isReachable(ladder.bestTicks, taker.priceTicks)) return 'book';
    if (instrument.bandReference !== null && isBeyondBand(instrument, ladder.bestTicks)) return 'book';
    matching.makerOrder = order;
    if (orders.accountSlot(order) === taker.accountSlot) {
      if (!preventSelfTrade(market, taker)) return 'self-trade';
      continue;
    }
    prepareTrade(market, instrument, taker);
    if (!isFillSolvent(market, instrument, matching.makerFill)) {
      closeMaker(market, taker, 'insolvent');
      continue;
    }
    if (isFree(taker) && !isFillSolvent(market, instrument, matching.takerFill)) return 'insolvent';
    trade(market, instrument, taker);
  }
  return 'filled';
}
