import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MarginDecimal } from './decimal.ts';
import { type CandidateInput, type DeleveragingQuestion, explainDeleveraging } from './deleveraging.ts';
import type { DeleveragingRanking } from './deleveraging-score.ts';

const winner = (id: number, change: Partial<CandidateInput> = {}): CandidateInput => ({
  id,
  side: 'short',
  qty: 10,
  entry: 100,
  balance: 100,
  ...change,
});

/** A long of 10 at 100 with 50 behind it, bankrupt at 95, marked at 40: 550 are missing. */
const QUESTION: DeleveragingQuestion = {
  ranking: 'bitmex',
  mark: 40,
  fund: 0,
  bankrupt: { side: 'long', qty: 10, entry: 100, balance: 50 },
  candidates: [winner(1)],
};

function scoreOf(ranking: DeleveragingRanking, candidate: CandidateInput): string | null {
  const { score } = explainDeleveraging({ ...QUESTION, ranking, candidates: [candidate] }).ranking[0] ?? {};
  return score === null || score === undefined ? null : new MarginDecimal(score).toFixed(9);
}

describe('the score of a short of 10 at 100, marked at 40, on a balance of 100', () => {
  test.each([
    // 600 / 100 × 20 / 700
    ['binance', '0.171428571'],
    // 600 / 1,000 × 400 / 700
    ['bitmex', '0.342857143'],
    // 100 / 40 × 400 / 700
    ['hyperliquid', '1.428571429'],
    ['profit-to-balance', '6.000000000'],
    ['in-order', null],
  ] as const)('%s', (ranking, expected) => {
    expect(scoreOf(ranking, winner(1, { maintenanceMargin: 20 }))).toBe(expected);
  });

  test('in a loss BitMEX divides by the leverage: −100 / 300 ÷ (400 / 200)', () => {
    expect(scoreOf('bitmex', winner(1, { entry: 30, balance: 300 }))).toBe('-0.166666667');
  });

  test('a long that gained scores by mark / entry', () => {
    const question: DeleveragingQuestion = {
      ...QUESTION,
      ranking: 'hyperliquid',
      bankrupt: { side: 'short', qty: 1, entry: 30, balance: 5 },
      candidates: [winner(1, { side: 'long', qty: 2, entry: 20, balance: 40 })],
    };
    // 40 / 20 × 80 / (40 + 40)
    expect(explainDeleveraging(question).ranking[0]?.score).toBe('2');
  });

  test('an account that is bankrupt itself scores 0 with Binance, and none with BitMEX and Hyperliquid', () => {
    const broken = winner(1, { entry: 30, balance: 50, maintenanceMargin: 5 });
    expect(scoreOf('binance', broken)).toBe('0.000000000');
    expect([scoreOf('bitmex', broken), scoreOf('hyperliquid', broken)]).toEqual([null, null]);
  });
});

describe('who is closed', () => {
  test('the highest score first, the lower number among equals, those without a score last', () => {
    const candidates = [
      winner(7, { entry: 30, balance: 50 }),
      winner(4),
      winner(2),
      winner(9, { balance: 50 }),
    ];
    const { ranking } = explainDeleveraging({ ...QUESTION, candidates });
    expect(ranking.map(({ id }) => id)).toEqual([9, 2, 4, 7]);
  });

  test('in the order stated where the venue has no ranking', () => {
    const candidates = [winner(7, { qty: 4 }), winner(4, { qty: 9 })];
    const { closed } = explainDeleveraging({ ...QUESTION, ranking: 'in-order', candidates });
    expect(closed.map(({ id, qty }) => [id, qty])).toEqual([
      [7, '4'],
      [4, '6'],
    ]);
  });

  test('nobody, where the fund can pay', () => {
    const report = explainDeleveraging({ ...QUESTION, fund: 600 });
    expect(report).toMatchObject({ fundUsed: '550', fundAfter: '50', closingPrice: null, closed: [] });
  });

  test('for what the fund leaves: 110 of 550 take over a fifth', () => {
    const report = explainDeleveraging({ ...QUESTION, fund: 110 });
    expect(report).toMatchObject({ fundUsed: '110', fundAfter: '0' });
    // 8 coins at 95, 5 below the entry of the short.
    expect(report.closed).toEqual([{ id: 1, qty: '8', realisedProfit: '40', balanceAfter: '140' }]);
  });

  test('only as far as the price leaves it a balance: a short from 80 loses 15 a coin', () => {
    const candidates = [winner(1, { entry: 80, balance: 30 }), winner(2)];
    const report = explainDeleveraging({ ...QUESTION, ranking: 'in-order', candidates });
    expect(report.closed.map(({ id, qty, balanceAfter }) => [id, qty, balanceAfter])).toEqual([
      [1, '2', '0'],
      [2, '8', '140'],
    ]);
  });

  test('what nobody is left to take is stated', () => {
    expect(explainDeleveraging({ ...QUESTION, candidates: [winner(1, { qty: 3 })] }).uncoveredQty).toBe('7');
  });
});

describe('the closing price', () => {
  test.each([
    [{ closedAt: 'bankruptcy' }, '50', '0'],
    [{ closedAt: 'mark' }, '600', '550'],
    [{ closedAt: 'previous-mark', previousMark: 50 }, '500', '450'],
  ] as const)(
    '%j: the winner realises %s, the venue is left with %s',
    (price, realisedProfit, leftWithVenue) => {
      const report = explainDeleveraging({ ...QUESTION, ...price });
      expect(report.closed[0]?.realisedProfit).toBe(realisedProfit);
      expect(report.leftWithVenue).toBe(leftWithVenue);
    },
  );
});

test('at the bankruptcy price the winners give up exactly what the fund does not pay', () => {
  const anyCandidate = fc.record({
    side: fc.constant('short' as const),
    qty: fc.integer({ min: 1, max: 20 }),
    entry: fc.integer({ min: 60, max: 140 }),
    balance: fc.integer({ min: 0, max: 1_000 }),
  });
  const anyRanking = fc.constantFrom<DeleveragingRanking>('bitmex', 'hyperliquid', 'profit-to-balance');
  fc.assert(
    fc.property(
      fc.array(anyCandidate, { minLength: 1, maxLength: 8 }),
      anyRanking,
      fc.integer({ min: 0, max: 600 }),
      (rows, ranking, fund) => {
        const candidates = rows.map((row, id) => ({ ...row, id }));
        const report = explainDeleveraging({ ...QUESTION, ranking, fund, candidates });
        const givenUp = report.closed.reduce((sum, { id, qty, realisedProfit, balanceAfter }) => {
          expect(new MarginDecimal(balanceAfter).gte(0)).toBe(true);
          const atMark = new MarginDecimal(candidates[id]?.entry ?? 0).sub(40).mul(qty);
          return sum.add(atMark).sub(realisedProfit);
        }, new MarginDecimal(0));
        const uncovered = new MarginDecimal(report.uncoveredQty).mul(55);
        const total = givenUp.add(report.fundUsed).add(uncovered);
        expect(total.sub(report.deficit).abs().lte('1e-15')).toBe(true);
      },
    ),
  );
});
