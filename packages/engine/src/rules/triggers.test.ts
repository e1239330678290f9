import { accountId, instrumentId, simulatedMs } from '@spillway/protocol';
import {
  advanceTime,
  halt,
  mark,
  placeLimit,
  placeTrigger,
  resume,
  type TriggerTerms,
} from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import {
  during,
  fieldsOf,
  HUNDRED,
  RULE_SUBJECTS,
  type RuleBench,
  ruleMarket,
  tradeBetween,
} from './rule-markets.fixture.ts';

/** The numbers of the orders that a mark fires, in their order. */
function firedBy(bench: RuleBench, ticks: number): unknown[] {
  const events = during(bench, () => bench.accept(mark(ticks)));
  return fieldsOf(events, 'triggerOrderFired', ['orderId', 'priceTicks']);
}

describe.each(RULE_SUBJECTS)('trigger orders in the %s', (_, subject) => {
  test('T1 what can be known is tested when it is placed; it claims no margin and waits outside the book', () => {
    const bench = ruleMarket(subject, { accounts: [1] });
    const stop: TriggerTerms = { account: 1, side: 'sell', lots: 10, trigger: 9_000 };
    expect(bench.outcome(placeTrigger({ ...stop, leg: 'short' }))).toBe('POSITION_SIDE_INVALID');
    expect(bench.outcome(placeTrigger({ ...stop, lots: 0 }))).toBe('SIZE_INVALID');
    expect(bench.outcome(placeTrigger({ ...stop, trigger: 0 }))).toBe('TRIGGER_PRICE_INVALID');
    expect(bench.outcome(placeTrigger({ ...stop, callback: 5_000 }))).toBe('TRIGGER_PRICE_INVALID');
    expect(bench.outcome(placeTrigger({ ...stop, triggerType: 'trailing-stop', callback: 999 }))).toBe(
      'TRIGGER_PRICE_INVALID',
    );
    expect(bench.outcome(placeTrigger({ ...stop, ticks: 20_000_000 }))).toBe('PRICE_INVALID');
    // A limit at half the mark is far outside the band, which is none of a waiting order's business.
    const free = bench.account(1).availableMicros;
    expect(bench.outcome(placeTrigger({ ...stop, lots: 9_000_000, ticks: 5_000 }))).toBe('accepted');
    expect(bench.account(1).availableMicros).toBe(free);
    expect(bench.engine.openOrders(accountId(1))).toEqual([]);
    expect(bench.engine.triggerOrders(accountId(1))).toMatchObject([
      { orderId: 1, triggerTicks: 9_000, priceTicks: 5_000 },
    ]);
    bench.accept(halt(0));
    expect(bench.outcome(placeTrigger(stop))).toBe('accepted');
  });

  test('T2 stops fire at a worse price, take-profits at a better one, and none where it would fire at once', () => {
    const bench = ruleMarket(subject, { accounts: [1] });
    const order = { account: 1, lots: 10 } as const;
    bench.accept(
      placeTrigger({ ...order, side: 'buy', trigger: 10_100 }),
      placeTrigger({ ...order, side: 'sell', trigger: 9_900 }),
      placeTrigger({ ...order, side: 'buy', trigger: 9_800, triggerType: 'take-profit' }),
      placeTrigger({ ...order, side: 'sell', trigger: 10_200, triggerType: 'take-profit' }),
    );
    for (const [side, triggerType] of [
      ['buy', 'stop'],
      ['sell', 'stop'],
      ['buy', 'take-profit'],
      ['sell', 'take-profit'],
    ] as const) {
      expect(bench.outcome(placeTrigger({ ...order, side, triggerType, trigger: HUNDRED }))).toBe(
        'TRIGGER_WOULD_FIRE',
      );
    }
    expect(firedBy(bench, 10_099)).toEqual([]);
    expect(firedBy(bench, 10_100)).toEqual([[1, 10_100]]);
    expect(firedBy(bench, 10_250)).toEqual([[4, 10_250]]);
    expect(firedBy(bench, 9_901)).toEqual([]);
    expect(firedBy(bench, 9_750)).toEqual([
      [2, 9_750],
      [3, 9_750],
    ]);
  });

  test('T3 a trailing sell follows the highest price: 1 % below 10,500 is 10,395', () => {
    const bench = ruleMarket(subject, { accounts: [1] });
    bench.accept(
      placeTrigger({
        account: 1,
        side: 'sell',
        lots: 10,
        trigger: 0,
        triggerType: 'trailing-stop',
        callback: 10_000,
      }),
    );
    const trailing = (): unknown => bench.engine.triggerOrders(accountId(1))[0]?.trailingTicks;
    expect(trailing()).toBe(9_900);
    expect(firedBy(bench, 9_950)).toEqual([]);
    expect(firedBy(bench, 10_500)).toEqual([]);
    expect(trailing()).toBe(10_395);
    expect(firedBy(bench, 10_396)).toEqual([]);
    expect(firedBy(bench, 10_395)).toEqual([[1, 10_395]]);
  });

  test('T3 a trailing buy begins at its activation, and its bound is rounded towards the best price', () => {
    const bench = ruleMarket(subject, { accounts: [1] });
    bench.accept(
      placeTrigger({
        account: 1,
        side: 'buy',
        lots: 10,
        trigger: 9_777,
        triggerType: 'trailing-stop',
        callback: 1_000,
      }),
    );
    expect(firedBy(bench, 9_778)).toEqual([]);
    expect(firedBy(bench, 10_500)).toEqual([]);
    // Active at 9,777: 9,777 × 1.001 = 9,786.777, down to 9,786.
    expect(firedBy(bench, 9_777)).toEqual([]);
    expect(bench.engine.triggerOrders(accountId(1))).toMatchObject([{ trailingTicks: 9_786 }]);
    expect(firedBy(bench, 9_785)).toEqual([]);
    expect(firedBy(bench, 9_786)).toEqual([[1, 9_786]]);
  });

  test('T4 what fires does so by order number, after the liquidations, and its trades may fire more', () => {
    const bench = ruleMarket(subject, { accounts: [1, 2, 3] });
    tradeBetween(bench, { buyer: 2, seller: 3, lots: 100 });
    bench.accept(
      placeLimit({ account: 2, side: 'buy', ticks: 9_990, lots: 10 }),
      placeLimit({ account: 2, side: 'buy', ticks: 9_970, lots: 100 }),
      placeTrigger({ account: 3, side: 'sell', lots: 20, trigger: 9_980, triggerBy: 'last' }),
      placeTrigger({ account: 1, side: 'sell', lots: 25, trigger: 9_950 }),
    );
    const events = during(bench, () => bench.accept(mark(9_950)));
    // The mark fires order 6, which sells 10 at 9,990 and 15 at 9,970; that last price fires order 5.
    const kinds = ['triggerOrderFired', 'orderAccepted', 'tradeExecuted'];
    expect(events.filter(({ kind }) => kinds.includes(kind)).map(({ kind }) => kind)).toEqual([
      'triggerOrderFired',
      'orderAccepted',
      'tradeExecuted',
      'tradeExecuted',
      'triggerOrderFired',
      'orderAccepted',
      'tradeExecuted',
    ]);
    expect(fieldsOf(events, 'triggerOrderFired', ['orderId', 'priceTicks'])).toEqual([
      [6, 9_950],
      [5, 9_970],
    ]);
    const lastTrade = events.filter(({ kind }) => kind === 'tradeExecuted')[1];
    const [first, second] = events.filter(({ kind }) => kind === 'triggerOrderFired');
    expect(first?.causeSequence).toBe(events[0]?.sequence);
    expect(second?.causeSequence).toBe(lastTrade?.sequence);
  });

  test('T5 a fired order that fails a test is told and closed', () => {
    const bench = ruleMarket(subject, { accounts: [1] });
    bench.accept(
      placeTrigger({
        account: 1,
        side: 'buy',
        lots: 9_000_000,
        trigger: 10_100,
        ticks: 10_100,
        clientOrderId: 5,
      }),
    );
    const events = during(bench, () => bench.accept(mark(10_100)));
    const [fired] = events.filter(({ kind }) => kind === 'triggerOrderFired');
    expect(
      fieldsOf(events, 'commandRejected', ['commandKind', 'code', 'clientOrderId', 'causeSequence']),
    ).toEqual([['PlaceTriggerOrder', 'MARGIN_INSUFFICIENT', 5, fired?.sequence]]);
    expect(fieldsOf(events, 'orderClosed', ['orderId', 'reason', 'remainingLots'])).toEqual([
      [1, 'refused', 9_000_000],
    ]);
  });

  test('T6 a close-position stop outlives its position and is then refused', () => {
    const bench = ruleMarket(subject, { accounts: [1, 2] });
    tradeBetween(bench, { buyer: 1, seller: 2, lots: 100 });
    bench.accept(placeTrigger({ account: 1, side: 'sell', lots: 0, trigger: 9_900, isClosePosition: true }));
    tradeBetween(bench, { buyer: 2, seller: 1, lots: 100 });
    expect(bench.engine.triggerOrders(accountId(1))).toHaveLength(1);
    const events = during(bench, () => bench.accept(mark(9_900)));
    expect(fieldsOf(events, 'commandRejected', ['code'])).toEqual([['POSITION_MISSING']]);
    expect(fieldsOf(events, 'orderClosed', ['reason'])).toEqual([['refused']]);
  });

  test('T6 a halt holds triggers back; after it they fire at the price there is then', () => {
    const bench = ruleMarket(subject, { accounts: [1] });
    const stop = { account: 1, side: 'sell', lots: 10 } as const;
    bench.accept(
      placeTrigger({ ...stop, trigger: 9_900 }),
      placeTrigger({ ...stop, trigger: 9_700 }),
      halt(0),
    );
    expect(firedBy(bench, 9_600)).toEqual([]);
    expect(firedBy(bench, 9_800)).toEqual([]);
    const events = during(bench, () => bench.accept(resume(0)));
    expect(fieldsOf(events, 'triggerOrderFired', ['orderId', 'priceTicks'])).toEqual([[1, 9_800]]);
  });

  test('O11, T1 a waiting order expires like one in the book', () => {
    const bench = ruleMarket(subject, { accounts: [1] });
    const expiresAt = bench.nowMs + 20;
    bench.accept(
      placeTrigger({
        account: 1,
        side: 'sell',
        lots: 10,
        trigger: 9_900,
        ticks: 9_900,
        timeInForce: 'gtd',
        expiresAt,
      }),
    );
    bench.wait(30);
    const events = during(bench, () => bench.accept(advanceTime()));
    expect(fieldsOf(events, 'orderClosed', ['orderId', 'reason', 'timeMs'])).toEqual([
      [1, 'expired', expiresAt],
    ]);
  });

  test('C4 what was to happen by then happens first, by time and by kind', () => {
    const bench = ruleMarket(subject, { accounts: [1, 2] });
    const at = bench.nowMs + 100;
    const gtd = { timeInForce: 'gtd', side: 'buy', lots: 10, ticks: 9_900 } as const;
    bench.accept(
      placeLimit({ ...gtd, account: 2, expiresAt: at }),
      placeLimit({ ...gtd, account: 1, expiresAt: at }),
      placeLimit({ ...gtd, account: 1, expiresAt: at + 1 }),
      placeTrigger({ account: 2, side: 'sell', lots: 5, trigger: 9_000 }),
      { kind: 'SetCancelTimer', accountId: accountId(2), countdownMs: at - bench.nowMs - 5 },
      { kind: 'HaltTrading', instrumentId: instrumentId(0), untilMs: simulatedMs(at) },
    );
    bench.wait(500);
    const events = during(bench, () => bench.accept(advanceTime()));
    expect(events.map(({ kind, timeMs }) => [kind, timeMs - at])).toEqual([
      ['orderClosed', 0],
      ['orderClosed', 0],
      ['orderClosed', 0],
      ['tradingResumed', 0],
      ['orderClosed', 1],
    ]);
    expect(fieldsOf(events, 'orderClosed', ['accountId', 'reason'])).toEqual([
      [1, 'expired'],
      [2, 'expired'],
      [2, 'cancel-timer'],
      [1, 'expired'],
    ]);
  });
});
