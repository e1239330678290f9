import { NO_SLOT } from '../book/order-pool.ts';
import { opposite } from '../direction.ts';
import { isBeyondBand } from '../halts/trading-band.ts';
import type { InstrumentState } from '../instrument-state.ts';
import type { Market } from '../market.ts';
import type { TakerOrder } from './taker-order.ts';

/**
 * Whether the book shows the whole of a fill-or-kill order within its price (rule O3) and up to the first order that the
 * trading band keeps from trading (rule H3): what rests there, without
 * the account's own orders and without reduce-only ones, which may shrink before their turn comes.
 */
export function isFillable(market: Market, instrument: InstrumentState, taker: TakerOrder): boolean {
  const { orders } = market;
  const { book } = instrument;
  const ladder = book.ladder(opposite(taker.direction));
  let lots = 0;
  let maker = ladder.bestOrder;
  while (maker !== NO_SLOT && ladder.isReachable(orders.priceTicks(maker), taker.priceTicks)) {
    if (instrument.bandReference !== null && isBeyondBand(instrument, orders.priceTicks(maker))) return false;
    const isCounted = orders.accountSlot(maker) !== taker.accountSlot && !orders.isReduceOnly(maker);
    if (isCounted) lots += orders.shownLots(maker);
    if (lots >= taker.remainingLots) return true;
    maker = book.nextInPriority(maker);
  }
  return false;
}
