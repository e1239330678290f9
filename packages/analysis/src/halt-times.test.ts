import { expect, test } from 'vitest';
import { BTC, context, feed, halted, listed, resumed, SOL } from './market-events.fixture.ts';
import { summarise } from './summarise.ts';

const LISTING = [listed('BTCUSDT', BTC), listed('SOLUSDT', SOL)];

test('a run without halts has none, and each instrument stood still for no time', () => {
  expect(summarise(feed(LISTING), context).halts).toEqual({
    count: 0,
    byCircuitBreaker: 0,
    haltedMs: { BTCUSDT: 0, SOLUSDT: 0 },
  });
});

test('time under a halt of the instrument and one of the market counts once, an open halt up to now', () => {
  const metrics = feed([
    ...LISTING,
    // BTC: 10 to 30 s by itself, 20 to 50 s with the market: 40 s. SOL: the market's 30 s.
    halted(10_000, BTC, 'circuit-breaker'),
    halted(20_000, null, 'command'),
    resumed(30_000, BTC),
    resumed(50_000, null),
    // SOL again, from 100 s to the end at 120 s.
    halted(100_000, SOL, 'circuit-breaker'),
  ]);
  expect(summarise(metrics, context).halts).toEqual({
    count: 3,
    byCircuitBreaker: 2,
    haltedMs: { BTCUSDT: 40_000, SOLUSDT: 50_000 },
  });
});

test('a halt within another adds nothing', () => {
  const metrics = feed([
    ...LISTING,
    halted(10_000, null, 'command'),
    halted(20_000, BTC, 'command'),
    resumed(30_000, BTC),
    resumed(40_000, null),
  ]);
  expect(metrics.haltedMs(120_000)).toEqual([30_000, 30_000]);
});
