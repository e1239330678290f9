import { holderScore } from '../adl/deleveraging-score.ts';
import type { Direction } from '../direction.ts';
import type { InstrumentState } from '../instrument-state.ts';
import type { Market } from '../market.ts';

/**
 * The accounts on one side of an instrument, highest score first, ties by lower account number (rule D2): all of them
 * scored and sorted. Slow, obviously right, and what the rankings by heap are tested against.
 */
export function rankBySort(market: Market, instrument: InstrumentState, direction: Direction): number[] {
  const ranked: { slot: number; accountId: number; score: number }[] = [];
  for (let place = 0; place < instrument.holders.count; place += 1) {
    const row = instrument.holders.rowAt(place);
    if (market.positions.sizeLots(row) * direction <= 0) continue;
    const slot = market.positions.slotOf(row);
    const score = holderScore(market, instrument, row);
    ranked.push({ slot, accountId: market.accounts.accountId(slot), score });
  }
  ranked.sort((left, right) => right.score - left.score || left.accountId - right.accountId);
  return ranked.map((holder) => holder.slot);
}
