import { type Direction, signOf } from '../direction.ts';
import type { InstrumentState } from '../instrument-state.ts';
import type { Market } from '../market.ts';
import { holderScore } from './deleveraging-score.ts';
import type { HolderRanking } from './holder-ranking.ts';

function addHolder(
  market: Market,
  ranking: HolderRanking,
  holder: { instrument: InstrumentState; slot: number },
): void {
  const { instrument, slot } = holder;
  const score = holderScore(market, instrument, slot);
  ranking.add({ slot, accountId: market.accounts.accountId(slot), score });
}

/** Scores whoever changed anew, in every ranking that he belongs to by now. */
function renewChanged(market: Market): void {
  const { rankings, positions } = market;
  const { changed } = rankings;
  for (let place = 0; place < changed.count; place += 1) {
    const slot = changed.slotAt(place);
    rankings.outdate(slot);
    for (const instrument of market.instruments) {
      const sizeLots = positions.sizeLots(positions.row(slot, instrument.id));
      if (sizeLots === 0) continue;
      const ranking = rankings.ranking(instrument.id, signOf(sizeLots));
      if (ranking.isAlive) addHolder(market, ranking, { instrument, slot });
    }
  }
  changed.clear();
}

function fill(
  market: Market,
  ranking: HolderRanking,
  side: { instrument: InstrumentState; direction: Direction },
): void {
  const { instrument, direction } = side;
  const { positions } = market;
  ranking.clear();
  for (let place = 0; place < instrument.holders.count; place += 1) {
    const slot = instrument.holders.slotAt(place);
    const sizeLots = positions.sizeLots(positions.row(slot, instrument.id));
    if (sizeLots * direction > 0) addHolder(market, ranking, { instrument, slot });
  }
  market.rankings.enliven(ranking);
}

/**
 * The accounts on one side of an instrument, as they stand now, ready to be taken highest score first, ties by lower
 * account number (rule D2). The order is that of this moment, whatever happens to them while they are taken; the
 * ranking is good until the next call.
 */
export function rankHolders(
  market: Market,
  instrument: InstrumentState,
  direction: Direction,
): HolderRanking {
  renewChanged(market);
  const ranking = market.rankings.ranking(instrument.id, direction);
  if (ranking.isAlive) ranking.beginWalk();
  else fill(market, ranking, { instrument, direction });
  return ranking;
}
