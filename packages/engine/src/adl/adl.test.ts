/**
 * The cases marked FLOX are those of FLOX-Foundation/flox (MIT), tests/test_liquidation_engine.cpp and
 * venue/tests/test_venue_cross_margin.cpp, as far as they state outcomes that hold under any ranking by profit.
 */
import { accountId } from '@spillway/protocol';
import {
  contribute,
  listInstrument,
  type MarketBench,
  mark,
  placeLimit,
  plainInstrument,
} from '@spillway/testkit';
import { expect, test } from 'vitest';
import { HUNDRED, plainMarket, tradeBetween } from '../engine-subject.fixture.ts';
import { deleveragingScore } from './deleveraging-score.ts';

const MICROS = 1_000_000;

function equity(bench: MarketBench, account: number): number {
  return bench.account(account).crossEquityMicros / MICROS;
}

function deleveraged(bench: MarketBench): [number, number, number][] {
  return bench
    .of('liquidationFilled')
    .filter((fill) => fill.stage === 'auto-deleveraging')
    .map((fill) => [fill.counterpartyAccountId, fill.priceTicks, fill.sizeLots]);
}

test('D1 the winner is closed at the bankruptcy price, pays nothing, and loses his orders (FLOX, conservation)', () => {
  const bench = plainMarket();
  bench.fund(50, 1);
  bench.fund(100, 2);
  tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10_000 });
  bench.accept(placeLimit({ account: 2, side: 'sell', ticks: 10_500, lots: 100 }), mark(4_000));
  // 10 units at 100 on 50: bankrupt at 95, a hole of 550 at 40. The winner keeps 100 + 50.
  expect(deleveraged(bench)).toEqual([[2, 9_500, 10_000]]);
  expect(equity(bench, 1)).toBe(0);
  expect(equity(bench, 2)).toBe(150);
  expect(bench.of('liquidationFinished')[0]?.deleveragedMicros).toBe(550 * MICROS);
  expect(bench.of('orderClosed').at(-1)?.reason).toBe('auto-deleveraging');
  expect(bench.engine.openOrders(accountId(2))).toEqual([]);
});

test('D1 a cross loser and a cross winner (FLOX, cross venue)', () => {
  const bench = plainMarket();
  bench.fund(1_000, 1);
  bench.fund(100_000, 2);
  tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 100_000 });
  bench.accept(mark(8_000));
  expect(deleveraged(bench)).toEqual([[2, 9_000, 100_000]]);
  expect([bench.wallet(1), bench.wallet(2)]).toEqual([0, 101_000]);
});

test('D1 the fund pays first when it can (FLOX, insurance)', () => {
  const bench = plainMarket();
  bench.accept(contribute(1_000));
  bench.fund(50, 1);
  bench.fund(100, 2);
  tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10_000 });
  bench.accept(mark(4_000));
  expect(deleveraged(bench)).toEqual([]);
  expect(bench.of('liquidationFinished')[0]?.insurancePaidMicros).toBe(550 * MICROS);
  // Cash 1,000 and an inventory of 10 units bought at 95: worth 450 at 40.
  expect(equity(bench, 2)).toBe(700);
});

test('D2 the score is profit times effective leverage, or loss over it', () => {
  // Profit 60 on 100, notional 40, margin 160: 0.6 × 0.25.
  const winner = { unrealisedMicros: 60, entryCostMicros: -100, notionalMicros: 40, marginMicros: 160 };
  expect(deleveragingScore(winner)).toBeCloseTo(0.15, 12);
  const loser = { unrealisedMicros: -20, entryCostMicros: 100, notionalMicros: 80, marginMicros: 20 };
  expect(deleveragingScore(loser)).toBeCloseTo(-0.05, 12);
});

test('D2 the highest score goes first, not the lowest number (FLOX, rank)', () => {
  const bench = plainMarket();
  bench.fund(50, 1);
  bench.fund(100, 2, 3);
  bench.fund(10_000, 4);
  tradeBetween(bench, { buyer: 1, seller: 3, ticks: HUNDRED, lots: 10_000 });
  tradeBetween(bench, { buyer: 4, seller: 2, ticks: HUNDRED, lots: 5_000 });
  bench.accept(mark(4_000));
  // Account 3 has twice the profit on the same money: it alone covers the 10 units.
  expect(deleveraged(bench)).toEqual([[3, 9_500, 10_000]]);
  expect(bench.lots(2)).toBe(-5_000);
});

