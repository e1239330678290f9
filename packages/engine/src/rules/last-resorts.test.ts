import { instrumentId, type MarketRules, ratePpm } from '@spillway/protocol';
import { contribute, isolated, leverage, mark } from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import {
  during,
  fieldsOf,
  micros,
  RULE_SUBJECTS,
  type RuleBench,
  ruleMarket,
  tradeBetween,
} from './rule-markets.fixture.ts';

const BTC = instrumentId(0);

type Subject = (typeof RULE_SUBJECTS)[number][1];

/**
 * Account 1 is long 10,000 lots at 10x, isolated; the shorts against it: account 2 isolated at 50x with 4,000 lots from 100,
 * account 3 isolated at 10x with 6,000 lots from 100. Account 4 makes markets.
 */
function crowd(subject: Subject, rules: Partial<MarketRules>): RuleBench {
  const bench = ruleMarket(subject, { rules, accounts: [1, 2, 3] });
  bench.fund(100_000, 4);
  for (const account of [1, 2, 3])
    bench.accept(isolated(account), leverage(account, account === 2 ? 50 : 10));
  tradeBetween(bench, { buyer: 1, seller: 2, lots: 4_000 });
  tradeBetween(bench, { buyer: 1, seller: 3, lots: 6_000 });
  return bench;
}

/** Who was deleveraged, at which price, in which order, when the mark falls to 89 with no book and no fund. */
function winners(bench: RuleBench): unknown[][] {
  const events = during(bench, () => bench.accept(mark(8_900)));
  return fieldsOf(events, 'liquidationFilled', ['counterpartyAccountId', 'priceTicks', 'sizeLots']);
}

describe.each(RULE_SUBJECTS)('last resorts in the %s', (_, subject) => {
  test('I6 a fund that has fallen by more than 30 % takes nothing over until it is within 25 %', () => {
    const bench = ruleMarket(subject, {
      rules: {
        insuranceDrawdown: { windowMs: 1_000, startPpm: ratePpm(300_000), stopPpm: ratePpm(250_000) },
        insuranceInventoryPpmMax: ratePpm(20_000_000),
        bankruptcyDeviationPpmMax: ratePpm(10_000),
      },
      accounts: [1, 2, 3, 4, 5],
    });
    const open = (account: number, lots: number, ticks: number): void => {
      bench.accept(isolated(account), leverage(account, 50));
      tradeBetween(bench, { buyer: account, seller: 2, lots, ticks });
    };
    const stagesAt = (ticks: number): unknown =>
      fieldsOf(
        during(bench, () => bench.accept(mark(ticks))),
        'liquidationFilled',
        ['accountId', 'stage'],
      );
    bench.accept(contribute(100), mark(10_000));
    open(1, 10_000, 10_000);
    open(3, 1_000, 10_000);
    // At 94.50 the bankruptcy price of 98 is too far away: both are closed at mark. Account 1 lost 55 with 20 behind it:
    // the fund takes over and pays 35 of its 100. That is 35 % below its peak, so account 3 is deleveraged; 3.50 more to pay.
    expect(stagesAt(9_450)).toEqual([
      [1, 'insurance'],
      [3, 'auto-deleveraging'],
    ]);
    expect(bench.engine.insuranceFundMicros()).toBe(micros(61) + 500_000);
    // 61.50 + 20 less 10 on the inventory: 28.5 % below, between the two limits, and still stopped.
    open(4, 100, 9_450);
    bench.accept(contribute(20));
    expect(stagesAt(9_350)).toEqual([[4, 'auto-deleveraging']]);
    // 10 more are 18.5 % below: it takes over again, also when it is 28.5 % below once more.
    bench.accept(contribute(10), mark(9_350));
    open(5, 100, 9_350);
    expect(stagesAt(9_250)).toEqual([[5, 'insurance']]);
  });

  test('D1 the close is at the bankruptcy price, at the mark, or at the mark before the last', () => {
    const priceUnder = (deleveragingPrice: MarketRules['deleveragingPrice']): unknown => {
      const bench = crowd(subject, { deleveragingPrice });
      bench.accept(mark(9_500), mark(9_200));
      return winners(bench).map(([, ticks]) => ticks);
    };
    // Account 1 is ruined at 90. At 92 it is not due yet.
    expect(priceUnder('bankruptcy')).toEqual([9_000, 9_000]);
    expect(priceUnder('mark')).toEqual([8_900, 8_900]);
    expect(priceUnder('previous-mark')).toEqual([9_200, 9_200]);
  });

  test('D1, D5 a loss beyond the margin at the mark is covered by the fund', () => {
    const bench = crowd(subject, { deleveragingPrice: 'mark', insuranceInventoryPpmMax: ratePpm(0) });
    bench.accept(contribute(500));
    const events = during(bench, () => bench.accept(mark(8_900)));
    expect(fieldsOf(events, 'insuranceFundChanged', ['reason', 'deltaMicros'])).toEqual([
      ['bad-debt', -micros(10)],
    ]);
  });

  test('D2 by profit and leverage the winner with the smaller margin is first', () => {
    expect(winners(crowd(subject, {}))).toEqual([
      [2, 9_000, 4_000],
      [3, 9_000, 6_000],
    ]);
  });

  test('D6 by profit and margin ratio: 44 / 8 × 3.56 / 52 = 0.38 before 66 / 60 × 5.34 / 126 = 0.05', () => {
    expect(
      winners(crowd(subject, { deleveragingRanking: 'profit-and-margin-ratio' })).map(([account]) => account),
    ).toEqual([2, 3]);
  });

  test('D6 by gain and leverage: the same gain, 356 / 52 before 534 / 126', () => {
    const bench = crowd(subject, { deleveragingRanking: 'gain-and-leverage' });
    expect(winners(bench).map(([account]) => account)).toEqual([2, 3]);
  });

  test('D6 in rotation liquidation 1 begins 2,654,435,761 mod 2^32 mod 2 = 1 place further on', () => {
    const bench = crowd(subject, { deleveragingRanking: 'rotation' });
    expect(winners(bench).map(([account]) => account)).toEqual([3, 2]);
  });

  test('I5 an insolvent fund gives its inventory up at the price that leaves it with nothing', () => {
    const bench = crowd(subject, { insuranceInventoryPpmMax: ratePpm(20_000_000) });
    bench.accept(contribute(120));
    // Account 1 is due at 90.80; without a book the fund takes 10,000 lots over at 90.
    bench.accept(mark(9_080));
    expect(bench.engine.insuranceInventoryLots(BTC)).toBe(10_000);
    // At 77 it has 120 + 770 − 900 = −10: nothing is left of it at 78.
    const events = during(bench, () => bench.accept(mark(7_700)));
    expect(fieldsOf(events, 'liquidationStarted', ['accountId', 'mode', 'equityMicros'])).toEqual([
      [0, 'cross', -micros(10)],
    ]);
    expect(
      fieldsOf(events, 'liquidationFilled', ['counterpartyAccountId', 'stage', 'priceTicks', 'sizeLots']),
    ).toEqual([
      [2, 'auto-deleveraging', 7_800, 4_000],
      [3, 'auto-deleveraging', 7_800, 6_000],
    ]);
    expect(bench.engine.insuranceInventoryLots(BTC)).toBe(0);
    expect(bench.engine.insuranceFundMicros()).toBe(0);
  });
});
