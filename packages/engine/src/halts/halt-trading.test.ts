import { accountId, instrumentId, type MarketEvent, ratePpm } from '@spillway/protocol';
import {
  advanceTime,
  amendOrder,
  cancelOrder,
  cancelTimer,
  contribute,
  deposit,
  halt,
  listInstrument,
  MarketBench,
  mark,
  placeLimit,
  placeTrigger,
  plainInstrument,
  resume,
  withdraw,
} from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import { ENGINE_SUBJECT, HUNDRED, plainMarket, tradeBetween } from '../engine-subject.fixture.ts';

const BUY = { account: 1, side: 'buy', ticks: HUNDRED } as const;
const SELL = { account: 2, side: 'sell', ticks: HUNDRED } as const;

function isHalted(bench: MarketBench): boolean {
  return bench.engine.isHalted(instrumentId(0));
}

/** Account 1 is long 1,000 lots on a margin of 6: due at a mark of 94.94 or below. */
function leveraged(): MarketBench {
  const bench = plainMarket();
  bench.accept(contribute(10_000));
  bench.fund(6, 1);
  bench.fund(10_000, 2, 3);
  tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 1_000 });
  return bench;
}

describe('halts', () => {
  test('H1 nothing trades or is amended; cancels, transfers and settings go on', () => {
    const bench = plainMarket();
    bench.fund(1_000, 1, 2);
    const id = bench.accept(placeLimit({ ...BUY, lots: 5 }));
    bench.accept(halt(0));
    expect(isHalted(bench)).toBe(true);
    expect(bench.outcome(placeLimit({ ...SELL, lots: 0 }))).toBe('TRADING_HALTED');
    expect(bench.outcome(amendOrder(1, id, { ticks: HUNDRED, lots: 5 }))).toBe('TRADING_HALTED');
    bench.accept(deposit(1, 5), withdraw(1, 5), mark(10_100), cancelOrder(1, id));
    expect(bench.engine.markTicks(instrumentId(0))).toBe(10_100);
    expect(bench.of('tradingHalted')).toMatchObject([{ instrumentId: 0, reason: 'command', untilMs: 0 }]);
  });

  test('H1 nobody is liquidated; H2 whoever is due at the resumption is', () => {
    const bench = leveraged();
    bench.accept(halt(0), mark(9_400), mark(9_450));
    expect(bench.of('liquidationStarted')).toEqual([]);
    expect(bench.lots(1)).toBe(1_000);
    bench.accept(resume(0));
    const resumed = bench.of('tradingResumed')[0];
    expect(bench.of('liquidationStarted')).toMatchObject([
      { accountId: 1, instrumentId: 0, wave: 1, causeSequence: resumed?.sequence },
    ]);
    expect(bench.lots(1)).toBe(0);
  });

  test('H2 whoever is safe again at the resumption is left in peace', () => {
    const bench = leveraged();
    bench.accept(halt(0), mark(9_400), mark(9_900), resume(0));
    expect(bench.of('liquidationStarted')).toEqual([]);
  });

  test('H2 a halt of the market and one of an instrument are two', () => {
    const bench = plainMarket();
    expect(bench.outcome(halt(3))).toBe('INSTRUMENT_UNKNOWN');
    expect(bench.outcome(halt(0, bench.nowMs + 1))).toBe('TIME_INVALID');
    expect(bench.outcome(resume(0))).toBe('HALT_UNCHANGED');
    bench.accept(halt(0), halt(null));
    expect(bench.outcome(halt(null))).toBe('HALT_UNCHANGED');
    bench.accept(resume(0));
    expect(isHalted(bench)).toBe(true);
    bench.accept(resume(null));
    expect(isHalted(bench)).toBe(false);
    expect(bench.of('tradingResumed').map((event) => event.instrumentId)).toEqual([0, null]);
  });

  test('H2 a halt ends by itself at its time, unless a command ended it before', () => {
    const bench = plainMarket();
    const untilMs = bench.nowMs + 100;
    bench.accept(halt(0, untilMs));
    bench.wait(98);
    bench.accept(advanceTime());
    expect(isHalted(bench)).toBe(true);
    bench.wait(500);
    bench.accept(advanceTime());
    expect(bench.of('tradingResumed').map((event) => event.timeMs)).toEqual([untilMs]);
    bench.accept(halt(0, bench.nowMs + 100), resume(0), halt(0));
    bench.wait(500);
    bench.accept(advanceTime());
    expect(isHalted(bench)).toBe(true);
  });
});

