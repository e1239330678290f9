import { instrumentId, ratePpm } from '@spillway/protocol';
import {
  adjustMargin,
  advanceTime,
  amendOrder,
  cancelOrder,
  halt,
  isolated,
  leverage,
  mark,
  placeLimit,
  placeMarket,
  resume,
  withdraw,
} from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import {
  during,
  fieldsOf,
  HUNDRED,
  RULE_SUBJECTS,
  ruleMarket,
  tradeBetween,
} from './rule-markets.fixture.ts';

const BTC = instrumentId(0);

describe.each(RULE_SUBJECTS)('halts in the %s', (_, subject) => {
  test('H1 nothing trades in a halt, while cancels, transfers, margin and settings go on', () => {
    const bench = ruleMarket(subject, { instruments: [{}, {}], accounts: [1, 2] });
    bench.accept(isolated(1), leverage(1, 10), leverage(2, 10));
    tradeBetween(bench, { buyer: 1, seller: 2, lots: 1_000 });
    bench.accept(placeLimit({ account: 1, side: 'buy', ticks: 9_900, lots: 10 }), halt(0));
    expect(bench.outcome(placeLimit({ account: 1, side: 'buy', ticks: 9_900, lots: 10 }))).toBe(
      'TRADING_HALTED',
    );
    expect(bench.outcome(amendOrder(1, 3, { ticks: 9_900, lots: 5 }))).toBe('TRADING_HALTED');
    expect(
      bench.outcome(placeLimit({ account: 1, side: 'buy', ticks: 9_900, lots: 10, instrument: 1 })),
    ).toBe('accepted');
    bench.accept(cancelOrder(1, 3), withdraw(1, 5), adjustMargin(1, 5), leverage(2, 5));
    // 1,000 lots at 100 with 15 behind them: due at 86, but not while the halt lasts.
    bench.accept(mark(8_500));
    expect(bench.of('liquidationStarted')).toEqual([]);
    expect(bench.engine.isHalted(BTC)).toBe(true);
    expect(bench.outcome(halt(0))).toBe('HALT_UNCHANGED');
    expect(bench.outcome(halt(1, bench.nowMs))).toBe('TIME_INVALID');
    expect(bench.outcome(resume(null))).toBe('HALT_UNCHANGED');
  });

  test('H2 whoever is due when trading resumes is liquidated then, by account number', () => {
    const bench = ruleMarket(subject, { accounts: [1, 2, 3] });
    for (const account of [2, 1]) {
      bench.accept(isolated(account), leverage(account, 10));
      tradeBetween(bench, { buyer: account, seller: 3, lots: 1_000 });
    }
    bench.accept(halt(0), halt(null, bench.nowMs + 100), mark(8_500));
    bench.accept(resume(0));
    expect(bench.of('liquidationStarted')).toEqual([]);
    bench.wait(200);
    const events = during(bench, () => bench.accept(advanceTime()));
    const [resumed] = events;
    expect(resumed).toMatchObject({ kind: 'tradingResumed', instrumentId: null });
    expect(fieldsOf(events, 'liquidationStarted', ['accountId', 'causeSequence'])).toEqual([
      [1, resumed?.sequence],
      [2, resumed?.sequence],
    ]);
  });

  test('H3 nothing trades outside the band around its reference, which is renewed from time to time', () => {
    const bench = ruleMarket(subject, {
      instruments: [{ tradingBand: { widthPpm: ratePpm(20_000), referenceMs: 50 } }],
      accounts: [1, 2, 3],
    });
    bench.accept(
      placeLimit({ account: 1, side: 'sell', ticks: 10_200, lots: 10 }),
      placeLimit({ account: 1, side: 'sell', ticks: 10_201, lots: 10 }),
    );
    // 102.00 is the edge. A market order stops there; what would rest across 102.01 is cancelled.
    const buy = { account: 2, side: 'buy', lots: 15 } as const;
    const market = during(bench, () => bench.accept(placeMarket(buy)));
    expect(fieldsOf(market, 'tradeExecuted', ['priceTicks', 'sizeLots'])).toEqual([[10_200, 10]]);
    expect(fieldsOf(market, 'orderClosed', ['reason', 'remainingLots'])).toContainEqual([
      'immediate-or-cancel',
      5,
    ]);
    const crossing = during(bench, () => bench.accept(placeLimit({ ...buy, ticks: 10_250 })));
    expect(fieldsOf(crossing, 'orderClosed', ['reason', 'remainingLots'])).toEqual([
      ['immediate-or-cancel', 15],
    ]);
    expect(bench.outcome(placeLimit({ ...buy, ticks: 10_250, isPostOnly: true }))).toBe(
      'POST_ONLY_WOULD_TRADE',
    );
    expect(bench.outcome(placeLimit({ ...buy, ticks: 10_250, timeInForce: 'fok' }))).toBe(
      'FILL_OR_KILL_UNFILLABLE',
    );
    const resting = during(bench, () => bench.accept(placeLimit({ ...buy, ticks: 10_200 })));
    expect(fieldsOf(resting, 'orderRested', ['priceTicks', 'remainingLots'])).toEqual([[10_200, 15]]);
    // A mark within 50 ms of the reference leaves it; one after 50 ms becomes it: 101 × 1.02 = 103.02.
    bench.accept(mark(10_100));
    expect(
      during(bench, () => bench.accept(placeMarket(buy))).some(({ kind }) => kind === 'tradeExecuted'),
    ).toBe(false);
    bench.wait(50);
    bench.accept(mark(10_100), placeMarket(buy));
    expect(bench.of('tradeExecuted').at(-1)).toMatchObject({ priceTicks: 10_201 });
  });

  test('H3 forced orders stop at the band as well', () => {
    const bench = ruleMarket(subject, {
      instruments: [{ tradingBand: { widthPpm: ratePpm(50_000), referenceMs: 1_000_000 } }],
      accounts: [1, 2, 3],
    });
    bench.accept(isolated(1), leverage(1, 10));
    tradeBetween(bench, { buyer: 1, seller: 2, lots: 1_000 });
    // Bankruptcy at 90, the band's lower edge at 95: the bid of 92 is not reached, so account 2 is deleveraged at 90.
    bench.accept(placeLimit({ account: 3, side: 'buy', ticks: 9_200, lots: 1_000 }));
    const events = during(bench, () => bench.accept(mark(9_050)));
    expect(fieldsOf(events, 'liquidationFilled', ['stage', 'priceTicks'])).toEqual([
      ['auto-deleveraging', 9_000],
    ]);
  });

  test('H4 a mark too far from the window halts before anybody is liquidated', () => {
    const bench = ruleMarket(subject, {
      instruments: [
        { circuitBreaker: { movePpm: ratePpm(50_000), windowMs: 20, haltMs: 100, scope: 'market' } },
        {},
      ],
      accounts: [1, 2],
    });
    bench.accept(isolated(1), leverage(1, 50));
    tradeBetween(bench, { buyer: 1, seller: 2, lots: 1_000 });
    // 5 % exactly is not too far, and 30 ms later the 100 is forgotten: 90.25 is 5 % below 95.
    bench.accept(mark(9_700));
    expect(bench.of('liquidationStarted')).toHaveLength(1);
    bench.wait(30);
    bench.accept(mark(9_500));
    bench.wait(30);
    bench.accept(mark(9_025));
    expect(bench.of('tradingHalted')).toEqual([]);
    const events = during(bench, () => bench.accept(mark(9_024)));
    expect(fieldsOf(events, 'tradingHalted', ['instrumentId', 'reason', 'untilMs', 'causeSequence'])).toEqual(
      [],
    );
    bench.accept(mark(9_600));
    expect(bench.of('tradingHalted')).toMatchObject([
      { instrumentId: null, reason: 'circuit-breaker', untilMs: bench.nowMs + 100 },
    ]);
    expect(bench.engine.isHalted(instrumentId(1))).toBe(true);
    // In the halt it is not tested; after it the window begins with the mark then.
    bench.accept(mark(7_000));
    bench.wait(200);
    bench.accept(mark(7_001));
    expect(bench.of('tradingHalted')).toHaveLength(1);
    expect(bench.engine.isHalted(BTC)).toBe(false);
  });
});

