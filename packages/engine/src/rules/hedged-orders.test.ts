/** Margin of orders in hedge mode: what a leg claims beside the other one (rule M12). */
import { leverage, placeLimit, positionMode } from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import { HUNDRED, micros, RULE_SUBJECTS, type RuleMarket, ruleMarket } from './rule-markets.fixture.ts';

type Subject = (typeof RULE_SUBJECTS)[number][1];
type LegName = 'long' | 'short';

const SIDES = { long: 'buy', short: 'sell' } as const;

/**
 * Account 1 has 150 and holds 10,000 lots (1,000) in one leg at 10x, which claims 100. Says whether an order of the other
 * leg is accepted that would rest at the mark.
 */
function outcomeBeside(
  subject: Subject,
  held: LegName,
  terms: { readonly lots: number; readonly rules?: RuleMarket['rules'] },
): { outcome: string; availableMicros: number } {
  const bench = ruleMarket(subject, { rules: terms.rules ?? {} });
  bench.fund(150, 1);
  bench.fund(100_000, 3);
  bench.accept(positionMode(1, 'hedge'), leverage(1, 10));
  const other = held === 'long' ? 'short' : 'long';
  bench.accept(
    placeLimit({ account: 3, side: SIDES[other], ticks: HUNDRED, lots: 10_000 }),
    placeLimit({ account: 1, side: SIDES[held], ticks: HUNDRED, lots: 10_000, leg: held }),
  );
  const order = { account: 1, side: SIDES[other], ticks: HUNDRED, lots: terms.lots, leg: other } as const;
  const outcome = bench.outcome(placeLimit(order));
  return { outcome, availableMicros: bench.account(1).availableMicros };
}

describe.each(RULE_SUBJECTS)('orders of legs in the %s', (_, subject) => {
  test.each<LegName>(['long', 'short'])('M12 beside a %s leg the other claims for itself', (held) => {
    expect(outcomeBeside(subject, held, { lots: 5_001 }).outcome).toBe('MARGIN_INSUFFICIENT');
    expect(outcomeBeside(subject, held, { lots: 5_000 })).toEqual({
      outcome: 'accepted',
      availableMicros: 0,
    });
  });

  test.each<LegName>(['long', 'short'])(
    'M12 larger leg: beside a %s leg the other claims only what it claims beyond it',
    (held) => {
      const rules = { hedgeInitialMargin: 'larger-leg' } as const;
      expect(outcomeBeside(subject, held, { lots: 15_001, rules }).outcome).toBe('MARGIN_INSUFFICIENT');
      expect(outcomeBeside(subject, held, { lots: 15_000, rules })).toEqual({
        outcome: 'accepted',
        availableMicros: 0,
      });
      expect(outcomeBeside(subject, held, { lots: 10_000, rules })).toEqual({
        outcome: 'accepted',
        availableMicros: micros(50),
      });
    },
  );
});
