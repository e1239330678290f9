/** What must hold in every market, recounted from nothing (rules C1 and C2). */
import { NO_ROW } from '../account/row-table.ts';
import { NO_SLOT } from '../book/order-pool.ts';
import { NO_LEVEL } from '../book/price-ladder.ts';
import { conservationErrorMicros } from '../conservation.ts';
import type { Direction } from '../direction.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { isAnythingToLiquidate } from '../liquidation/closable.ts';
import { type Market, treasuryAt } from '../market.ts';
import { checkDueIndex } from './check-due-index.ts';
import { checkMarginTotals } from './check-margin-totals.ts';
import { checkHolders, checkRowsOf } from './check-rows.ts';
import { checkHalts, checkTimers, checkWaitingOrders } from './check-waiting.ts';
import { expectFact } from './expect-fact.ts';

function checkBook(market: Market, instrument: InstrumentState): void {
  const { book, id } = instrument;
  expectFact(book.isUncrossed(), 'the book is not crossed', {
    instrument: id,
    bid: book.bids.bestTicks,
    ask: book.asks.bestTicks,
  });
  for (const direction of [1, -1] as const) {
    const ladder = book.ladder(direction);
    let levelCount = 0;
    let level = ladder.bestLevel;
    while (level !== NO_LEVEL) {
      checkLevel(market, instrument, { direction, level });
      levelCount += 1;
      level = ladder.worseLevel(level);
    }
    expectFact(levelCount === ladder.levelCount, 'every level is found from the best one', {
      instrument: id,
      direction,
      levelCount,
    });
  }
}

function checkLevel(
  market: Market,
  instrument: InstrumentState,
  at: { direction: Direction; level: number },
): void {
  const { orders } = market;
  const ladder = instrument.book.ladder(at.direction);
  const priceTicks = ladder.priceTicks(at.level);
  const values = { instrument: instrument.id, priceTicks };
  let lots = 0;
  let before = NO_SLOT;
  let order = ladder.firstOrder(at.level);
  while (order !== NO_SLOT) {
    const id = orders.orderId(order);
    expectFact(orders.previousInLevel(order) === before, 'a queue is linked both ways', { ...values, id });
    expectFact(orders.priceTicks(order) === priceTicks, 'an order queues at its price', {
      ...values,
      id,
    });
    const shownLots = orders.shownLots(order);
    const isShown = shownLots > 0 && shownLots <= orders.remainingLots(order);
    expectFact(isShown, 'a resting order shows lots that it has left', { ...values, id, shownLots });
    lots += shownLots;
    before = order;
    order = orders.nextInLevel(order);
  }
  expectFact(lots > 0 && lots === ladder.lots(at.level), 'a level shows what its orders show', {
    ...values,
    lots,
  });
}

function hasCrossPosition(market: Market, slot: number): boolean {
  const { positions } = market;
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    if (positions.sizeLots(row) !== 0 && !positions.isIsolated(row)) return true;
  }
  return false;
}

/** Checks an account; returns how many rows it owns. */
function checkAccount(market: Market, slot: number): number {
  const { accounts } = market;
  const rowCount = checkRowsOf(market, slot);
  checkMarginTotals(market, slot);
  const account = accounts.accountId(slot);
  const walletMicros = accounts.walletMicros(slot);
  expectFact(walletMicros >= 0 || hasCrossPosition(market, slot), 'cash alone is not below zero', {
    account,
    walletMicros,
  });
  expectFact(!accounts.isLocked(slot), 'no lock outlives its liquidation', { account });
  expectFact(!isAnythingToLiquidate(market, slot), 'nobody who is due is left', { account });
  checkDueIndex(market, slot);
  return rowCount;
}

function checkInventoryCount(market: Market, assetId: number): void {
  const held = market.instruments.filter(
    (instrument) => instrument.assetId === assetId && instrument.inventoryLots !== 0,
  );
  const { inventoryCount } = treasuryAt(market, assetId);
  expectFact(held.length === inventoryCount, 'what the fund holds is counted', { assetId, inventoryCount });
}

/** Throws `InvariantError` with the values when something does not hold. */
export function checkMarket(market: Market): void {
  for (let assetId = 0; assetId < market.treasuries.length; assetId += 1) {
    const error = conservationErrorMicros(market, assetId);
    expectFact(error === 0n, 'money is conserved', { assetId, errorMicros: error });
    checkInventoryCount(market, assetId);
  }
  for (const instrument of market.instruments) {
    checkHolders(market, instrument);
    checkBook(market, instrument);
  }
  let rowCount = 0;
  for (let slot = 0; slot < market.accounts.count; slot += 1) rowCount += checkAccount(market, slot);
  expectFact(rowCount === market.positions.count, 'every row belongs to an account', { rowCount });
  checkHalts(market);
  checkWaitingOrders(market);
  checkTimers(market);
  expectFact(market.touched.isEmpty, 'every touched account was looked at', {});
}
