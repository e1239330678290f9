/** Cancelling orders, one or many (rules O10 and O16). */
import type {
  CancelAllOrders,
  CancelOrders,
  OrderCloseReason,
  RejectCode,
  SetCancelTimer,
} from '@spillway/protocol';
import type { Account, Instrument, Market } from './market.ts';
import { closeResting, closeWaiting, restingOf, waitingOf } from './resting.ts';

const ORDERS_MAX = 20;
const COUNTDOWN_MS_MAX = 86_400_000;

/** Cancels an order of the account, in the book or waiting for its trigger. */
export function cancelOrder(market: Market, account: Account, orderId: number): RejectCode | null {
  const closing = { reason: 'cancelled', causeSequence: 0 } as const;
  const resting = restingOf(market, account).find((order) => order.id === orderId);
  const waiting = waitingOf(market, account).find((order) => order.id === orderId);
  if (resting !== undefined) closeResting(market, resting, closing);
  else if (waiting !== undefined) closeWaiting(market, waiting, closing);
  else return 'ORDER_UNKNOWN';
  return null;
}

/** Cancels several; those that are not open are refused one by one. */
export function cancelOrders(market: Market, command: CancelOrders, account: Account): RejectCode | null {
  const { orderIds } = command;
  if (orderIds.length < 1 || orderIds.length > ORDERS_MAX) return 'BATCH_INVALID';
  for (const orderId of orderIds) {
    const code = cancelOrder(market, account, orderId);
    if (code === null) continue;
    market.outlet.emit('commandRejected', 0, {
      commandKind: 'CancelOrders',
      code,
      accountId: account.id,
      clientOrderId: 0,
    });
  }
  return null;
}

/** Closes every order of an account: resting ones oldest first, then waiting ones oldest first. */
export function closeAllOf(
  market: Market,
  at: { readonly account: Account; readonly instrument: Instrument | null },
  reason: OrderCloseReason,
): void {
  const { account, instrument } = at;
  const closing = { reason, causeSequence: 0 };
  for (const order of restingOf(market, account)) {
    if (instrument === null || order.instrument === instrument) closeResting(market, order, closing);
  }
  for (const order of waitingOf(market, account)) {
    if (instrument === null || order.instrument === instrument) closeWaiting(market, order, closing);
  }
}

export function cancelAllOrders(
  market: Market,
  command: CancelAllOrders,
  account: Account,
): RejectCode | null {
  const instrument = command.instrumentId === null ? null : market.instruments[command.instrumentId];
  if (instrument === undefined) return 'INSTRUMENT_UNKNOWN';
  closeAllOf(market, { account, instrument }, 'cancelled');
  return null;
}

/** Sets the time at which every order of the account is cancelled; 0 stops the clock. */
export function setCancelTimer(market: Market, command: SetCancelTimer, account: Account): RejectCode | null {
  const { countdownMs } = command;
  const isWithin = Number.isSafeInteger(countdownMs) && countdownMs >= 0 && countdownMs <= COUNTDOWN_MS_MAX;
  if (!isWithin) return 'TIME_INVALID';
  account.cancelTimerMs = countdownMs === 0 ? 0 : market.outlet.nowMs + countdownMs;
  market.outlet.emit('cancelTimerSet', 0, { accountId: account.id, dueMs: account.cancelTimerMs });
  return null;
}
