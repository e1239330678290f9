import { NO_ROW } from '../account/row-table.ts';
import { type Direction, signOf } from '../direction.ts';
import type { InstrumentState } from '../instrument-state.ts';
import type { Liquidation } from '../liquidation/liquidation.ts';
import { instrumentAt, type Market } from '../market.ts';
import { exactHolderScore, holderScore } from './deleveraging-score.ts';
import type { HolderRanking } from './holder-ranking.ts';
import { rotationStart, scoreValue } from './scores.ts';

/** One side of an instrument. */
export interface Side {
  readonly instrument: InstrumentState;
  readonly direction: Direction;
}

function addHolder(
  market: Market,
  ranking: HolderRanking,
  holder: { instrument: InstrumentState; row: number },
): void {
  const { instrument, row } = holder;
  const slot = market.positions.slotOf(row);
  const exact = exactHolderScore(market, instrument, row);
  const score = exact === null ? holderScore(market, instrument, row) : scoreValue(exact);
  ranking.add({ slot, accountId: market.accounts.accountId(slot), score, exact });
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

function fill(market: Market, ranking: HolderRanking, { instrument, direction }: Side): void {
  const { positions } = market;
  ranking.clear();
  for (let place = 0; place < instrument.holders.count; place += 1) {
    const row = instrument.holders.rowAt(place);
    if (positions.sizeLots(row) * direction > 0) addHolder(market, ranking, { instrument, row });
  }
  market.rankings.enliven(ranking);
}

/** The account numbers of the holders of a side, ascending. */
function holderNumbers(market: Market, { instrument, direction }: Side): Float64Array {
  const { positions, accounts } = market;
  const numbers = new Float64Array(instrument.holders.count);
  let count = 0;
  for (let place = 0; place < instrument.holders.count; place += 1) {
    const row = instrument.holders.rowAt(place);
    if (positions.sizeLots(row) * direction <= 0) continue;
    numbers[count] = accounts.accountId(positions.slotOf(row));
    count += 1;
  }
  return numbers.subarray(0, count).sort();
}

/**
 * Fills a ranking by account number, beginning at a place that differs from one liquidation to the next (rule D6). It is
 * good for one walk: another liquidation begins elsewhere.
 */
function fillRotated(market: Market, ranking: HolderRanking, of: Side & { liquidationId: number }): void {
  const numbers = holderNumbers(market, of);
  const { length } = numbers;
  const start = length === 0 ? 0 : rotationStart(of.liquidationId, length);
  const { accounts } = market;
  ranking.clear();
  for (let place = 0; place < length; place += 1) {
    const accountId = numbers[(start + place) % length] ?? 0;
    const slot = accounts.findSlotIn(accounts.slotOf(accountId), of.instrument.assetId);
    ranking.add({ slot, accountId, score: -place, exact: null });
  }
}

/**
 * The accounts on one side of an instrument, as they stand now, ready to be taken in the venue's order (rules D2, D6):
 * highest score first, ties by lower account number. The order is that of this moment, whatever happens to them while
 * they are taken; the ranking is good until the next call.
 */
export function rankHolders(market: Market, liquidation: Pick<Liquidation, 'id'>, side: Side): HolderRanking {
  const ranking = market.rankings.ranking(side.instrument.id, side.direction);
  if (market.rules.deleveragingRanking === 'rotation') {
    fillRotated(market, ranking, { ...side, liquidationId: liquidation.id });
    return ranking;
  }
  renewChanged(market);
  if (ranking.isAlive) ranking.beginWalk();
  else fill(market, ranking, side);
  return ranking;
}
