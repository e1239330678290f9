/** The countdown after which every order of an account is cancelled (rule O16). */
import { type RejectCode, type SetCancelTimer, simulatedMs } from '@spillway/protocol';
import type { Market } from '../market.ts';

const COUNTDOWN_MS_MAX = 86_400_000;

/** Sets the time at which the orders of an account are cancelled, in place of the one before; 0 takes it away. */
export function putCancelTimer(market: Market, slot: number, dueMs: number): void {
  const { cancelTimers, timers } = market;
  const handle = cancelTimers.get(slot);
  if (handle !== undefined) timers.remove(handle);
  if (dueMs === 0) {
    cancelTimers.delete(slot);
    return;
  }
  const owner = market.accounts.accountId(slot);
  cancelTimers.set(slot, timers.add({ timeMs: dueMs, kind: 'cancel-timer', owner, item: 0 }));
}

/** When the orders of an account are cancelled; 0 when no countdown runs. */
export function cancelTimerMs(market: Market, slot: number): number {
  const handle = market.cancelTimers.get(slot);
  return handle === undefined ? 0 : market.timers.timeMs(handle);
}

export function setCancelTimer(market: Market, command: SetCancelTimer, slot: number): RejectCode | null {
  const { countdownMs } = command;
  const isWithin = Number.isSafeInteger(countdownMs) && countdownMs >= 0 && countdownMs <= COUNTDOWN_MS_MAX;
  if (!isWithin) return 'TIME_INVALID';
  const dueMs = countdownMs === 0 ? 0 : market.events.timeMs + countdownMs;
  putCancelTimer(market, slot, dueMs);
  market.events.emit('cancelTimerSet', 0, { accountId: command.accountId, dueMs: simulatedMs(dueMs) });
  return null;
}
