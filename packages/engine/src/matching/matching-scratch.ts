import type { OrderCloseReason } from '@spillway/protocol';
import { AccountFill } from '../account/account-fill.ts';
import { NO_SLOT } from '../book/order-pool.ts';
import { TakerOrder } from './taker-order.ts';

/**
 * What the way of an order through the engine is written down in, used again for each order and each trade, so that
 * none allocates. No part of the state: between two commands nobody reads it.
 */
export class MatchingScratch {
  /** The free order in hand; forced orders and those of the fund, which trade while none is in hand, have their own. */
  readonly taker: TakerOrder = new TakerOrder();
  /** The resting order that the taker meets. */
  makerOrder: number = NO_SLOT;
  readonly makerFill: AccountFill = new AccountFill();
  readonly takerFill: AccountFill = new AccountFill();
  /** How the maker's order ends, when it does. */
  readonly makerClosing: { reason: OrderCloseReason; causeSequence: number } = {
    reason: 'filled',
    causeSequence: 0,
  };
}
