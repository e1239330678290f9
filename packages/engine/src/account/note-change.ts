import type { Market } from '../market.ts';

/**
 * To be called by whoever changes size, cost, bucket or wallet of an account: what others have worked out from them
 * is void. Costs a flag, so that a fill stays cheap; the work is done again when somebody asks.
 */
export function noteChange(market: Market, slot: number): void {
  market.positions.freeMarginFloors.forget(slot);
  noteEquity(market, slot);
}

/** The same, for whoever lowers the floor of free margin by all that the change can have cost. */
export function noteEquity(market: Market, slot: number): void {
  market.dueIndex.forget(slot);
  market.rankings.noteChange(slot);
}
