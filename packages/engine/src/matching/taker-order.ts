import type { OrderCloseReason, SelfTradePrevention } from '@spillway/protocol';
import { legNameOf } from '../account/legs.ts';
import { type Leg, NO_ROW } from '../account/row-table.ts';
import type { NewOrder } from '../book/order-pool.ts';
import { type Direction, sideOf } from '../direction.ts';
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

/** An order on its way through the book. The market has one that it uses again for every free order. */
export class TakerOrder implements NewOrder {
  /** 0 until it is accepted. */
  orderId = 0;
  clientOrderId = 0;
  accountSlot = 0;
  instrumentId = 0;
  /** The row of its account and instrument when it was admitted; `NO_ROW` when there was none, or nobody looked. */
  row: number = NO_ROW;
  leg: Leg = 0;
  direction: Direction = 1;
  /** The worst price at which it may trade, and where it rests. */
  priceTicks = 0;
  /** What it asks for, then what is left of it. */
  remainingLots = 0;
  /** What the book shows of what is left once it rests. */
  shownLots = 0;
  /** The largest slice that it shows then; 0: all of itself. */
  displayLots = 0;
  /** 0 when it does not expire. */
  expiresAtMs = 0;
  isReduceOnly = false;
  isPostOnly = false;
  selfTradePrevention: SelfTradePrevention = 'cancel-maker';
  /** 0 for a free order. */
  liquidationId = 0;
  /** The event that led to what the order does next: its acceptance, then its last trade. */
  causeSequence = 0;
  /** Called after each trade, for the books of a liquidation. */
  onTrade: ((trade: BookTrade) => void) | null = null;
}

export function isForced(taker: TakerOrder): boolean {
  return taker.liquidationId !== 0;
}

/** The number by which events know an account, 0 for the insurance fund. */
export function accountNumber(market: Market, slot: number): number {
  return slot === FUND_SLOT ? 0 : market.accounts.accountId(slot);
}

/** Gives an order that passed every check its number, and tells the sink. */
export function acceptTaker(market: Market, taker: TakerOrder): void {
  market.lastOrderId += 1;
  taker.orderId = market.lastOrderId;
  tellAccepted(market, taker);
}

/** Tells the sink that an order passed every check. */
export function tellAccepted(market: Market, taker: TakerOrder): void {
  const event = market.events.orderAccepted;
  event.orderId = taker.orderId;
  event.clientOrderId = taker.clientOrderId;
  event.accountId = accountNumber(market, taker.accountSlot);
  event.instrumentId = taker.instrumentId;
  event.side = sideOf(taker.direction);
  event.leg = legNameOf(taker.leg);
  event.priceTicks = taker.priceTicks;
  event.sizeLots = taker.remainingLots;
  event.isReduceOnly = taker.isReduceOnly;
  event.liquidationId = taker.liquidationId;
  taker.causeSequence = market.events.sendOrderAccepted(taker.causeSequence);
}

/** Tells the sink that an order which does not rest is over. */
export function closeTaker(market: Market, taker: TakerOrder, reason: OrderCloseReason): void {
  const event = market.events.orderClosed;
  event.orderId = taker.orderId;
  event.clientOrderId = taker.clientOrderId;
  event.accountId = accountNumber(market, taker.accountSlot);
  event.instrumentId = taker.instrumentId;
  event.reason = reason;
  event.remainingLots = taker.remainingLots;
  market.events.sendOrderClosed(taker.causeSequence);
}
