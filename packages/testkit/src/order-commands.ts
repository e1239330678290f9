/** Orders beyond the plain one, and what may be done with them, in few words. */
import {
  accountId,
  type Command,
  instrumentId,
  type OrderId,
  orderId,
  type PlaceTriggerOrder,
  priceTicks,
  ratePpm,
  type Side,
  simulatedMs,
  sizeLots,
} from '@spillway/protocol';
import type { UntimedCommand } from './commands.ts';

type Untimed<Kind extends Command['kind']> = Omit<Extract<Command, { kind: Kind }>, 'timeMs'>;

export interface TriggerTerms
  extends Partial<
    Pick<
      PlaceTriggerOrder,
      | 'triggerType'
      | 'triggerBy'
      | 'timeInForce'
      | 'isReduceOnly'
      | 'isClosePosition'
      | 'clientOrderId'
      | 'selfTradePrevention'
      | 'leg'
    >
  > {
  readonly account: number;
  /** 0 when not given. */
  readonly instrument?: number;
  readonly side: Side;
  /** 0 for an order that closes the position. */
  readonly lots: number;
  /** The trigger, or where a trailing stop begins; 0: at once. */
  readonly trigger: number;
  /** Parts per million that a trailing stop stays behind. */
  readonly callback?: number;
  /** A limit; a market order when not given. */
  readonly ticks?: number;
  readonly expiresAt?: number;
}

/** A stop-market order by the mark unless the terms say otherwise. */
export function placeTrigger(terms: TriggerTerms): Untimed<'PlaceTriggerOrder'> {
  const { account, instrument, lots, trigger, callback, ticks, expiresAt, ...options } = terms;
  return {
    kind: 'PlaceTriggerOrder',
    accountId: accountId(account),
    instrumentId: instrumentId(instrument ?? 0),
    clientOrderId: 0,
    orderType: ticks === undefined ? 'market' : 'limit',
    timeInForce: ticks === undefined ? 'ioc' : 'gtc',
    priceTicks: priceTicks(ticks ?? 0),
    sizeLots: sizeLots(lots),
    triggerType: 'stop',
    triggerBy: 'mark',
    triggerTicks: priceTicks(trigger),
    callbackPpm: ratePpm(callback ?? 0),
    isReduceOnly: false,
    selfTradePrevention: 'cancel-taker',
    ...options,
    ...(expiresAt === undefined ? {} : { expiresAtMs: simulatedMs(expiresAt) }),
  };
}

/** Several orders of one account in one command; whose orders they were is forgotten. */
export function placeBatch(account: number, orders: readonly UntimedCommand[]): Untimed<'PlaceOrders'> {
  return {
    kind: 'PlaceOrders',
    accountId: accountId(account),
    orders: orders.map((order) => {
      if (order.kind !== 'PlaceOrder') throw new Error(`an order was expected, got ${order.kind}`);
      const { kind: _, accountId: __, ...terms } = order;
      return terms;
    }),
  };
}

export function amendOrder(
  account: number,
  id: number,
  to: { readonly ticks: number; readonly lots: number },
): Untimed<'AmendOrder'> {
  return {
    kind: 'AmendOrder',
    accountId: accountId(account),
    orderId: orderId(id),
    priceTicks: priceTicks(to.ticks),
    remainingLots: sizeLots(to.lots),
  };
}

export function cancelOrders(account: number, ids: readonly number[]): Untimed<'CancelOrders'> {
  const orderIds = ids.map((id): OrderId => orderId(id));
  return { kind: 'CancelOrders', accountId: accountId(account), orderIds };
}

export function cancelTimer(account: number, countdownMs: number): Untimed<'SetCancelTimer'> {
  return { kind: 'SetCancelTimer', accountId: accountId(account), countdownMs };
}
