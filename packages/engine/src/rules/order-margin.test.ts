/** What an order must and need not have margin for (rules M4 and M8). */
import { quoteMicros } from '@spillway/protocol';
import { flatTier, leverage, mark, placeLimit } from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import { HUNDRED, micros, RULE_SUBJECTS, ruleMarket, tradeBetween } from './rule-markets.fixture.ts';

describe.each(RULE_SUBJECTS)('margin of orders in the %s', (_, subject) => {
  test('M4 an order that only reduces needs no margin, however much it would lose', () => {
    const bench = ruleMarket(subject);
    bench.fund(100, 1);
    bench.fund(100_000, 2);
    bench.accept(leverage(1, 10));
    tradeBetween(bench, { buyer: 2, seller: 1, lots: 10_000 });
    expect(bench.account(1).availableMicros).toBe(0);
    // Bought back at 125 the position would lose 250, more than the 100 that it claims.
    const order = { account: 1, side: 'buy', lots: 10_000, ticks: 12_500 } as const;
    expect(bench.outcome(placeLimit(order))).toBe('MARGIN_INSUFFICIENT');
    expect(bench.outcome(placeLimit({ ...order, isReduceOnly: true }))).toBe('accepted');
    expect(bench.account(1).availableMicros).toBe(0);
  });

  test('M8 who is beyond the tier of his leverage by the mark may still reach as far as he is, and no further', () => {
    const upper = {
      ...flatTier(50_000, 10),
      notionalFloorMicros: quoteMicros(micros(1_500)),
      maintenanceAmountMicros: quoteMicros(micros(60)),
    };
    const bench = ruleMarket(subject, {
      instruments: [{ riskTiers: [flatTier(10_000, 50), upper] }],
      accounts: [1],
    });
    bench.fund(100_000, 2);
    bench.accept(leverage(1, 20), leverage(2, 10));
    tradeBetween(bench, { buyer: 1, seller: 2, lots: 10_000 });
    // 10,000 lots are worth 2,000 now, where 10x is the most.
    bench.accept(mark(20_000));
    const sell = (lots: number) => placeLimit({ account: 1, side: 'sell', lots, ticks: 20_000 });
    expect(bench.outcome(placeLimit({ account: 1, side: 'buy', lots: 1, ticks: HUNDRED }))).toBe(
      'POSITION_LIMIT_EXCEEDED',
    );
    expect(bench.outcome(sell(20_001))).toBe('POSITION_LIMIT_EXCEEDED');
    expect(bench.outcome(sell(1_000))).toBe('accepted');
    expect(bench.outcome(sell(19_000))).toBe('accepted');
    expect(bench.outcome(sell(1))).toBe('POSITION_LIMIT_EXCEEDED');
  });
});
