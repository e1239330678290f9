import { noteChange } from '../account/note-change.ts';
import type { Market } from '../market.ts';
import { isAnythingToLiquidate } from './closable.ts';
import { liquidateAccount } from './liquidate-account.ts';

/**
 * Ends the cool-down or block whose time has come, and liquidates what is still due of the account as the liquidation
 * that left it would have gone on (rule L22). Whom that makes due is the caller's.
 */
export function endDeferral(market: Market, timer: number): void {
  const { deferrals } = market;
  const ended = deferrals.take(timer);
  market.timers.remove(timer);
  if (ended === null) return;
  // It was filed as one that waits: whatever becomes of it, it must be filed anew.
  noteChange(market, ended.slot);
  deferrals.cooledDown = 'untilMs' in ended ? ended : null;
  if (isAnythingToLiquidate(market, ended.slot)) liquidateAccount(market, ended.touch);
  deferrals.cooledDown = null;
}