test('D2 equal scores go by account number (FLOX, tie)', () => {
  const bench = plainMarket();
  bench.fund(50, 1);
  bench.fund(100, 3, 2);
  bench.fund(10_000, 4);
  tradeBetween(bench, { buyer: 1, seller: 3, ticks: HUNDRED, lots: 10_000 });
  tradeBetween(bench, { buyer: 4, seller: 2, ticks: HUNDRED, lots: 10_000 });
  bench.accept(mark(4_000));
  expect(deleveraged(bench)).toEqual([[2, 9_500, 10_000]]);
});

/**
 * Account 1 is ruined on the second instrument and must give up its long of 10 units on the first, where nobody
 * lost anything: 1,000 − 40 × (100 − 50) = −1,000 of equity, shared 10 : 20 by maintenance. The second goes first,
 * at 50 + 666.67 / 40 = 66.67; what is left is −333.20, so that the first is bankrupt at 133.32.
 * The shorts there: account 2 with 100, account 3 with plenty, 5 units each.
 */
function ruinedOnAnother(
  profits: readonly { readonly account: number; readonly lots: number }[],
): MarketBench {
  const bench = plainMarket();
  bench.accept(listInstrument(plainInstrument({ symbol: 'OTHERUSDT' })), mark(HUNDRED, { instrument: 1 }));
  bench.fund(1_000, 1);
  bench.fund(100, 2);
  bench.fund(1_000_000, 3);
  bench.fund(10_000_000, 6, ...profits.map((profit) => profit.account));
  tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 5_000 });
  tradeBetween(bench, { buyer: 1, seller: 3, ticks: HUNDRED, lots: 5_000 });
  tradeBetween(bench, { buyer: 1, seller: 3, ticks: HUNDRED, lots: 40_000, instrument: 1 });
  for (const { account, lots } of profits) {
    tradeBetween(bench, { buyer: 6, seller: account, ticks: HUNDRED, lots, instrument: 1 });
  }
  bench.accept(mark(5_000, { instrument: 1 }));
  return bench;
}

test('D3 nobody is closed further than his equity goes', () => {
  const bench = ruinedOnAnother([]);
  // 33.32 a unit: 100 lasts for 3.001 units.
  expect(deleveraged(bench).slice(0, 3)).toEqual([
    [3, 6_667, 40_000],
    [2, 13_332, 3_001],
    [3, 13_332, 5_000],
  ]);
  expect(equity(bench, 2)).toBeCloseTo(100 - 3.001 * 33.32, 9);
});

test('D4 what is left is closed at the mark, which costs nobody anything', () => {
  const bench = ruinedOnAnother([]);
  expect(deleveraged(bench).slice(3)).toEqual([[2, 10_000, 1_999]]);
  expect([1, 2, 3].map((account) => bench.lots(account, 0))).toEqual([0, 0, 0]);
});

test('D5 the hole is shared by the profitable in proportion, as cost of entry', () => {
  const bench = ruinedOnAnother([
    { account: 5, lots: 1_000 },
    { account: 7, lots: 3_000 },
  ]);
  // 333.20 − 8.001 × 33.32 = 66.60668, over profits of 50 and 150.
  expect(bench.of('lossSocialised').map((event) => [event.accountId, event.amountMicros])).toEqual([
    [5, 16_651_670],
    [7, 49_955_010],
  ]);
  expect(bench.position(5, 1).entryCostMicros).toBe(-100 * MICROS + 16_651_670);
  expect([bench.wallet(5), bench.wallet(7), bench.wallet(1)]).toEqual([10_000_000, 10_000_000, 0]);
  expect(bench.engine.insuranceFundMicros()).toBe(0);
  expect(bench.of('liquidationFinished')[0]).toMatchObject({ socialisedMicros: 66_606_680 });
});

test('D5 what nobody can bear is a debt of the fund, which the next money pays', () => {
  const bench = ruinedOnAnother([]);
  expect(bench.of('lossSocialised')).toEqual([]);
  expect(bench.engine.insuranceFundMicros()).toBe(-66_606_680);
  bench.accept(contribute(100));
  expect(bench.engine.insuranceFundMicros()).toBe(33_393_320);
});
