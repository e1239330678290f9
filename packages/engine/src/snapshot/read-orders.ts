/** The open orders of a snapshot; what cannot be is refused. */
import { closesLeg, legsOf } from '../account/legs.ts';
import { enterOrder } from '../account/resting-orders.ts';
import { type NewOrder, NO_SLOT, RESTING_PREVENTIONS } from '../book/order-pool.ts';
import { instrumentAt, type Market } from '../market.ts';
import { type ByteReader, SnapshotError } from './byte-reader.ts';
import { readDueMs, slotOfOwner } from './read-waiting.ts';

function readOrder(reader: ByteReader, market: Market): NewOrder {
  const instrumentId = reader.word();
  const leg = reader.byte();
  const direction = reader.flag() ? 1 : -1;
  const isReduceOnly = reader.flag();
  if (leg !== 0 && leg !== 1 && leg !== 2) throw new SnapshotError(`there is no leg ${leg}`);
  const isPostOnly = reader.flag();
  const selfTradePrevention = RESTING_PREVENTIONS[reader.byte()];
  if (selfTradePrevention === undefined) throw new SnapshotError('a word that no order knows');
  return {
    instrumentId,
    leg,
    direction,
    isReduceOnly,
    isPostOnly,
    selfTradePrevention,
    orderId: reader.integer(),
    clientOrderId: reader.integer(),
    accountSlot: slotOfOwner(market, { accountId: reader.integer(), instrumentId }),
    priceTicks: reader.integer(),
    remainingLots: reader.integer(),
    shownLots: reader.integer(),
    displayLots: reader.integer(),
    expiresAtMs: readDueMs(reader, market),
  };
}

/** Whether an order can show what it does: all of itself, or at most the slice of an iceberg. */
function isShowing(order: NewOrder): boolean {
  const { displayLots, remainingLots, shownLots } = order;
  if (displayLots === 0) return shownLots === remainingLots;
  return shownLots >= 1 && shownLots <= Math.min(displayLots, remainingLots);
}

/** Whether an order can rest in the market. */
function isOrder(market: Market, order: NewOrder): boolean {
  const instrument = market.instruments[order.instrumentId];
  if (instrument === undefined || order.accountSlot === NO_SLOT) return false;
  const { priceTicksMax, sizeLotsMax } = instrument.specification;
  if (order.orderId < 1 || order.orderId > market.lastOrderId || order.clientOrderId < 0) return false;
  if (order.priceTicks < 1 || order.priceTicks > priceTicksMax) return false;
  if (order.remainingLots < 1 || order.remainingLots > sizeLotsMax || !isShowing(order)) return false;
  if (!legsOf(market.accounts, order.accountSlot).includes(order.leg)) return false;
  if (order.leg !== 0 && order.isReduceOnly !== closesLeg(order.leg, order.direction)) return false;
  if (!order.isReduceOnly) return true;
  const sizeLots = market.positions.sizeLotsOf(order.accountSlot, order.instrumentId, order.leg);
  return sizeLots * order.direction < 0;
}

/** Whether an order comes after another by instrument, side and price; at one price the queue has an order of its own. */
function isAfter(order: NewOrder, before: NewOrder): boolean {
  if (order.instrumentId !== before.instrumentId) return order.instrumentId > before.instrumentId;
  if (order.direction !== before.direction) return order.direction < before.direction;
  return (before.priceTicks - order.priceTicks) * order.direction >= 0;
}

/** Orders come as they would trade: that is the order of each queue. They enter the lists of their accounts by number. */
export function readOrders(reader: ByteReader, market: Market): void {
  const orders: NewOrder[] = [];
  const count = reader.count();
  let before: NewOrder | undefined;
  for (let index = 0; index < count; index += 1) {
    const order = readOrder(reader, market);
    if (!isOrder(market, order) || (before !== undefined && !isAfter(order, before))) {
      throw new SnapshotError(`order ${order.orderId} cannot rest where it does`);
    }
    orders.push(order);
    before = order;
  }
  for (const order of [...orders].sort((left, right) => left.orderId - right.orderId)) {
    if (market.orders.slotOf(order.orderId) !== NO_SLOT)
      throw new SnapshotError(`two orders ${order.orderId}`);
    enterOrder(market, market.positions.row(order.accountSlot, order.instrumentId, order.leg), order);
  }
  for (const { direction, instrumentId, orderId } of orders) {
    instrumentAt(market, instrumentId).book.ladder(direction).append(market.orders.slotOf(orderId));
  }
  for (const { book, id } of market.instruments) {
    if (!book.isUncrossed()) throw new SnapshotError(`the book of instrument ${id} is crossed`);
  }
}
