/** A new order meets the book (rules O2, O8, O9, O13, B1, M7 and H3). */
import type { SelfTradePrevention } from '@spillway/protocol';
import { makersFor } from './book.ts';
import { notionalAt, opposite } from './contract.ts';
import { type Exact, ZERO } from './exact.ts';
import { type Fill, isSolvent, settleFill } from './fills.ts';
import { settleInventory } from './fund.ts';
import { type Held, holdingOf, positionOf } from './holdings.ts';
import { feeOf, feeRates } from './margin.ts';
import type { Direction, Instrument, Market, RestingOrder } from './market.ts';
import { isInTradingBand } from './prices.ts';
import { closeIdleReduceOnly, closeResting, restOrder, sideOf, takeOff, tellAmended } from './resting.ts';

/** A trade as whoever forced it wants to know it. */
export interface BookTrade {
  readonly makerAccountId: number;
  readonly priceTicks: number;
  readonly lots: number;
  readonly sequence: number;
}

/** An order on its way through the book. */
export interface Taker {
  readonly instrument: Instrument;
  /** The position that it changes; null for the insurance fund. */
  readonly held: Held | null;
  readonly orderId: number;
  readonly direction: Direction;
  readonly worstTicks: number;
  remainingLots: number;
  readonly selfTradePrevention: SelfTradePrevention;
  /** 0 for a free order. */
  readonly liquidationId: number;
  /** The event that led to what it does next: its acceptance, then its last trade. */
  causeSequence: number;
  /** Called after each trade, for the books of a liquidation. */
  readonly onTrade: ((trade: BookTrade) => void) | null;
}

/** Why an order stopped taking; `book` says that nothing is left that it may trade with. */
export type TakerStop = 'filled' | 'book' | 'self-trade' | 'insolvent';

/** The position that a resting order changes. */
function heldOf(order: RestingOrder): Held {
  const holding = holdingOf(order.account, order.instrument);
  const position = positionOf(holding, order.leg);
  if (position === undefined) throw new RangeError('an open order has a position to change');
  return { holding, position };
}

/** A resting reduce-only order trades at most what is left of its position (rule O9). */
function lotsBetween(taker: Taker, maker: RestingOrder): number {
  const lots = Math.min(taker.remainingLots, maker.shownLots);
  return maker.isReduceOnly ? Math.min(lots, Math.abs(heldOf(maker).position.sizeLots)) : lots;
}

function makerFill(taker: Taker, maker: RestingOrder, lots: number): Fill {
  const held = heldOf(maker);
  const { priceTicks } = maker;
  const feeMicros = feeOf(notionalAt(maker.instrument, lots, priceTicks), feeRates(held.holding).makerFeePpm);
  return { held, direction: opposite(taker.direction), lots, priceTicks, feeMicros, isForced: false };
}

/** Forced orders pay no taker fee: a liquidation has a fee of its own (rule L9). */
function takerFill(held: Held, taker: Taker, at: { lots: number; priceTicks: number }): Fill {
  const isForced = taker.liquidationId !== 0;
  const notional = notionalAt(taker.instrument, at.lots, at.priceTicks);
  const feeMicros: Exact = isForced ? ZERO : feeOf(notional, feeRates(held.holding).takerFeePpm);
  return { held, direction: taker.direction, ...at, feeMicros, isForced };
}

/** Notes that a trade changed an account, which may be due now. */
function touch(market: Market, taker: Taker, held: Held): void {
  market.touches.push({
    account: held.holding.account,
    cause: {
      instrument: taker.instrument,
      sequence: taker.causeSequence,
      parentLiquidationId: taker.liquidationId,
      shockSequence: 0,
    },
  });
}

/** What becomes of a resting order that gave up lots: nothing is left, or its next slice queues up. */
function finishMaker(market: Market, maker: RestingOrder, closing: Parameters<typeof closeResting>[2]): void {
  if (maker.remainingLots === 0) closeResting(market, maker, closing);
  else if (maker.shownLots === 0) restOrder(market, maker, closing.causeSequence);
}

/** The two sides of a trade; the fund has no fill of its own. */
interface Sides {
  readonly maker: RestingOrder;
  readonly making: Fill;
  readonly taking: Fill | null;
}

function tellTrade(market: Market, taker: Taker, { maker, making, taking }: Sides): number {
  return market.outlet.emit('tradeExecuted', taker.causeSequence, {
    instrumentId: taker.instrument.id,
    priceTicks: making.priceTicks,
    sizeLots: making.lots,
    takerSide: sideOf(taker.direction),
    makerOrderId: maker.id,
    takerOrderId: taker.orderId,
    makerAccountId: maker.account.id,
    takerAccountId: taker.held?.holding.account.id ?? 0,
    makerFeeMicros: making.feeMicros,
    takerFeeMicros: taking?.feeMicros ?? ZERO,
    liquidationId: taker.liquidationId,
  });
}