describe.each(RULE_SUBJECTS)('liquidations in a halt in the %s', (_, subject) => {
  test('H5 a cross account is liquidated by what trades; the halted position stays for later', () => {
    const bench = ruleMarket(subject, { instruments: [{}, {}], accounts: [1, 2, 3] });
    tradeBetween(bench, { buyer: 1, seller: 2, lots: 50_000 });
    tradeBetween(bench, { buyer: 1, seller: 2, lots: 50_000, instrument: 1 });
    bench.accept(placeLimit({ account: 3, side: 'buy', ticks: 9_950, lots: 50_000, instrument: 1 }), halt(0));
    // 50 × 18.2 lost on the halted one: 90 are left, at 1 % of 4,090 + 5,000 a margin of 90.9 is needed. The other one's
    // share of the 90 is 49.5: it may be sold down to 99.01.
    const events = during(bench, () => bench.accept(mark(8_180)));
    expect(fieldsOf(events, 'liquidationFilled', ['instrumentId', 'stage'])).toEqual([[1, 'book']]);
    expect(fieldsOf(events, 'liquidationFinished', ['isComplete'])).toEqual([[false]]);
    expect([bench.lots(1, 0), bench.lots(1, 1)]).toEqual([50_000, 0]);
    // Due again, but there is nothing that may be closed, until trading resumes.
    expect(during(bench, () => bench.accept(mark(8_000))).map(({ kind }) => kind)).toEqual([
      'markPriceChanged',
    ]);
    const later = during(bench, () => bench.accept(resume(0)));
    expect(fieldsOf(later, 'liquidationStarted', ['accountId', 'instrumentId'])).toEqual([[1, 0]]);
    expect(bench.lots(1, 0)).toBe(0);
    expect(HUNDRED).toBe(bench.engine.markTicks(instrumentId(1)));
  });
});
