/**
 * Margin of accounts that nobody asked about before: no invariant is checked on the way, because checking asks, and what
 * is kept is brought up to date when somebody asks.
 */
import {
  type EngineUnderTest,
  leverage,
  listInstrument,
  MarketBench,
  mark,
  openAccount,
  placeLimit,
  plainInstrument,
  plainRules,
  rules,
} from '@spillway/testkit';
import { expect, test } from 'vitest';
import { HUNDRED, tradeBetween } from '../engine-subject.fixture.ts';
import { createEngine } from '../index.ts';

const UNCHECKED: EngineUnderTest = { create: (sink) => createEngine({ sink }), check: () => undefined };

function uncheckedMarket(): MarketBench {
  return new MarketBench(UNCHECKED, [
    rules(plainRules()),
    listInstrument(plainInstrument()),
    listInstrument(plainInstrument({ symbol: 'OTHERUSDT' })),
    mark(HUNDRED),
    mark(HUNDRED, { instrument: 1 }),
  ]);
}

test('M9 the liquidation price counts maintenance of the other positions at their marks of now', () => {
  const bench = uncheckedMarket();
  bench.fund(1_100, 1);
  bench.fund(10_000, 2);
  tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10_000 });
  tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10_000, instrument: 1 });
  bench.accept(mark(9_000, { instrument: 1 }));
  // 1,100 − 100 lost + 10 × (p − 100) = 1 % of (10 × p + 900): 9.9 × p = 9, and 0.9090… is rounded up.
  expect(bench.position(1).liquidationPriceTicks).toBe(91);
});

test.each([257, 513])('M4, M5 of %i accounts the last one has its own claims', (accounts) => {
  const bench = uncheckedMarket();
  for (let account = 1; account < accounts; account += 1) bench.accept(openAccount(account));
  bench.fund(50, accounts);
  bench.accept(leverage(accounts, 10));
  const order = placeLimit({ account: accounts, side: 'buy', ticks: HUNDRED, lots: 3_000 });
  // 300 at 10x claim 30 of 50: one order fits, two do not.
  expect(bench.outcome(order)).toBe('accepted');
  expect(bench.outcome(order)).toBe('MARGIN_INSUFFICIENT');
  expect(bench.account(accounts).availableMicros).toBe(20_000_000);
});
