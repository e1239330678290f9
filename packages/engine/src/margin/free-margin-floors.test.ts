import { MICROS_PER_QUOTE } from '@spillway/protocol';
import {
  cancelOrder,
  deposit,
  listInstrument,
  MarketBench,
  mark,
  placeLimit,
  plainInstrument,
  plainRules,
  rules,
} from '@spillway/testkit';
import { expect, test } from 'vitest';
import { marketOf } from '../engine.ts';
import { ENGINE_SUBJECT } from '../engine-subject.fixture.ts';
import { ROUNDINGS_MICROS } from './claim-rise.ts';

/** One instrument at 100 (10,000 ticks, 1 % maintenance, 20x). The bench checks the floors after each command. */
function market(quote: number): MarketBench {
  const bench = new MarketBench(ENGINE_SUBJECT, [
    rules(plainRules()),
    listInstrument(plainInstrument()),
    mark(10_000),
  ]);
  bench.fund(quote, 1, 2);
  return bench;
}

function floorMicros(bench: MarketBench): number {
  return marketOf(bench.engine).positions.freeMarginFloors.floorMicros(0);
}

const buy = (ticks: number, lots: number) => placeLimit({ account: 1, side: 'buy', ticks, lots });
const sell = (ticks: number, lots: number) => placeLimit({ account: 2, side: 'sell', ticks, lots });
const NOTHING_KNOWN = Number.NEGATIVE_INFINITY;

test('M5 an order within the floor of free margin is covered, and takes at least its claim off the floor', () => {
  const bench = market(100);
  expect(floorMicros(bench)).toBe(NOTHING_KNOWN);
  // Each claims 5 of 100 for its margin, and is 10 away from the mark.
  bench.accept(buy(9_900, 1_000));
  expect(floorMicros(bench)).toBe(100 * MICROS_PER_QUOTE - 6 * MICROS_PER_QUOTE - ROUNDINGS_MICROS);
  bench.accept(buy(9_900, 1_000));
  expect(floorMicros(bench)).toBe(100 * MICROS_PER_QUOTE - 2 * (6 * MICROS_PER_QUOTE + ROUNDINGS_MICROS));
});

test('M5 above the floor the rules decide, to the micro', () => {
  const bench = market(100);
  bench.accept(buy(9_900, 10_000));
  // 50 are left: 10,000 lots at 100 and 20x claim just that.
  expect(bench.outcome(buy(10_000, 10_001))).toBe('MARGIN_INSUFFICIENT');
  expect(bench.outcome(buy(10_000, 10_000))).toBe('accepted');
  expect(bench.outcome(buy(10_000, 1))).toBe('MARGIN_INSUFFICIENT');
});

test('M5 an order that made up for the loss of another lowers the floor when it goes', () => {
  const bench = market(30);
  // Alone: 5 of margin and a loss of 10 against the mark. With the second: 10 of margin, and no loss.
  bench.accept(buy(11_000, 1_000));
  const hedge = bench.accept(buy(9_000, 1_000));
  const before = floorMicros(bench);
  bench.accept(cancelOrder(1, hedge));
  expect(floorMicros(bench)).toBe(before - 10 * MICROS_PER_QUOTE - ROUNDINGS_MICROS);
  expect(bench.account(1).availableMicros).toBe(15 * MICROS_PER_QUOTE);
  expect(bench.outcome(buy(10_000, 3_001))).toBe('MARGIN_INSUFFICIENT');
  expect(bench.outcome(buy(10_000, 3_000))).toBe('accepted');
});

test('M5 a fill of a resting order keeps the floor, less its loss against the mark', () => {
  const bench = market(100);
  bench.accept(buy(10_100, 1_000));
  const before = floorMicros(bench);
  bench.accept(sell(10_100, 1_000));
  // It leaves the orders, 1 from the mark, and loses that 1.
  expect(floorMicros(bench)).toBe(before - 2 * (MICROS_PER_QUOTE + ROUNDINGS_MICROS));
});

test('M5 a mark that moved, and money that came, leave no floor', () => {
  const bench = market(100);
  bench.accept(buy(9_900, 1_000), mark(10_100));
  expect(floorMicros(bench)).toBe(NOTHING_KNOWN);
  bench.accept(buy(9_900, 1_000));
  expect(floorMicros(bench)).toBeGreaterThan(0);
  bench.accept(deposit(1, 1));
  expect(floorMicros(bench)).toBe(NOTHING_KNOWN);
});
