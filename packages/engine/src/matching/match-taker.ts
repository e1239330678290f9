import {
  accountId,
  instrumentId,
  liquidationId,
  orderId,
  priceTicks,
  quoteMicros,
  type SelfTradePrevention,
  sizeLots,
} from '@spillway/protocol';
import { type AccountFill, isFillSolvent, settleFill } from '../account/fills.ts';
import {
  closeIdleReduceOnlyOrders,
  closeRestingOrder,
  reduceRestingOrder,
} from '../account/resting-orders.ts';
import { NO_SLOT } from '../book/order-pool.ts';
import { floatAt, intAt } from '../columns.ts';
import { type Direction, opposite, sideOf } from '../direction.ts';
import { type InstrumentState, valueMicros } from '../instrument-state.ts';
import { settleInventoryFill } from '../insurance/inventory-fill.ts';
import { feeMicrosOf } from '../margin/margin-math.ts';
import type { Market } from '../market.ts';

/** The account slot that stands for the insurance fund. */
export const FUND_SLOT = -1;

/** A trade as whoever forced it wants to know it. */
export interface BookTrade {
  readonly makerAccountId: number;
  readonly priceTicks: number;
  readonly lots: number;
  readonly sequence: number;
}

/** An order on its way through the book. */
export interface TakerOrder {
  readonly slot: number;
  readonly orderId: number;
  readonly direction: Direction;
  /** The worst price at which it may trade. */
  readonly worstTicks: number;
  remainingLots: number;
  readonly selfTradePrevention: SelfTradePrevention;
  /** 0 for a free order. */
  readonly liquidationId: number;
  /** The event that led to what the order does next: its acceptance, then its last trade. */
  causeSequence: number;
  /** Called after each trade, for the books of a liquidation. */
  readonly onTrade: ((trade: BookTrade) => void) | null;
}

/** Why an order stopped taking; `book` says that nothing is left within its price. */
export type TakerStop = 'filled' | 'book' | 'self-trade' | 'insolvent';

interface MakerFace {
  readonly order: number;
  readonly slot: number;
  readonly priceTicks: number;
}

function isForced(taker: TakerOrder): boolean {
  return taker.liquidationId !== 0;
}

function fillLots(
  market: Market,
  instrument: InstrumentState,
  match: { taker: TakerOrder; maker: MakerFace },
): number {
  const { taker, maker } = match;
  const lots = Math.min(taker.remainingLots, floatAt(market.orders.remainingLots, maker.order));
  if (!market.orders.isReduceOnly(maker.order)) return lots;
  // A resting reduce-only order trades at most what is left of its position (rule O9).
  return Math.min(lots, Math.abs(market.positions.sizeLots(market.positions.row(maker.slot, instrument.id))));
}

function makerFillOf(
  instrument: InstrumentState,
  match: { taker: TakerOrder; maker: MakerFace },
  lots: number,
): AccountFill {
  const { taker, maker } = match;
  const notionalMicros = valueMicros(instrument, lots, maker.priceTicks);
  return {
    slot: maker.slot,
    instrument,
    direction: opposite(taker.direction),
    lots,
    priceTicks: maker.priceTicks,
    feeMicros: feeMicrosOf(notionalMicros, instrument.specification.makerFeePpm),
    isForced: false,
  };
}

/** Forced orders and the insurance fund pay no taker fee: the liquidation has a fee of its own (rule L9). */
function takerFillOf(
  instrument: InstrumentState,
  match: { taker: TakerOrder; maker: MakerFace },
  lots: number,
): AccountFill {
  const { taker, maker } = match;
  const notionalMicros = valueMicros(instrument, lots, maker.priceTicks);
  const isFree = !isForced(taker) && taker.slot !== FUND_SLOT;
  return {
    slot: taker.slot,
    instrument,
    direction: taker.direction,
    lots,
    priceTicks: maker.priceTicks,
    feeMicros: isFree ? feeMicrosOf(notionalMicros, instrument.specification.takerFeePpm) : 0,
    isForced: isForced(taker),
  };
}

