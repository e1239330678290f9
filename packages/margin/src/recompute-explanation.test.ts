/** Every explanation can be recomputed from its own text, whatever was asked. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MarginDecimal } from './decimal.ts';
import { explainMargin } from './explain-margin.ts';
import { type ExplainTerm, Explanation } from './explanation.ts';
import { recompute } from './formula-reader.fixture.ts';
import { explainInverseIsolated } from './inverse-isolated.ts';
import { anyAccount } from './margin-accounts.fixture.ts';
import { answerMarginQuestion, type MarginAnswer, parseMarginQuestion } from './margin-question.ts';
import { explainOrderCost } from './order-cost.ts';
import {
  CLOSE_OUT_VECTORS,
  CONTRACT_VECTORS,
  DERIVED_VECTORS,
  FIGURE_VECTORS,
  OPEN_SOURCE_VECTORS,
  PUBLISHED_VECTORS,
} from './vectors/index.ts';

function answerTo(request: unknown): MarginAnswer {
  const parsed = parseMarginQuestion(request);
  if (!parsed.isParsed) throw new Error(parsed.faults.join('\n'));
  return answerMarginQuestion(parsed.question);
}

const printed = (terms: readonly ExplainTerm[], name: string) =>
  terms.find(({ term }) => term === name)?.value;

describe('an explanation leads from what is given to every result', () => {
  const accounts = [
    ...PUBLISHED_VECTORS,
    ...OPEN_SOURCE_VECTORS,
    ...DERIVED_VECTORS,
    ...CONTRACT_VECTORS,
    ...CLOSE_OUT_VECTORS,
  ];

  test.each(accounts)('$id', ({ request }) => {
    const answer = answerTo(request);
    if (answer.kind !== 'account') throw new Error('expected an account');
    for (const { explain, liquidationPrice, bankruptcyPrice, equity } of answer.positions) {
      expect(recompute(explain)).toBeGreaterThan(5);
      expect(printed(explain, 'equity')).toBe(equity);
      expect(printed(explain, 'liquidation price')).toBe(liquidationPrice ?? 'never');
      expect(printed(explain, 'bankruptcy price')).toBe(bankruptcyPrice ?? 'never');
    }
    if (answer.closeOut !== undefined) {
      expect(recompute(answer.closeOut.explain)).toBeGreaterThan(2);
      expect(printed(answer.closeOut.explain, 'bankruptcy quote')).toBe(answer.closeOut.bankruptcyQuote);
    }
  });

  test.each(FIGURE_VECTORS)('$id', ({ request }) => {
    const answer = answerTo(request);
    if (answer.kind === 'account') throw new Error('expected a figure');
    expect(recompute(answer.explain)).toBeGreaterThan(0);
  });

  test('random accounts with tiers, fees and both bases', () => {
    fc.assert(
      fc.property(anyAccount, (account) => {
        for (const { explain } of explainMargin({ ...account }).positions) recompute(explain);
      }),
    );
  });

  test('random accounts of inverse contracts, and of hedged pairs with funding', () => {
    fc.assert(
      fc.property(
        anyAccount,
        fc.constantFrom('linear', 'inverse'),
        ({ rules, wallet, positions }, contract) => {
          const legs = positions.flatMap((position) => [
            { ...position, mode: 'cross', fundingRate: '0.0003' },
            { ...position, mode: 'cross', side: position.side === 'long' ? 'short' : 'long', entry: '17.5' },
          ]);
          const answer = answerTo({
            rules: { ...rules, contract, positionMode: 'hedge' },
            wallet,
            positions: legs,
          });
          if (answer.kind !== 'account') throw new Error('expected an account');
          for (const { explain } of answer.positions) recompute(explain);
        },
      ),
    );
  });

  test('an inverse position and an order', () => {
    const inverse = {
      side: 'short',
      contractValue: 60_000,
      entry: 50_000,
      leverage: 10,
      mmr: '0.005',
    } as const;
    expect(recompute(explainInverseIsolated(inverse).explain)).toBe(6);
    expect(recompute(explainInverseIsolated({ ...inverse, maintenanceBasis: 'entry' }).explain)).toBe(6);
    const order = { side: 'sell', orderPrice: 100, markPrice: 101, quantity: 3, leverage: 5 } as const;
    expect(recompute(explainOrderCost(order).explain)).toBe(3);
  });
});

test('a term that does not follow from its formula is found', () => {
  const explanation = new Explanation();
  const three = explanation.given('three', 'here', new MarginDecimal(3));
  explanation.derived('six', 'three × 2', three.mul(2));
  expect(recompute(explanation.terms)).toBe(1);
  explanation.derived('seven', 'three × 2', three.mul(2).add(1));
  expect(() => recompute(explanation.terms)).toThrow();
});
