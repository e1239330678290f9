/** Orders whose price came go to the book (rules T4 to T6). */
import { accountId, priceTicks as asTicks, instrumentId, orderId } from '@spillway/protocol';
import { floatAt, intAt } from '../columns.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { drainDueAccounts } from '../liquidation/drain-due.ts';
import { instrumentAt, type Market } from '../market.ts';
import { admitOrder } from '../matching/admit-order.ts';
import { isRestingKind } from '../matching/order-faults.ts';
import { executeTaker, tellOrderRefused } from '../matching/place-order.ts';
import { tellAccepted } from '../matching/taker-order.ts';
import type { TriggerPrice } from './trigger-book.ts';
import { closeWaitingOrder, releaseWaitingOrder, watchedTicks } from './waiting-orders.ts';

/** At most so many fire in one command. */
export const FIRES_MAX = 10_000;

interface Firing {
  readonly slot: number;
  readonly orderId: number;
  readonly by: TriggerPrice;
  readonly priceTicks: number;
}

const NONE: readonly Firing[] = [];

/** The orders that a price of an instrument fires, if it is another than at the last look. */
function firingsBy(market: Market, instrument: InstrumentState, by: TriggerPrice): readonly Firing[] {
  const priceTicks = watchedTicks(instrument, by);
  const lookedTicks = by === 'mark' ? instrument.lookedMarkTicks : instrument.lookedLastTicks;
  if (priceTicks === lookedTicks || priceTicks === 0) return NONE;
  instrument.triggers.follow(by, priceTicks);
  const found = instrument.triggers.firingAt(by, priceTicks);
  const firings: Firing[] = [];
  for (let place = 0; place < found.count; place += 1) {
    const slot = found.at(place);
    firings.push({ slot, orderId: floatAt(market.triggerOrders.orderIds, slot), by, priceTicks });
  }
  return firings;
}

/** The orders that fire at the prices there are now, by number; only prices that changed are looked at. */
function lookAtTriggers(market: Market): readonly Firing[] {
  const { pricesMoved } = market;
  if (pricesMoved.count === 0) return NONE;
  const firings: Firing[] = [];
  for (let place = 0; place < pricesMoved.count; place += 1) {
    const instrument = instrumentAt(market, pricesMoved.slotAt(place));
    // The end of the halt brings it back.
    if (instrument.isHalted || instrument.waitingOrders === 0) continue;
    firings.push(...firingsBy(market, instrument, 'mark'), ...firingsBy(market, instrument, 'last'));
    instrument.lookedMarkTicks = instrument.markTicks;
    instrument.lookedLastTicks = instrument.lastTicks;
  }
  pricesMoved.clear();
  return firings.sort((left, right) => left.orderId - right.orderId);
}

/** One order goes to the book under its own number, or is told and closed. */
function fire(market: Market, { slot, by, priceTicks, ...firing }: Firing): void {
  const { triggerOrders } = market;
  const { taker } = market.matching;
  const instrument = instrumentAt(market, intAt(triggerOrders.instrumentIds, slot));
  const order = { ...triggerOrders.termsOf(slot), isPostOnly: false };
  const causeSequence = market.events.emit(
    'triggerOrderFired',
    by === 'mark' ? instrument.markSequence : instrument.lastSequence,
    {
      orderId: orderId(firing.orderId),
      accountId: accountId(order.accountId),
      instrumentId: instrumentId(instrument.id),
      priceTicks: asTicks(priceTicks),
    },
  );
  taker.accountSlot = intAt(triggerOrders.accountSlots, slot);
  const code = admitOrder(market, instrument, order);
  if (code !== null) {
    const { accountId: owner, clientOrderId } = order;
    const refused = { accountId: owner, clientOrderId, code };
    tellOrderRefused(market, refused, { commandKind: 'PlaceTriggerOrder', causeSequence });
    closeWaitingOrder(market, slot, { reason: 'refused', causeSequence });
    return;
  }
  releaseWaitingOrder(market, instrument, slot);
  taker.orderId = firing.orderId;
  taker.causeSequence = causeSequence;
  tellAccepted(market, taker);
  executeTaker(market, instrument, isRestingKind(order));
}

/** Fires what is to be fired, then liquidates who is due, and again, until nothing fires. */
export function fireTriggers(market: Market): void {
  let firings = lookAtTriggers(market);
  while (firings.length > 0) {
    const now = firings.slice(0, market.firesLeft);
    market.firesLeft -= now.length;
    for (const firing of now) fire(market, firing);
    drainDueAccounts(market);
    firings = market.firesLeft === 0 ? NONE : lookAtTriggers(market);
  }
}
