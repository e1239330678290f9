/** What happens by the passing of time alone (rule C4). */

import { drainDueAccounts } from '../liquidation/drain-due.ts';
import { endDeferral } from '../liquidation/end-deferral.ts';
import type { Market } from '../market.ts';
import { NO_TIMER } from './timer-queue.ts';

/**
 * Lets time pass. Whatever was to happen by then happens, each at its own time with all that follows from it; a time
 * before the latest so far is that one.
 */
export function advanceTime(market: Market, timeMs: number): void {
  const { events, timers } = market;
  const untilMs = Number.isSafeInteger(timeMs) ? Math.max(timeMs, events.timeMs) : events.timeMs;
  for (let next = timers.dueBy(untilMs); next !== NO_TIMER; next = timers.dueBy(untilMs)) {
    events.moveTimeTo(timers.timeMs(next));
    endDeferral(market, next);
    drainDueAccounts(market);
  }
  events.moveTimeTo(untilMs);
}
