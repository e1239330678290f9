/** The open orders of a snapshot; what cannot be is refused. */
import { closesLeg, legsOf } from '../account/legs.ts';
import { enterOrder } from '../account/resting-orders.ts';
import { type NewOrder, NO_SLOT } from '../book/order-pool.ts';
import { instrumentAt, type Market } from '../market.ts';
import { type ByteReader, SnapshotError } from './byte-reader.ts';

/** The slot of an account in the asset of an instrument, as an order would make it; `NO_SLOT` where there can be none. */
function slotOf(market: Market, owner: { accountId: number; instrumentId: number }): number {
  const instrument = market.instruments[owner.instrumentId];
  const firstSlot = market.accounts.slotOf(owner.accountId);
  if (instrument === undefined || firstSlot === NO_SLOT) return NO_SLOT;
  return market.accounts.slotIn(firstSlot, instrument.assetId);
}

function readOrder(reader: ByteReader, market: Market): NewOrder {
  const instrumentId = reader.word();
  const leg = reader.byte();
  const direction = reader.flag() ? 1 : -1;
  const isReduceOnly = reader.flag();
  if (leg !== 0 && leg !== 1 && leg !== 2) throw new SnapshotError(`there is no leg ${leg}`);
  return {
    instrumentId,
    leg,
    direction,
    isReduceOnly,
    orderId: reader.integer(),
    clientOrderId: reader.integer(),
    accountSlot: slotOf(market, { accountId: reader.integer(), instrumentId }),
    priceTicks: reader.integer(),
    remainingLots: reader.integer(),
  };
}

/** Whether an order can rest in the market. */
function isOrder(market: Market, order: NewOrder): boolean {
  const instrument = market.instruments[order.instrumentId];
  if (instrument === undefined || order.accountSlot === NO_SLOT) return false;
  const { priceTicksMax, sizeLotsMax } = instrument.specification;
  if (order.orderId < 1 || order.orderId > market.lastOrderId || order.clientOrderId < 0) return false;
  if (order.priceTicks < 1 || order.priceTicks > priceTicksMax) return false;
  if (order.remainingLots < 1 || order.remainingLots > sizeLotsMax) return false;
  if (!legsOf(market.accounts, order.accountSlot).includes(order.leg)) return false;
  if (order.leg !== 0 && order.isReduceOnly !== closesLeg(order.leg, order.direction)) return false;
  if (!order.isReduceOnly) return true;
  const sizeLots = market.positions.sizeLotsOf(order.accountSlot, order.instrumentId, order.leg);
  return sizeLots * order.direction < 0;
}

/** Whether an order comes after another by instrument, side and priority. */
function isAfter(order: NewOrder, before: NewOrder): boolean {
  if (order.instrumentId !== before.instrumentId) return order.instrumentId > before.instrumentId;
  if (order.direction !== before.direction) return order.direction < before.direction;
  const worseByTicks = (before.priceTicks - order.priceTicks) * order.direction;
  return worseByTicks === 0 ? order.orderId > before.orderId : worseByTicks > 0;
}

/**
 * Orders come as they would trade, and enter by number: that is the order of each queue and of each account's list,
 * because an order rests within the command that made it.
 */
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
  orders.sort((left, right) => left.orderId - right.orderId);
  for (const order of orders) {
    if (market.orders.slotOf(order.orderId) !== NO_SLOT)
      throw new SnapshotError(`two orders ${order.orderId}`);
    enterOrder(market, instrumentAt(market, order.instrumentId), order);
  }
  for (const { book, id } of market.instruments) {
    if (!book.isUncrossed()) throw new SnapshotError(`the book of instrument ${id} is crossed`);
  }
}
