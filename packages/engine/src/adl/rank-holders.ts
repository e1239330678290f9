import { NO_ROW } from '../account/row-table.ts';
import { type Direction, signOf } from '../direction.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { instrumentAt, type Market } from '../market.ts';
import { holderScore } from './deleveraging-score.ts';
import type { HolderRanking } from './holder-ranking.ts';

function addHolder(
  market: Market,
  ranking: HolderRanking,
  holder: { instrument: InstrumentState; row: number },
): void {
  const { instrument, row } = holder;
  const slot = market.positions.slotOf(row);
  const score = holderScore(market, instrument, row);
  ranking.add({ slot, accountId: market.accounts.accountId(slot), score });
}

/** Scores whoever changed anew, in every ranking that he belongs to by now. */
function renewChanged(market: Market): void {
  const { rankings, positions } = market;
  const { changed } = rankings;
  for (let place = 0; place < changed.count; place += 1) {
    const slot = changed.slotAt(place);
    rankings.outdate(slot);
    for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
      const sizeLots = positions.sizeLots(row);
      if (sizeLots === 0) continue;
      const instrument = instrumentAt(market, positions.instrumentOf(row));
      const ranking = rankings.ranking(instrument.id, signOf(sizeLots));
      if (ranking.isAlive) addHolder(market, ranking, { instrument, row });
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
    const row = instrument.holders.rowAt(place);
    if (positions.sizeLots(row) * direction > 0) addHolder(market, ranking, { instrument, row });
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
