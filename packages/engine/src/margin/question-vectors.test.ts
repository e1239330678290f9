/** Every question with a known answer that the rules can express, played through a market; each other one by name. */
import { MarginDecimal } from '@spillway/margin';
import {
  CLOSE_OUT_VECTORS,
  CONTRACT_VECTORS,
  FIGURE_VECTORS,
  type QuestionVector,
} from '@spillway/margin/vectors';
import { describe, expect, test } from 'vitest';
import { accountFigures, type PlayedFigure } from './account-questions.fixture.ts';
import { FIGURE_STORIES } from './figure-stories.fixture.ts';
import { inverseFigures } from './inverse-questions.fixture.ts';

const VECTORS: readonly QuestionVector[] = [...CONTRACT_VECTORS, ...CLOSE_OUT_VECTORS, ...FIGURE_VECTORS];

/** Figures that no market can show, by the reason; a case has its other figures played. */
const NOT_PLAYED: Readonly<Record<string, readonly string[]>> = {
  'margin of a linear contract is the quote currency; no venue here takes the coin beside it': [
    'O-GMX-4200/4200 positions.0.equity',
    'O-GMX-4200/4200 positions.0.isLiquidatable',
    'O-GMX-4200/4000 positions.0.equity',
    'O-GMX-4200/4000 positions.0.isLiquidatable',
  ],
  'open orders take no maintenance (M2)': [
    'V-KUCOIN-CROSS-RISK/orders account.crossMarginRatio',
    'V-KUCOIN-CROSS-RISK/orders positions.0.marginRatio',
  ],
  'a tier has no number in the engine: the price that follows from it is played as D-TIER-CROSSING': [
    'D-TIER-CROSSING/tiers positions.0.tier',
    'D-TIER-CROSSING/tiers positions.0.liquidationTier',
  ],
  'the venue rounds a bankruptcy price of a long down; the engine up (L6), so that the account does not fall below zero':
    ['V-KUCOIN-INV-BP positions.0.rounded.bankruptcyPrice'],
  'the venue shows cents, cut off; the engine counts micros, and margin is rounded up (M1)': [
    'V-BINANCE-ORDERCOST-IM rounded.initialMargin',
  ],
  'the question leaves it open: a market always has a premium, if it is none': [
    'V-BYBIT-INTEREST fundingRate',
  ],
  'a cap of funding is a number of the instrument; the engine does not work it out from margin rates': [
    'V-DYDX-FUNDING-CAP rateCap',
  ],
  'the quote currency is worth one': ['O-DRIFT-BASE-Q99 size'],
  'the liquidation fee is a rate, cut to the margin that is left (L9), and does not make room for a second fee':
    ['O-DRIFT-IFFEE-20 insuranceFee', 'O-DRIFT-IFFEE-1 insuranceFee', 'O-DRIFT-IFFEE-1000 insuranceFee'],
  'a loss is shared by the profitable in proportion to their profit (D5), not by both sides for each coin': [
    'O-DRIFT-SOCIALISE chargePerCoin',
  ],
  'maintenance does not look at the book (M2)': [
    'O-VEGA-MCAL-210 maintenanceMargin',
    'O-VEGA-MCAL-211 slippage',
    'O-VEGA-MCAL-211 maintenanceMargin',
  ],
  'the fund is compared with its peak, but its drawdown is not told': ['V-BYBIT-ADL-TRIGGER drawdown'],
  'all that the fund no longer takes over is deleveraged (I6), not only what brings it back to the threshold':
    ['V-BYBIT-ADL-TRIGGER closesAmount'],
  'no ranking of the engine divides profit by balance (D2, D6); who comes first is played': [
    'O-FLOX-ADL-RANK-RATIO ranking.0.score',
    'O-FLOX-ADL-RANK-RATIO ranking.1.score',
  ],
};

/** Amounts are compared to the micro, sizes to the lot, where the case is stated more finely. */
const STEP = '0.000001';

function storyFigures({ id, expected, tolerance }: QuestionVector): readonly PlayedFigure[] {
  const story = FIGURE_STORIES[id];
  if (story === undefined) return [];
  const told = story.tell();
  return Object.entries(expected)
    .filter(([path]) => Object.hasOwn(told, path))
    .map(([path, value]) => {
      const figure = told[path] ?? null;
      const play: PlayedFigure['play'] = () => ({
        actual: typeof figure === 'string' ? new MarginDecimal(figure) : figure,
        tolerance: MarginDecimal.max(tolerance, STEP),
      });
      return { id, path, rule: story.rule, expected: value, play };
    });
}

const PLAYED = [
  ...accountFigures(VECTORS),
  ...inverseFigures(VECTORS),
  ...VECTORS.flatMap((vector) => storyFigures(vector)),
];

describe('a question with a known answer', () => {
  test.each(PLAYED)('$rule $id: $path is $expected', ({ expected, play }) => {
    const { actual, tolerance } = play();
    if (!(actual instanceof MarginDecimal) || typeof expected !== 'string') {
      expect(actual).toBe(expected);
      return;
    }
    const isClose = actual.sub(expected).abs().lte(tolerance);
    expect(isClose, `${actual.toFixed()} against ${expected}`).toBe(true);
  });

  test('is played figure by figure, once, or is listed with the reason', () => {
    const known = VECTORS.flatMap(({ id, expected }) => Object.keys(expected).map((path) => `${id} ${path}`));
    const played = PLAYED.map(({ id, path }) => `${id} ${path}`);
    expect([...played, ...Object.values(NOT_PLAYED).flat()].sort()).toEqual(known.sort());
  });

  test('has a story only if it is a case', () => {
    const ids = VECTORS.map(({ id }) => id);
    expect(Object.keys(FIGURE_STORIES).filter((id) => !ids.includes(id))).toEqual([]);
  });
});
