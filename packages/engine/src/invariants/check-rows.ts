/** What must hold of the rows of positions: their chains, what their orders add up to, what they may hold. */
import { legsOf } from '../account/legs.ts';
import { canOverdrawBucket } from '../account/overdrawn-bucket.ts';
import { NO_ROW } from '../account/row-table.ts';
import { intAt } from '../columns.ts';
import { type InstrumentState, valueMicros } from '../instrument-state.ts';
import { instrumentAt, type Market } from '../market.ts';
import { expectFact } from './expect-fact.ts';

interface OrderTotals {
  buyLots: number;
  buyCostMicros: number;
  sellLots: number;
  sellCostMicros: number;
  reduceOnly: number;
  orders: number;
}

function recount(market: Market, row: number, instrument: InstrumentState): OrderTotals {
  const { orders, accounts, positions } = market;
  const totals = { buyLots: 0, buyCostMicros: 0, sellLots: 0, sellCostMicros: 0, reduceOnly: 0, orders: 0 };
  const slot = positions.slotOf(row);
  const sizeLots = positions.sizeLots(row);
  for (const order of accounts.openOrders(slot, orders, instrument.id)) {
    if (orders.leg(order) !== positions.legOf(row)) continue;
    const lots = orders.remainingLots(order);
    const costMicros = valueMicros(instrument, lots, orders.priceTicks(order));
    const direction = orders.direction(order);
    totals.orders += 1;
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

/** A leg holds a position of its own direction, belongs to the position mode, and shares its settings with the other. */
function checkLeg(market: Market, row: number, values: Readonly<Record<string, unknown>>): void {
  const { accounts, positions } = market;
  const leg = positions.legOf(row);
  const slot = positions.slotOf(row);
  const sizeLots = positions.sizeLots(row);
  const isOfMode = legsOf(accounts, slot).includes(leg);
  expectFact(isOfMode || positions.isIdle(row), 'a row in use belongs to the position mode', values);
  const isOfLeg = leg === 0 || (leg === 1 ? sizeLots >= 0 : sizeLots <= 0);
  expectFact(isOfLeg, 'a leg holds a position of its own direction', { ...values, leg, sizeLots });
  if (leg === 0 || !isOfMode) return;
  const other = positions.findRow(slot, positions.instrumentOf(row), leg === 1 ? 2 : 1);
  const isShared =
    other === NO_ROW
      ? !positions.hasOwnSettings(row)
      : positions.isIsolated(other) === positions.isIsolated(row) &&
        positions.leverage(other) === positions.leverage(row);
  expectFact(isShared, 'both legs have one mode and leverage', { ...values, leg });
}

function checkHoldings(market: Market, row: number, values: Readonly<Record<string, unknown>>): void {
  const { positions } = market;
  const bucketMicros = positions.bucketMicros(row);
  const costMicros = positions.entryCostMicros(row);
  const found = { ...values, bucketMicros, costMicros };
  const isOverdrawable = canOverdrawBucket(market.rules, instrumentAt(market, positions.instrumentOf(row)));
  expectFact(bucketMicros >= 0 || isOverdrawable, 'a bucket is not below zero', found);
  checkLeg(market, row, found);
  if (positions.sizeLots(row) === 0) {
    const isEmpty = bucketMicros === 0 && costMicros === 0;
    expectFact(isEmpty, 'a flat position holds no cost and no bucket', found);
  }
  if (!positions.isIsolated(row)) {
    expectFact(bucketMicros === 0, 'a cross position has no bucket', found);
  }
}

/** Checks a row; returns how many orders it accounts for. */
function checkRow(market: Market, row: number): number {
  const { positions } = market;
  const instrument = instrumentAt(market, positions.instrumentOf(row));
  const totals = recount(market, row, instrument);
  const account = market.accounts.accountId(positions.slotOf(row));
  const values = { account, instrument: instrument.id, ...totals };
  const isKept =
    positions.orderLots(row, 1) === totals.buyLots &&
    positions.orderCostMicros(row, 1) === totals.buyCostMicros &&
    positions.orderLots(row, -1) === totals.sellLots &&
    positions.orderCostMicros(row, -1) === totals.sellCostMicros &&
    intAt(positions.reduceOnlyCounts, row) === totals.reduceOnly;
  expectFact(isKept, 'the totals of open orders are kept', values);
  checkHoldings(market, row, values);
  return totals.orders;
}

/**
 * Checks the rows of an account: each is found where it is chained, in order of instrument and leg, and every open
 * order is in the totals of one.
 * @returns how many rows the account owns
 */
export function checkRowsOf(market: Market, slot: number): number {
  const { accounts, positions } = market;
  const account = accounts.accountId(slot);
  let rows = 0;
  let orders = 0;
  let lastPlace = -1;
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    const instrument = positions.instrumentOf(row);
    const leg = positions.legOf(row);
    const values = { account, instrument, leg, row };
    const isFound = positions.slotOf(row) === slot && positions.findRow(slot, instrument, leg) === row;
    expectFact(isFound, 'each row is found where it is chained', values);
    const place = instrument * 4 + leg;
    expectFact(place > lastPlace, 'the rows of an account are in order', values);
    lastPlace = place;
    rows += 1;
    orders += checkRow(market, row);
  }
  expectFact(orders === intAt(accounts.orderCounts, slot), 'every open order belongs to a row', { account });
  return rows;
}

/** Checks what the positions in one instrument add up to, and the list of those who hold them. */
export function checkHolders(market: Market, instrument: InstrumentState): void {
  const { accounts, positions } = market;
  const { holders, id } = instrument;
  let sumLots = instrument.inventoryLots;
  let longLots = 0;
  let count = 0;
  for (let slot = 0; slot < accounts.count; slot += 1) {
    for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
      if (positions.instrumentOf(row) !== id) continue;
      const sizeLots = positions.sizeLots(row);
      sumLots += sizeLots;
      longLots += Math.max(0, sizeLots);
      count += sizeLots === 0 ? 0 : 1;
    }
  }
  expectFact(sumLots === 0, 'longs equal shorts', { instrument: id, sumLots });
  expectFact(longLots === instrument.longLots, 'the sum of longs is kept', { instrument: id, longLots });
  expectFact(count === holders.count, 'the list of holders is complete', { instrument: id, count });
  for (let place = 0; place < count; place += 1) {
    const row = holders.rowAt(place);
    const isListed =
      intAt(positions.holderPlaces, row) === place + 1 &&
      positions.sizeLots(row) !== 0 &&
      positions.instrumentOf(row) === id;
    expectFact(isListed, 'each holder knows its place', { instrument: id, place });
  }
}
