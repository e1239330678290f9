/** What happens by the passing of time alone (rule C4). */
import { NO_SLOT } from '../book/order-pool.ts';
import { resume } from '../halts/halt-trading.ts';
import { InvariantError } from '../invariants/invariant-error.ts';
import { drainDueAccounts } from '../liquidation/drain-due.ts';
import { endDeferral } from '../liquidation/end-deferral.ts';
import { instrumentAt, type Market } from '../market.ts';
import { closeAllOrdersOf, closeOrder } from '../matching/cancel-orders.ts';
import { fireTriggers } from '../triggers/fire-triggers.ts';
import { putCancelTimer } from './cancel-timers.ts';
import { NO_TIMER, type Timer } from './timer-queue.ts';

/** The account of a timer, as its slot in the first asset. */
function accountSlotOf(market: Market, timer: Timer): number {
  const slot = market.accounts.slotOf(timer.owner);
  if (slot === NO_SLOT) throw new InvariantError('a timer belongs to an account', { ...timer });
  return slot;
}

/** Takes a timer out of the queue by doing what it is there for; whoever has it in hand lets go of it. */
function happen(market: Market, next: number, timer: Timer): void {
  switch (timer.kind) {
    case 'order-expiry':
      closeOrder(market, timer.item, { reason: 'expired', causeSequence: 0 });
      return;
    case 'cancel-timer': {
      const slot = accountSlotOf(market, timer);
      putCancelTimer(market, slot, 0);
      closeAllOrdersOf(market, slot, { reason: 'cancel-timer', causeSequence: 0 });
      return;
    }
    case 'halt-end':
      resume(market, timer.owner === -1 ? null : instrumentAt(market, timer.owner));
      return;
    case 'cool-down-end':
    case 'block-end':
      endDeferral(market, next);
      return;
  }
}

/**
 * Lets time pass. Whatever was to happen by then happens, each at its own time with all that follows from it; a time
 * before the latest so far is that one.
 */
export function advanceTime(market: Market, timeMs: number): void {
  const { events, timers } = market;
  const untilMs = Number.isSafeInteger(timeMs) ? Math.max(timeMs, events.timeMs) : events.timeMs;
  for (let next = timers.dueBy(untilMs); next !== NO_TIMER; next = timers.dueBy(untilMs)) {
    const timer = {
      timeMs: timers.timeMs(next),
      kind: timers.kind(next),
      owner: timers.owner(next),
      item: timers.item(next),
    };
    events.moveTimeTo(timer.timeMs);
    happen(market, next, timer);
    drainDueAccounts(market);
    fireTriggers(market);
  }
  events.moveTimeTo(untilMs);
}