function accountNumber(market: Market, slot: number): number {
  return slot === FUND_SLOT ? 0 : market.accounts.accountId(slot);
}

/** Books one trade on both sides and tells the sink. */
function trade(
  market: Market,
  taker: TakerOrder,
  sides: { makerFill: AccountFill; takerFill: AccountFill; order: number },
): void {
  const { makerFill, takerFill, order } = sides;
  const { instrument, lots } = makerFill;
  const makerAccountId = accountNumber(market, makerFill.slot);
  reduceRestingOrder(market, order, lots);
  taker.remainingLots -= lots;
  instrument.lastTicks = makerFill.priceTicks;
  taker.causeSequence = market.events.emit('tradeExecuted', taker.causeSequence, {
    instrumentId: instrumentId(instrument.id),
    priceTicks: priceTicks(makerFill.priceTicks),
    sizeLots: sizeLots(lots),
    takerSide: sideOf(taker.direction),
    makerOrderId: orderId(floatAt(market.orders.orderIds, order)),
    takerOrderId: orderId(taker.orderId),
    makerAccountId: accountId(makerAccountId),
    takerAccountId: accountId(accountNumber(market, taker.slot)),
    makerFeeMicros: quoteMicros(makerFill.feeMicros),
    takerFeeMicros: quoteMicros(takerFill.feeMicros),
    liquidationId: liquidationId(taker.liquidationId),
  });
  const sequence = taker.causeSequence;
  settleFill(market, makerFill, sequence);
  if (takerFill.slot === FUND_SLOT)
    settleInventoryFill(market, takerFill, { causeSequence: sequence, liquidationId: 0 });
  else settleFill(market, takerFill, sequence);
  if (floatAt(market.orders.remainingLots, order) === 0) {
    closeRestingOrder(market, order, { reason: 'filled', causeSequence: sequence });
  }
  closeIdleReduceOnlyOrders(market, makerFill, sequence);
  market.touched.add(makerFill.slot, instrument.id, taker);
  if (takerFill.slot !== FUND_SLOT) {
    closeIdleReduceOnlyOrders(market, takerFill, sequence);
    if (!isForced(taker)) market.touched.add(takerFill.slot, instrument.id, taker);
  }
  taker.onTrade?.({ makerAccountId, priceTicks: makerFill.priceTicks, lots, sequence });
}

/**
 * An account met its own order (rule O8).
 * @returns whether the taker goes on
 */
function preventSelfTrade(market: Market, taker: TakerOrder, maker: MakerFace): boolean {
  if (taker.selfTradePrevention !== 'cancel-taker') {
    closeRestingOrder(market, maker.order, { reason: 'self-trade', causeSequence: taker.causeSequence });
  }
  return taker.selfTradePrevention === 'cancel-maker';
}

/** Trades an order against the book, best price and oldest order first, until it is filled or must stop. */
export function matchTaker(market: Market, instrument: InstrumentState, taker: TakerOrder): TakerStop {
  const ladder = instrument.book.ladder(opposite(taker.direction));
  while (taker.remainingLots > 0) {
    const order = ladder.bestOrder;
    if (order === NO_SLOT || !ladder.isReachable(ladder.bestTicks, taker.worstTicks)) return 'book';
    const maker = { order, slot: intAt(market.orders.accountSlots, order), priceTicks: ladder.bestTicks };
    if (maker.slot === taker.slot) {
      if (!preventSelfTrade(market, taker, maker)) return 'self-trade';
      continue;
    }
    const match = { taker, maker };
    const lots = fillLots(market, instrument, match);
    const makerFill = makerFillOf(instrument, match, lots);
    if (!isFillSolvent(market, makerFill)) {
      closeRestingOrder(market, order, { reason: 'insolvent', causeSequence: taker.causeSequence });
      continue;
    }
    const takerFill = takerFillOf(instrument, match, lots);
    const isTested = !isForced(taker) && taker.slot !== FUND_SLOT;
    if (isTested && !isFillSolvent(market, takerFill)) return 'insolvent';
    trade(market, taker, { makerFill, takerFill, order });
  }
  return 'filled';
}