/** Books one trade on both sides and tells the sink. */
function trade(market: Market, taker: Taker, sides: Sides): void {
  const { maker, making, taking } = sides;
  const { instrument, direction } = taker;
  const { lots, priceTicks } = making;
  takeOff(maker, lots);
  taker.remainingLots -= lots;
  const sequence = tellTrade(market, taker, sides);
  taker.causeSequence = sequence;
  instrument.lastTicks = priceTicks;
  instrument.lastSequence = sequence;
  settleFill(market, making, sequence);
  if (taking === null) {
    const fill = { instrument, direction, lots, priceTicks };
    settleInventory(market, fill, { causeSequence: sequence, liquidationId: 0 });
  } else {
    settleFill(market, taking, sequence);
  }
  finishMaker(market, maker, { reason: 'filled', causeSequence: sequence });
  closeIdleReduceOnly(market, making.held, sequence);
  touch(market, taker, making.held);
  if (taking !== null) {
    closeIdleReduceOnly(market, taking.held, sequence);
    if (!taking.isForced) touch(market, taker, taking.held);
  }
  taker.onTrade?.({ makerAccountId: maker.account.id, priceTicks, lots, sequence });
}

/** The smaller of the two comes off both orders; whatever is then empty is closed. */
function decrementBoth(market: Market, taker: Taker, maker: RestingOrder): TakerStop | null {
  const lots = Math.min(taker.remainingLots, maker.shownLots);
  takeOff(maker, lots);
  taker.remainingLots -= lots;
  if (maker.shownLots > 0)
    tellAmended(market, maker, { causeSequence: taker.causeSequence, isPriorityKept: true });
  else finishMaker(market, maker, { reason: 'self-trade', causeSequence: taker.causeSequence });
  return taker.remainingLots === 0 ? 'self-trade' : null;
}

/** An account met its own order (rule O8); returns why the taker stops, or null when it goes on. */
function preventSelfTrade(market: Market, taker: Taker, maker: RestingOrder): TakerStop | null {
  const closing = { reason: 'self-trade', causeSequence: taker.causeSequence } as const;
  switch (taker.selfTradePrevention) {
    case 'cancel-taker':
      return 'self-trade';
    case 'cancel-maker':
      closeResting(market, maker, closing);
      return null;
    case 'cancel-both':
      closeResting(market, maker, closing);
      return 'self-trade';
    case 'decrement':
      return decrementBoth(market, taker, maker);
  }
}

/** One step: trades with the first maker, or removes it; returns why the taker stops, or null when it goes on. */
function meet(market: Market, taker: Taker, maker: RestingOrder): TakerStop | null {
  if (maker.account === taker.held?.holding.account) return preventSelfTrade(market, taker, maker);
  const lots = lotsBetween(taker, maker);
  const making = makerFill(taker, maker, lots);
  if (!isSolvent(market, making)) {
    closeResting(market, maker, { reason: 'insolvent', causeSequence: taker.causeSequence });
    return null;
  }
  const { priceTicks } = maker;
  const taking = taker.held === null ? null : takerFill(taker.held, taker, { lots, priceTicks });
  if (taking !== null && !taking.isForced && !isSolvent(market, taking)) return 'insolvent';
  trade(market, taker, { maker, making, taking });
  return null;
}

/** Trades an order against the book, best price and oldest order first, until it is filled or must stop. */
export function matchTaker(market: Market, taker: Taker): TakerStop {
  while (taker.remainingLots > 0) {
    const [maker] = makersFor(market, taker.instrument, taker);
    if (maker === undefined || !isInTradingBand(taker.instrument, maker.priceTicks)) return 'book';
    const stop = meet(market, taker, maker);
    if (stop !== null) return stop;
  }
  return 'filled';
}

/**
 * Whether the book shows the whole of an order within its price (rule O3): without the account's own orders, and
 * without reduce-only ones, which may shrink before their turn comes.
 */
export function isFillable(
  market: Market,
  order: Pick<Taker, 'instrument' | 'held' | 'direction' | 'worstTicks'> & { readonly lots: number },
): boolean {
  const makers = makersFor(market, order.instrument, order);
  const firstBeyond = makers.findIndex(({ priceTicks }) => !isInTradingBand(order.instrument, priceTicks));
  const reachable = firstBeyond === -1 ? makers : makers.slice(0, firstBeyond);
  const certain = reachable.filter(
    (maker) => maker.account !== order.held?.holding.account && !maker.isReduceOnly,
  );
  return certain.reduce((lots, maker) => lots + maker.shownLots, 0) >= order.lots;
}
