import { exactHolderScore, holderScore } from '../adl/deleveraging-score.ts';
import { compareScores, rotationStart } from '../adl/scores.ts';
import type { Direction } from '../direction.ts';
import type { InstrumentState } from '../instrument-state.ts';
import type { Market } from '../market.ts';

/** Positive when the position in the left row comes first by the venue's score, 0 when both have the same one. */
function compareRows(
  market: Market,
  instrument: InstrumentState,
  rows: { readonly left: number; readonly right: number },
): number {
  if (market.rules.deleveragingRanking === 'profit-and-leverage') {
    return holderScore(market, instrument, rows.left) - holderScore(market, instrument, rows.right);
  }
  return compareScores(
    exactHolderScore(market, instrument, rows.left),
    exactHolderScore(market, instrument, rows.right),
  );
}

/**
 * The accounts on one side of an instrument in the venue's order (rules D2, D6), ties by lower account number: all of
 * them scored and sorted. Slow, obviously right, and what the rankings by heap are tested against.
 */
export function rankBySort(
  market: Market,
  liquidation: { readonly id: number },
  side: { readonly instrument: InstrumentState; readonly direction: Direction },
): number[] {
  const { instrument, direction } = side;
  const { accounts, positions } = market;
  const rows: number[] = [];
  for (let place = 0; place < instrument.holders.count; place += 1) {
    const row = instrument.holders.rowAt(place);
    if (positions.sizeLots(row) * direction > 0) rows.push(row);
  }
  rows.sort(
    (left, right) => accounts.accountId(positions.slotOf(left)) - accounts.accountId(positions.slotOf(right)),
  );
  if (market.rules.deleveragingRanking === 'rotation') {
    const start = rows.length === 0 ? 0 : rotationStart(liquidation.id, rows.length);
    rows.push(...rows.splice(0, start));
  } else {
    rows.sort((left, right) => -compareRows(market, instrument, { left, right }));
  }
  return rows.map((row) => positions.slotOf(row));
}
