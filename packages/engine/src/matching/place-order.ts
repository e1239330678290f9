import type { OrderCloseReason, PlaceOrders, RejectCode } from '@spillway/protocol';
import { restOrder } from '../account/resting-orders.ts';
import type { InstrumentState } from '../instrument-state.ts';
import type { Market } from '../market.ts';
import { admitOrder, meetsBook } from './admit-order.ts';
import type { AskedOrder } from './asked-order.ts';
import { matchTaker, type TakerStop } from './match-taker.ts';
import { isRestingKind } from './order-faults.ts';
import { acceptTaker, closeTaker } from './taker-order.ts';

const BATCH_ORDERS_MAX = 20;

/** Why an order that stopped taking is over, or null when its remainder rests in the book. */
function closeReason(
  market: Market,
  instrument: InstrumentState,
  end: { readonly stop: TakerStop; readonly isResting: boolean },
): OrderCloseReason | null {
  if (end.stop !== 'book') return end.stop;
  if (!end.isResting) return 'immediate-or-cancel';
  // A trading band may stop an order in front of a maker that its limit reaches (rule H3): the book stays uncrossed.
  const isStoppedByBand = instrument.bandReference !== null && meetsBook(instrument, market.matching.taker);
  return isStoppedByBand ? 'immediate-or-cancel' : null;
}

/** Trades the order in hand, which was accepted, and rests or closes what is left. */
export function executeTaker(market: Market, instrument: InstrumentState, isResting: boolean): void {
  const { taker } = market.matching;
  const stop = matchTaker(market, instrument, taker);
  const reason = closeReason(market, instrument, { stop, isResting });
  if (reason === null) restOrder(market, instrument, taker);
  else closeTaker(market, taker, reason);
}

/**
 * Admits an order, trades it, and rests or closes what is left. The taker in hand names the account already.
 * @returns why it was refused, null when it was accepted: its number is then that of the taker in hand
 */
export function placeOrder(
  market: Market,
  instrument: InstrumentState,
  order: AskedOrder,
): RejectCode | null {
  const fault = admitOrder(market, instrument, order);
  if (fault !== null) return fault;
  acceptTaker(market, market.matching.taker);
  executeTaker(market, instrument, isRestingKind(order));
  return null;
}

/** Tells that one order of several, or one that was fired, is refused. */
export function tellOrderRefused(
  market: Market,
  refused: { readonly accountId: number; readonly clientOrderId: number; readonly code: RejectCode },
  of: { readonly commandKind: 'PlaceOrders' | 'PlaceTriggerOrder'; readonly causeSequence: number },
): void {
  const event = market.events.commandRejected;
  event.commandKind = of.commandKind;
  event.code = refused.code;
  event.accountId = refused.accountId;
  event.clientOrderId = Number.isSafeInteger(refused.clientOrderId) ? refused.clientOrderId : 0;
  market.events.sendCommandRejected(of.causeSequence);
}

/**
 * Places several orders, each accepted or refused by itself (rule O15). The number of the last that was accepted is then
 * that of the taker in hand; 0 when none was.
 * @param firstSlot - the account, as its slot in the first asset
 */
export function placeOrders(market: Market, command: PlaceOrders, firstSlot: number): RejectCode | null {
  const { accountId, orders } = command;
  if (orders.length < 1 || orders.length > BATCH_ORDERS_MAX) return 'BATCH_INVALID';
  const { taker } = market.matching;
  let lastAcceptedId = 0;
  for (const order of orders) {
    const instrument = market.instruments[order.instrumentId];
    let code: RejectCode | null = 'INSTRUMENT_UNKNOWN';
    if (instrument !== undefined) {
      taker.accountSlot = market.accounts.slotIn(firstSlot, instrument.assetId);
      code = placeOrder(market, instrument, order);
    }
    if (code === null) {
      lastAcceptedId = taker.orderId;
      continue;
    }
    const refused = { accountId, clientOrderId: order.clientOrderId, code };
    tellOrderRefused(market, refused, { commandKind: 'PlaceOrders', causeSequence: 0 });
  }
  taker.orderId = lastAcceptedId;
  return null;
}
