import type { OrderCloseReason, PlaceOrder, RejectCode } from '@spillway/protocol';
import { restOrder } from '../account/resting-orders.ts';
import type { InstrumentState } from '../instrument-state.ts';
import type { Market } from '../market.ts';
import { admitOrder } from './admit-order.ts';
import { matchTaker, type TakerStop } from './match-taker.ts';
import { acceptTaker, closeTaker } from './taker-order.ts';

/** Why an order that stopped taking is over, or null when its remainder rests in the book. */
function closeReason(stop: TakerStop, command: PlaceOrder): OrderCloseReason | null {
  switch (stop) {
    case 'filled':
    case 'self-trade':
    case 'insolvent':
      return stop;
    case 'book':
      return command.timeInForce === 'gtc' ? null : 'immediate-or-cancel';
  }
}

/**
 * Admits an order, trades it, and rests or closes what is left. The taker in hand names the account already.
 * @returns why it was refused, null when it was accepted: its number is then that of the taker in hand
 */
export function placeOrder(
  market: Market,
  instrument: InstrumentState,
  command: PlaceOrder,
): RejectCode | null {
  const fault = admitOrder(market, instrument, command);
  if (fault !== null) return fault;
  const { taker } = market.matching;
  acceptTaker(market, taker);
  const reason = closeReason(matchTaker(market, instrument, taker), command);
  if (reason === null) restOrder(market, instrument, taker);
  else closeTaker(market, taker, reason);
  return null;
}
