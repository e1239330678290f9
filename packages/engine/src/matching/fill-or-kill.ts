import { NO_SLOT } from '../book/order-pool.ts';
import { opposite } from '../direction.ts';
import type { Market } from '../market.ts';
import type { AdmittedOrder } from './admit-order.ts';

/**
 * Whether the book holds the whole of a fill-or-kill order within its price (rule O3): what rests there, without
 * the account's own orders and without reduce-only ones, which may shrink before their turn comes.
 */
export function isFillable(market: Market, order: AdmittedOrder): boolean {
  const { orders } = market;
  const { book } = order.instrument;
  const ladder = book.ladder(opposite(order.direction));
  let lots = 0;
  let maker = ladder.bestOrder;
  while (maker !== NO_SLOT && ladder.isReachable(orders.priceTicks(maker), order.worstTicks)) {
    const isCounted = orders.accountSlot(maker) !== order.slot && !orders.isReduceOnly(maker);
    if (isCounted) lots += orders.remainingLots(maker);
    if (lots >= order.lots) return true;
    maker = book.nextInPriority(maker);
  }
  return false;
}
