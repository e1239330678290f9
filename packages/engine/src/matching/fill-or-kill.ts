import { intAt } from '../columns.ts';
import { opposite } from '../direction.ts';
import type { Market } from '../market.ts';
import type { AdmittedOrder } from './admit-order.ts';

/**
 * Whether the book holds the whole of a fill-or-kill order within its price (rule O3): what rests there, without
 * the account's own orders and without reduce-only ones, which may shrink before their turn comes.
 */
export function isFillable(market: Market, order: AdmittedOrder): boolean {
  const { book } = order.instrument;
  const side = opposite(order.direction);
  const ladder = book.ladder(side);
  let lots = 0;
  for (const maker of book.ordersInPriority(side)) {
    if (!ladder.isReachable(market.orders.pricesTicks[maker] ?? 0, order.worstTicks)) break;
    if (intAt(market.orders.accountSlots, maker) === order.slot || market.orders.isReduceOnly(maker))
      continue;
    lots += book.remainingLots(maker);
    if (lots >= order.lots) return true;
  }
  return false;
}
