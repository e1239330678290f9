import type { MarketRules } from '@spillway/protocol';
import { quoteMicros, ratePpm } from '@spillway/protocol';
import { contribute, isolated, mark } from '@spillway/testkit';
import { expect, test } from 'vitest';
import { HUNDRED, plainMarket, tradeBetween } from '../engine-subject.fixture.ts';

test.each([
  { deleveragingPrice: 'bankruptcy', ticks: 9_500 },
  { deleveragingPrice: 'mark', ticks: 9_300 },
  { deleveragingPrice: 'previous-mark', ticks: 9_700 },
] as const)('D1 winners are closed at $deleveragingPrice', ({ deleveragingPrice, ticks }) => {
  const bench = plainMarket({}, { deleveragingPrice });
  bench.fund(1_000, 1, 2);
  bench.accept(isolated(1));
  tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10_000 });
  // 5 % of margin: bankrupt at 95.00.
  bench.accept(mark(9_700), mark(9_300));
  expect(bench.of('liquidationFilled')).toMatchObject([
    { stage: 'auto-deleveraging', priceTicks: ticks, sizeLots: 10_000 },
  ]);
});

/** Account 1 is long 6 units: 3 from account 2, at 100 and with a wallet of 100; 3 from account 4, at 99 and with 97. */
function deleveraged(deleveragingRanking: MarketRules['deleveragingRanking']): number[] {
  const bench = plainMarket({}, { deleveragingRanking });
  bench.fund(31, 1);
  bench.fund(100, 2);
  bench.fund(97, 4);
  tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 3_000 });
  tradeBetween(bench, { buyer: 1, seller: 4, ticks: 9_900, lots: 3_000 });
  bench.accept(mark(9_300));
  return bench.of('liquidationFilled').map((fill) => fill.counterpartyAccountId);
}

test('D6 by profit and margin ratio: 21/100 × 2.79/121 is more than 18/97 × 2.79/115', () => {
  expect(deleveraged('profit-and-margin-ratio')).toEqual([2, 4]);
});

test('D6 by gain and leverage: 99/93 × 279/115 is more than 100/93 × 279/121', () => {
  expect(deleveraged('gain-and-leverage')).toEqual([4, 2]);
});

test('D6 in rotation the first liquidation begins with the second of three holders: 2,654,435,761 mod 3 is 1', () => {
  const bench = plainMarket({}, { deleveragingRanking: 'rotation' });
  bench.fund(60, 1);
  bench.fund(1_000, 5, 3, 4);
  for (const seller of [5, 3, 4]) tradeBetween(bench, { buyer: 1, seller, ticks: HUNDRED, lots: 3_000 });
  bench.accept(mark(9_300));
  expect(bench.of('liquidationFilled').map((fill) => fill.counterpartyAccountId)).toEqual([4, 5, 3]);
});

const FALL = { windowMs: 1_000, startPpm: ratePpm(300_000), stopPpm: ratePpm(250_000) };

test.each([
  { insuranceDrawdown: null, stage: 'insurance' },
  { insuranceDrawdown: FALL, stage: 'auto-deleveraging' },
])('I6 a fund 45 %% below its peak takes nothing over where the venue says so ($stage)', (row) => {
  const bench = plainMarket(
    {},
    { insuranceDrawdown: row.insuranceDrawdown, insuranceInventoryPpmMax: ratePpm(10_000_000) },
  );
  bench.accept(contribute(1_000));
  bench.fund(1_000, 1, 4);
  bench.fund(1_000_000, 2);
  bench.accept(isolated(1), isolated(4));
  tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10_000 });
  // The fund takes 10 units at 95.00: 980 of 1,000 at 93.00, 550 at 50.00.
  bench.accept(mark(9_300));
  expect(bench.engine.insuranceFundMicros()).toBe(quoteMicros(1_000_000_000));
  tradeBetween(bench, { buyer: 4, seller: 2, ticks: 9_300, lots: 1_000 });
  bench.accept(mark(5_000));
  expect(bench.of('liquidationFilled').map((fill) => fill.stage)).toEqual(['insurance', row.stage]);
});
