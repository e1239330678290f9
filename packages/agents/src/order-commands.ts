/** The commands that strategies send, with everything they do not choose filled in. */
import {
  type InstrumentId,
  type InstrumentSpecification,
  type PriceTicks,
  priceTicks,
  type Side,
  type SizeLots,
  sizeLots,
} from '@spillway/protocol';
import type { AgentCommand, AgentView } from './agent.ts';

export interface OrderIntent {
  readonly instrumentId: InstrumentId;
  readonly side: Side;
  readonly sizeLots: SizeLots;
}

/** A limit order that rests until cancelled. */
export function restingOrder(
  intent: OrderIntent & { readonly priceTicks: PriceTicks; readonly isPostOnly: boolean },
): AgentCommand {
  return {
    kind: 'PlaceOrder',
    instrumentId: intent.instrumentId,
    clientOrderId: 0,
    side: intent.side,
    orderType: 'limit',
    timeInForce: 'gtc',
    priceTicks: intent.priceTicks,
    sizeLots: intent.sizeLots,
    isPostOnly: intent.isPostOnly,
    isReduceOnly: false,
    selfTradePrevention: 'cancel-maker',
  };
}

/** A limit order that trades at once, at `priceTicks` or better, or is gone. */
export function immediateOrder(intent: OrderIntent & { readonly priceTicks: PriceTicks }): AgentCommand {
  return { ...restingOrder({ ...intent, isPostOnly: false }), timeInForce: 'ioc' } as AgentCommand;
}

/** A market order. A reduce-only one can close a position, never open or turn it. */
export function marketOrder(intent: OrderIntent & { readonly isReduceOnly: boolean }): AgentCommand {
  return {
    kind: 'PlaceOrder',
    instrumentId: intent.instrumentId,
    clientOrderId: 0,
    side: intent.side,
    orderType: 'market',
    timeInForce: 'ioc',
    priceTicks: priceTicks(0),
    sizeLots: intent.sizeLots,
    isPostOnly: false,
    isReduceOnly: intent.isReduceOnly,
    selfTradePrevention: 'cancel-maker',
  };
}

/**
 * How many lots `notionalMicros` buys at a price: rounded down, so that the order never costs more than was
 * meant; 0 when that is less than the instrument's smallest order.
 */
export function lotsForNotional(
  notionalMicros: number,
  price: number,
  specification: InstrumentSpecification,
): SizeLots {
  if (!(price > 0) || !(notionalMicros > 0)) return sizeLots(0);
  const lots = Math.floor(notionalMicros / (price * specification.microsPerTickLot));
  if (lots < specification.sizeLotsMin) return sizeLots(0);
  if (lots * price * specification.microsPerTickLot < specification.notionalMinMicros) return sizeLots(0);
  return sizeLots(Math.min(lots, specification.sizeLotsMax));
}

/** The middle of the book in ticks (may be a half); the last trade, then the mark, where a side is empty. */
export function marketPrice(view: AgentView, instrument: InstrumentId): number {
  const bid = view.bestTicks(instrument, 'buy');
  const ask = view.bestTicks(instrument, 'sell');
  if (bid > 0 && ask > 0) return (bid + ask) / 2;
  const last = view.lastTicks(instrument);
  return last > 0 ? last : view.markTicks(instrument);
}