describe('the trading band', () => {
  const BAND = { tradingBand: { widthPpm: ratePpm(10_000), referenceMs: 1_000 } };

  test('H3 an order stops at the band: ioc is cancelled there, fill-or-kill refused, gtc does not rest across', () => {
    const bench = plainMarket(BAND);
    bench.fund(10_000, 1, 2, 3);
    bench.accept(
      placeLimit({ ...SELL, ticks: 10_100, lots: 5 }),
      placeLimit({ ...SELL, ticks: 10_101, lots: 5 }),
    );
    const far = { ...BUY, ticks: 10_200, lots: 8 };
    expect(bench.outcome(placeLimit({ ...far, timeInForce: 'fok' }))).toBe('FILL_OR_KILL_UNFILLABLE');
    bench.accept(placeLimit({ ...far, timeInForce: 'ioc' }));
    expect(bench.of('tradeExecuted')).toMatchObject([{ priceTicks: 10_100, sizeLots: 5 }]);
    bench.accept(placeLimit(far));
    expect(bench.of('orderClosed').map((event) => event.reason)).toEqual([
      'filled',
      'immediate-or-cancel',
      'immediate-or-cancel',
    ]);
    expect(bench.engine.openOrders(accountId(1))).toEqual([]);
  });

  test('H3 the reference is renewed by the first mark so long after it, and at a resumption', () => {
    const bench = plainMarket(BAND);
    bench.fund(10_000, 1, 2);
    const taking = placeLimit({ ...BUY, ticks: 10_150, lots: 1, timeInForce: 'ioc' });
    bench.accept(placeLimit({ ...SELL, ticks: 10_150, lots: 9 }), mark(10_100), taking);
    expect(bench.of('tradeExecuted')).toEqual([]);
    bench.wait(1_000);
    bench.accept(mark(10_100), taking);
    expect(bench.of('tradeExecuted')).toHaveLength(1);
    bench.accept(mark(10_300), taking, halt(0), resume(0), taking);
    // 10,300 × 0.99 = 10,197: the resting order is now below the band.
    expect(bench.of('tradeExecuted')).toHaveLength(2);
  });

  test('H3 a forced order stops there too', () => {
    const bench = plainMarket(BAND);
    bench.accept(contribute(10_000));
    bench.fund(6, 1);
    bench.fund(10_000, 2, 3);
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 1_000 });
    // The bankruptcy price is 94.00, the lower edge of the band 99.00.
    bench.accept(placeLimit({ account: 3, side: 'buy', ticks: 9_899, lots: 1_000 }), mark(9_400));
    expect(bench.of('liquidationFilled').map((event) => event.stage)).toEqual(['insurance']);
  });
});

describe('the circuit breaker', () => {
  const breaker = { movePpm: ratePpm(50_000), windowMs: 1_000, haltMs: 300, scope: 'instrument' } as const;

  test('H4 a mark too far from the window halts before anybody is liquidated, and the window begins anew', () => {
    const bench = plainMarket({ circuitBreaker: breaker });
    bench.accept(contribute(10_000));
    bench.fund(6, 1);
    bench.fund(10_000, 2);
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 1_000 });
    bench.accept(mark(9_500));
    expect(isHalted(bench)).toBe(false);
    bench.accept(mark(9_499), mark(9_000));
    const [halted] = bench.of('tradingHalted');
    expect(halted).toMatchObject({ instrumentId: 0, reason: 'circuit-breaker' });
    expect(halted?.causeSequence).toBe(bench.of('markPriceChanged').at(-2)?.sequence);
    expect(bench.of('tradingHalted')).toHaveLength(1);
    expect(bench.of('liquidationStarted')).toEqual([]);
    bench.wait(300);
    bench.accept(advanceTime());
    expect(bench.of('tradingResumed').map((event) => event.timeMs)).toEqual([(halted?.timeMs ?? 0) + 300]);
    expect(bench.of('liquidationStarted')).toHaveLength(1);
    // 5 % of 9,000 are 450.
    bench.accept(mark(9_450));
    expect(isHalted(bench)).toBe(false);
    bench.accept(mark(9_451));
    expect(isHalted(bench)).toBe(true);
  });

  test('H4 a breaker of the market halts every instrument', () => {
    const bench = plainMarket({ circuitBreaker: { ...breaker, scope: 'market' } });
    bench.accept(mark(12_000));
    expect(bench.of('tradingHalted')).toMatchObject([{ instrumentId: null }]);
    expect(isHalted(bench)).toBe(true);
  });
});

test('C4 what is due by the time of a command happens first: by time, kind, account and order', () => {
  const bench = plainMarket();
  bench.fund(1_000, 1, 2);
  const at = bench.nowMs + 100;
  const gtd = { lots: 1, timeInForce: 'gtd', expiresAt: at } as const;
  bench.accept(placeLimit({ ...BUY, account: 2, ticks: 9_000, ...gtd }));
  bench.accept(
    placeTrigger({
      account: 1,
      side: 'buy',
      lots: 1,
      trigger: 11_000,
      ticks: 11_000,
      timeInForce: 'gtd',
      expiresAt: at,
    }),
  );
  bench.accept(placeLimit({ ...BUY, ticks: 9_000, ...gtd }), placeLimit({ ...BUY, ticks: 8_000, lots: 1 }));
  bench.accept(halt(0, at));
  bench.accept(cancelTimer(1, at - bench.nowMs - 1));
  const count = bench.events.length;
  bench.wait(500);
  bench.accept(mark(9_900));
  const told = bench.events
    .slice(count)
    .map((event: MarketEvent) => [
      event.kind,
      event.timeMs - at,
      event.kind === 'orderClosed' ? event.orderId : 0,
    ]);
  expect(told).toEqual([
    ['orderClosed', 0, 2],
    ['orderClosed', 0, 3],
    ['orderClosed', 0, 1],
    ['orderClosed', 0, 4],
    ['tradingResumed', 0, 0],
    ['markPriceChanged', bench.nowMs - at, 0],
  ]);
});

test('H4 an instrument that is resumed before its first mark is not halted by that', () => {
  const breaker = { movePpm: ratePpm(50_000), windowMs: 1_000, haltMs: 300, scope: 'instrument' } as const;
  const bench = new MarketBench(ENGINE_SUBJECT, [
    listInstrument(plainInstrument({ circuitBreaker: breaker })),
    halt(0),
    resume(0),
    mark(HUNDRED),
  ]);
  expect(isHalted(bench)).toBe(false);
});
