/** Orders are accepted, trade, and rest or are closed (rules O1, O2, O15 and T5). */
import type { OrderCloseReason, PlaceOrder, PlaceOrders, RejectCode } from '@spillway/protocol';
import { type Admitted, admit, type OrderAsked } from './admission.ts';
import { bestTicks, isWithin } from './book.ts';
import { opposite } from './contract.ts';
import { holdingOf } from './holdings.ts';
import type { Account, Holding, Market, RestingOrder, WaitingOrder } from './market.ts';
import { matchTaker, type Taker, type TakerStop } from './matching.ts';
import { closeWaiting, restOrder, sideOf } from './resting.ts';

const BATCH_ORDERS_MAX = 20;

/** An accepted order on its way: what was asked, what was admitted, and the number it bears. */
export interface Accepted {
  readonly order: OrderAsked;
  readonly admitted: Admitted;
  readonly orderId: number;
}

function takerOf({ order, admitted, orderId }: Accepted, causeSequence: number): Taker {
  return {
    instrument: admitted.held.holding.instrument,
    held: admitted.held,
    orderId,
    direction: admitted.direction,
    worstTicks: admitted.worstTicks,
    remainingLots: admitted.lots,
    selfTradePrevention: order.selfTradePrevention,
    liquidationId: 0,
    causeSequence,
    onTrade: null,
  };
}

function tellAccepted(market: Market, { order, admitted, orderId }: Accepted, causeSequence: number): number {
  const { holding, position } = admitted.held;
  return market.outlet.emit('orderAccepted', causeSequence, {
    orderId,
    clientOrderId: order.clientOrderId,
    accountId: holding.account.id,
    instrumentId: holding.instrument.id,
    side: sideOf(admitted.direction),
    leg: position.leg,
    priceTicks: admitted.worstTicks,
    sizeLots: admitted.lots,
    isReduceOnly: admitted.isReduceOnly,
    liquidationId: 0,
  });
}

/** Why an order that stopped taking is over, or null when its remainder rests in the book. */
function closeReason(market: Market, accepted: Accepted, stop: TakerStop): OrderCloseReason | null {
  if (stop !== 'book') return stop;
  const { order, admitted } = accepted;
  if (order.timeInForce === 'ioc' || order.timeInForce === 'fok') return 'immediate-or-cancel';
  // A trading band may stop an order in front of a maker that its limit reaches (rule H3): the book stays uncrossed.
  const best = bestTicks(market, admitted.held.holding.instrument, opposite(admitted.direction));
  const wouldCross = best !== 0 && isWithin(best, admitted.direction, admitted.worstTicks);
  return wouldCross ? 'immediate-or-cancel' : null;
}

function restingOrder({ order, admitted, orderId }: Accepted, remainingLots: number): RestingOrder {
  const { holding, position } = admitted.held;
  return {
    id: orderId,
    clientOrderId: order.clientOrderId,
    account: holding.account,
    instrument: holding.instrument,
    direction: admitted.direction,
    leg: position.leg,
    priceTicks: admitted.worstTicks,
    remainingLots,
    shownLots: 0,
    displayLots: order.displayLots ?? null,
    isReduceOnly: admitted.isReduceOnly,
    isPostOnly: order.isPostOnly,
    selfTradePrevention: order.selfTradePrevention,
    expiresAtMs: order.expiresAtMs ?? 0,
  };
}

/** Trades an order, then rests or closes what is left of it. */
export function execute(market: Market, accepted: Accepted, causeSequence: number): void {
  const taker = takerOf(accepted, causeSequence);
  const stop = matchTaker(market, taker);
  const reason = closeReason(market, accepted, stop);
  if (reason === null) {
    restOrder(market, restingOrder(accepted, taker.remainingLots), taker.causeSequence);
    return;
  }
  const { account, instrument } = accepted.admitted.held.holding;
  market.outlet.emit('orderClosed', taker.causeSequence, {
    orderId: accepted.orderId,
    clientOrderId: accepted.order.clientOrderId,
    accountId: account.id,
    instrumentId: instrument.id,
    reason,
    remainingLots: taker.remainingLots,
  });
}

/** Tests an order and executes it; returns its number, or why it is refused. */
export function placeOrder(market: Market, order: OrderAsked, holding: Holding): number | RejectCode {
  const admitted = admit(market, order, holding);
  if (typeof admitted === 'string') return admitted;
  market.lastOrderId += 1;
  const accepted = { order, admitted, orderId: market.lastOrderId };
  execute(market, accepted, tellAccepted(market, accepted, 0));
  return accepted.orderId;
}

function tellRefused(
  market: Market,
  refused: Pick<PlaceOrder, 'clientOrderId'> & { readonly account: Account; readonly code: RejectCode },
  of: { readonly commandKind: 'PlaceOrders' | 'PlaceTriggerOrder'; readonly causeSequence: number },
): void {
  market.outlet.emit('commandRejected', of.causeSequence, {
    commandKind: of.commandKind,
    code: refused.code,
    accountId: refused.account.id,
    clientOrderId: Number.isSafeInteger(refused.clientOrderId) ? refused.clientOrderId : 0,
  });
}

/** Each order by itself (rule O15); returns the number of the last one that was accepted, 0 when none was. */
export function placeOrders(market: Market, command: PlaceOrders, account: Account): number | RejectCode {
  const { orders } = command;
  if (orders.length < 1 || orders.length > BATCH_ORDERS_MAX) return 'BATCH_INVALID';
  let lastAccepted = 0;
  for (const terms of orders) {
    const order = { ...terms, accountId: command.accountId };
    const instrument = market.instruments[order.instrumentId];
    const outcome =
      instrument === undefined
        ? 'INSTRUMENT_UNKNOWN'
        : placeOrder(market, order, holdingOf(account, instrument));
    if (typeof outcome === 'number') lastAccepted = outcome;
    else {
      const refused = { account, code: outcome, clientOrderId: order.clientOrderId };
      tellRefused(market, refused, { commandKind: 'PlaceOrders', causeSequence: 0 });
    }
  }
  return lastAccepted;
}

/** A trigger order whose price came goes to the book under its own number, or is told and closed (rules T4 and T5). */
export function fireOrder(market: Market, waiting: WaitingOrder, priceTicks: number): void {
  const { terms, account, instrument } = waiting;
  const causedBy = terms.triggerBy === 'mark' ? instrument.markSequence : instrument.lastSequence;
  const firedSequence = market.outlet.emit('triggerOrderFired', causedBy, {
    orderId: waiting.id,
    accountId: account.id,
    instrumentId: instrument.id,
    priceTicks,
  });
  const order = { ...terms, isPostOnly: false };
  const admitted = admit(market, order, holdingOf(account, instrument));
  if (typeof admitted === 'string') {
    const refused = { account, code: admitted, clientOrderId: terms.clientOrderId };
    tellRefused(market, refused, { commandKind: 'PlaceTriggerOrder', causeSequence: firedSequence });
    closeWaiting(market, waiting, { reason: 'refused', causeSequence: firedSequence });
    return;
  }
  market.waitingOrders = market.waitingOrders.filter((other) => other !== waiting);
  const accepted = { order, admitted, orderId: waiting.id };
  execute(market, accepted, tellAccepted(market, accepted, firedSequence));
}
