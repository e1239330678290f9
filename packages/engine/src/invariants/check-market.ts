/** What must hold in every market, recounted from nothing (rules C1 and C2). */
import { NO_SLOT } from '../book/order-pool.ts';
import { floatAt, intAt } from '../columns.ts';
import { conservationErrorMicros } from '../conservation.ts';
import type { Direction } from '../direction.ts';
import { type InstrumentState, valueMicros } from '../instrument-state.ts';
import { isAnythingDue } from '../liquidation/due-accounts.ts';
import type { Market } from '../market.ts';
import { checkDueIndex } from './check-due-index.ts';
import { InvariantError } from './invariant-error.ts';

function expectFact(isTrue: boolean, fact: string, values: Readonly<Record<string, unknown>>): void {
  if (!isTrue) throw new InvariantError(fact, values);
}

function checkPositionSums(market: Market, instrument: InstrumentState): void {
  const { accounts, positions } = market;
  let sumLots = instrument.inventoryLots;
  let longLots = 0;
  let holders = 0;
  for (let slot = 0; slot < accounts.count; slot += 1) {
    const sizeLots = positions.sizeLots(positions.row(slot, instrument.id));
    sumLots += sizeLots;
    longLots += Math.max(0, sizeLots);
    holders += sizeLots === 0 ? 0 : 1;
  }
  const { id } = instrument;
  expectFact(sumLots === 0, 'longs equal shorts', { instrument: id, sumLots });
  expectFact(longLots === instrument.longLots, 'the sum of longs is kept', { instrument: id, longLots });
  expectFact(holders === instrument.holders.count, 'the list of holders is complete', {
    instrument: id,
    holders,
  });
  for (let place = 0; place < holders; place += 1) {
    const row = positions.row(instrument.holders.slotAt(place), id);
    const isListed = intAt(positions.holderPlaces, row) === place + 1 && positions.sizeLots(row) !== 0;
    expectFact(isListed, 'each holder knows its place', { instrument: id, place });
  }
}

function checkBook(market: Market, instrument: InstrumentState): void {
  const { book, id } = instrument;
  expectFact(book.isUncrossed(), 'the book is not crossed', {
    instrument: id,
    bid: book.bids.bestTicks,
    ask: book.asks.bestTicks,
  });
  for (const direction of [1, -1] as const) {
    const ladder = book.ladder(direction);
    for (let rank = 0; rank < ladder.levelCount; rank += 1)
      checkLevel(market, instrument, { direction, rank });
  }
}

function checkLevel(
  market: Market,
  instrument: InstrumentState,
  at: { direction: Direction; rank: number },
): void {
  const { orders } = market;
  const ladder = instrument.book.ladder(at.direction);
  const priceTicks = ladder.priceTicksAt(at.rank);
  const values = { instrument: instrument.id, priceTicks };
  let lots = 0;
  let lastId = 0;
  let order = ladder.firstOrderAt(at.rank);
  while (order !== NO_SLOT) {
    const id = floatAt(orders.orderIds, order);
    expectFact(id > lastId, 'a queue is ordered by time', { ...values, id, lastId });
    expectFact(floatAt(orders.pricesTicks, order) === priceTicks, 'an order queues at its price', {
      ...values,
      id,
    });
    expectFact(floatAt(orders.remainingLots, order) > 0, 'a resting order has lots left', { ...values, id });
    lots += floatAt(orders.remainingLots, order);
    lastId = id;
    order = intAt(orders.nextInLevel, order);
  }
  expectFact(lots > 0 && lots === ladder.lotsAt(at.rank), 'a level holds what its orders hold', {
    ...values,
    lots,
  });
}

interface OrderTotals {
  buyLots: number;
  buyCostMicros: number;
  sellLots: number;
  sellCostMicros: number;
  reduceOnly: number;
}

function recount(market: Market, slot: number, instrument: InstrumentState): OrderTotals {
  const { orders, accounts, positions } = market;
  const totals: OrderTotals = { buyLots: 0, buyCostMicros: 0, sellLots: 0, sellCostMicros: 0, reduceOnly: 0 };
  const sizeLots = positions.sizeLots(positions.row(slot, instrument.id));
  for (const order of accounts.openOrders(slot, orders, instrument.id)) {
    const lots = floatAt(orders.remainingLots, order);
    const costMicros = valueMicros(instrument, lots, floatAt(orders.pricesTicks, order));
    const direction = orders.direction(order);
    if (orders.isReduceOnly(order)) {
      totals.reduceOnly += 1;
      expectFact(sizeLots * direction < 0, 'a reduce-only order has something to reduce', { slot, sizeLots });
    } else if (direction === 1) {
      totals.buyLots += lots;
      totals.buyCostMicros += costMicros;
    } else {
      totals.sellLots += lots;
      totals.sellCostMicros += costMicros;
    }
  }
  return totals;
}

function checkRow(market: Market, slot: number, instrument: InstrumentState): void {
  const { positions } = market;
  const row = positions.row(slot, instrument.id);
  const totals = recount(market, slot, instrument);
  const values = { account: market.accounts.accountId(slot), instrument: instrument.id, ...totals };
  const isKept =
    positions.orderLots(row, 1) === totals.buyLots &&
    positions.orderCostMicros(row, 1) === totals.buyCostMicros &&
    positions.orderLots(row, -1) === totals.sellLots &&
    positions.orderCostMicros(row, -1) === totals.sellCostMicros &&
    intAt(positions.reduceOnlyCounts, row) === totals.reduceOnly;
  expectFact(isKept, 'the totals of open orders are kept', values);
  const bucketMicros = positions.bucketMicros(row);
  expectFact(bucketMicros >= 0, 'a bucket is not below zero', { ...values, bucketMicros });
  const sizeLots = positions.sizeLots(row);
  const costMicros = positions.entryCostMicros(row);
  if (sizeLots === 0) {
    const isEmpty = bucketMicros === 0 && costMicros === 0;
    expectFact(isEmpty, 'a flat position holds no cost and no bucket', {
      ...values,
      bucketMicros,
      costMicros,
    });
  }
  if (!positions.isIsolated(row)) {
    expectFact(bucketMicros === 0, 'a cross position has no bucket', { ...values, bucketMicros });
  }
}

function checkAccount(market: Market, slot: number): void {
  const { accounts, positions } = market;
  let hasCrossPosition = false;
  for (const instrument of market.instruments) {
    checkRow(market, slot, instrument);
    const row = positions.row(slot, instrument.id);
    hasCrossPosition ||= positions.sizeLots(row) !== 0 && !positions.isIsolated(row);
  }
  const account = accounts.accountId(slot);
  const walletMicros = accounts.walletMicros(slot);
  expectFact(hasCrossPosition || walletMicros >= 0, 'cash alone is not below zero', {
    account,
    walletMicros,
  });
  expectFact(!accounts.isLocked(slot), 'no lock outlives its liquidation', { account });
  expectFact(!isAnythingDue(market, slot), 'nobody who is due is left', { account });
  checkDueIndex(market, slot);
}

/** Throws `InvariantError` with the values when something does not hold. */
export function checkMarket(market: Market): void {
  const error = conservationErrorMicros(market);
  expectFact(error === 0n, 'money is conserved', { errorMicros: error });
  for (const instrument of market.instruments) {
    checkPositionSums(market, instrument);
    checkBook(market, instrument);
  }
  for (let slot = 0; slot < market.accounts.count; slot += 1) checkAccount(market, slot);
  expectFact(market.touched.isEmpty, 'every touched account was looked at', {});
}
