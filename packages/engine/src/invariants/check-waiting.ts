/** What must hold of whatever waits: orders for a price, timers for their time, instruments for the end of a halt. */
import { NO_SLOT } from '../book/order-pool.ts';
import { floatAt, intAt } from '../columns.ts';
import { isHalted } from '../halts/trading-halt.ts';
import type { Market } from '../market.ts';
import { NO_TIMER } from '../timers/timer-queue.ts';
import { expectFact } from './expect-fact.ts';

export function checkHalts(market: Market): void {
  for (const instrument of market.instruments) {
    const { id } = instrument;
    const isKept = instrument.isHalted === isHalted(market, instrument);
    expectFact(isKept, 'an instrument knows whether it stands still', { instrument: id });
    const hasReference = instrument.bandReference !== null;
    const isBanded = instrument.specification.tradingBand !== null && instrument.markTicks !== 0;
    expectFact(hasReference === isBanded, 'a band is drawn around a mark', { instrument: id });
  }
}

/** Counts the orders that wait; each is in the list of its account, oldest first. */
export function checkWaitingOrders(market: Market): void {
  const { accounts, triggerOrders } = market;
  const counts = market.instruments.map(() => 0);
  let listed = 0;
  for (let slot = 0; slot < accounts.count; slot += 1) {
    let lastId = 0;
    for (let order = triggerOrders.oldestOf(slot); order !== NO_SLOT; order = triggerOrders.nextOf(order)) {
      const id = floatAt(triggerOrders.orderIds, order);
      expectFact(id > lastId, 'orders that wait are listed by age', { slot, id, lastId });
      lastId = id;
      listed += 1;
      const instrument = intAt(triggerOrders.instrumentIds, order);
      counts[instrument] = (counts[instrument] ?? 0) + 1;
    }
  }
  expectFact(listed === triggerOrders.count, 'every order that waits belongs to an account', { listed });
  for (const { id, waitingOrders } of market.instruments) {
    expectFact(counts[id] === waitingOrders, 'an instrument counts the orders that wait', { instrument: id });
  }
}

/** How many timers the orders of an account have set, its countdown, and its positions that are left for later. */
function timersOf(market: Market, slot: number): number {
  const { accounts, orders, triggerOrders } = market;
  let count = market.cancelTimers.has(slot) ? 1 : 0;
  count += market.deferrals.coolDownsOf(slot).length;
  if (market.deferrals.block(slot) !== null) count += 1;
  let lastId = 0;
  for (let order = accounts.oldestOrder(slot); order !== NO_SLOT; order = orders.nextOfAccount(order)) {
    const id = orders.orderId(order);
    expectFact(id > lastId, 'open orders are listed by age', { slot, id, lastId });
    lastId = id;
    if (orders.expiresAtMs(order) !== 0) count += 1;
  }
  for (let order = triggerOrders.oldestOf(slot); order !== NO_SLOT; order = triggerOrders.nextOf(order)) {
    if (intAt(triggerOrders.timers, order) !== NO_TIMER) count += 1;
  }
  return count;
}

export function checkTimers(market: Market): void {
  const halts = [market, ...market.instruments].map(({ halt }) => halt);
  let count = halts.filter((halt) => halt !== null && halt.timer !== NO_TIMER).length;
  for (let slot = 0; slot < market.accounts.count; slot += 1) count += timersOf(market, slot);
  expectFact(count === market.timers.count, 'every timer belongs to somebody', { count });
  const isLate = market.timers.dueBy(market.events.timeMs) !== NO_TIMER;
  expectFact(!isLate, 'whatever is due by now has happened', { timeMs: market.events.timeMs });
}
