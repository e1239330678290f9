import { accountId, instrumentId, orderId, priceTicks, quoteMicros } from '@spillway/protocol';
import {
  advanceTime,
  amendOrder,
  cancelAll,
  cancelOrders,
  cancelTimer,
  placeBatch,
  placeLimit,
  placeMarket,
  placeTrigger,
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

describe.each(RULE_SUBJECTS)('orders in the %s', (_, subject) => {
  test('O1 the first test that fails gives the code: leg, expiry, size, display, price, minimum, in this order', () => {
    const bench = ruleMarket(subject, {
      instruments: [{ notionalMinMicros: quoteMicros(5_000_000) }],
      accounts: [1],
    });
    const order = { account: 1, side: 'buy', lots: 10, ticks: HUNDRED } as const;
    // Everything is wrong with the first one; each next one mends the fault found before.
    expect(bench.outcome(placeLimit({ ...order, isPostOnly: true, timeInForce: 'ioc', leg: 'long' }))).toBe(
      'ORDER_INVALID',
    );
    expect(bench.outcome(placeLimit({ ...order, leg: 'long', expiresAt: 5 }))).toBe('POSITION_SIDE_INVALID');
    expect(bench.outcome(placeLimit({ ...order, lots: 0, expiresAt: 5 }))).toBe('EXPIRY_INVALID');
    expect(bench.outcome(placeLimit({ ...order, lots: 0, display: 9, ticks: 0 }))).toBe('SIZE_INVALID');
    expect(bench.outcome(placeLimit({ ...order, display: 10, ticks: 0 }))).toBe('DISPLAY_SIZE_INVALID');
    expect(bench.outcome(placeLimit({ ...order, display: 9, ticks: 0 }))).toBe('PRICE_INVALID');
    // Ten lots at 100 are worth 1, less than the minimum of 5.
    expect(bench.outcome(placeLimit({ ...order, display: 9, isReduceOnly: true }))).toBe(
      'REDUCE_ONLY_WOULD_INCREASE',
    );
    expect(bench.outcome(placeLimit({ ...order, display: 9 }))).toBe('NOTIONAL_TOO_SMALL');
    expect(bench.outcome(placeLimit({ ...order, lots: 50, display: 9 }))).toBe('accepted');
  });

  test('O8 decrement takes the smaller order off both, and closes what is then empty', () => {
    const bench = ruleMarket(subject, { accounts: [1] });
    bench.accept(placeLimit({ account: 1, side: 'sell', ticks: HUNDRED, lots: 100 }));
    const buy = { account: 1, side: 'buy', ticks: HUNDRED, selfTradePrevention: 'decrement' } as const;
    const smaller = during(bench, () => bench.accept(placeLimit({ ...buy, lots: 30 })));
    expect(fieldsOf(smaller, 'orderAmended', ['orderId', 'remainingLots', 'isPriorityKept'])).toEqual([
      [1, 70, true],
    ]);
    expect(fieldsOf(smaller, 'orderClosed', ['orderId', 'reason', 'remainingLots'])).toEqual([
      [2, 'self-trade', 0],
    ]);
    const larger = during(bench, () => bench.accept(placeLimit({ ...buy, lots: 100 })));
    expect(fieldsOf(larger, 'orderClosed', ['orderId', 'reason', 'remainingLots'])).toEqual([
      [1, 'self-trade', 0],
    ]);
    expect(fieldsOf(larger, 'orderRested', ['orderId', 'remainingLots'])).toEqual([[3, 30]]);
    expect(bench.of('tradeExecuted')).toEqual([]);
  });

  test('O10 all orders are cancelled oldest first, those in the book before those that wait', () => {
    const bench = ruleMarket(subject, { accounts: [1] });
    bench.accept(
      placeTrigger({ account: 1, side: 'sell', lots: 5, trigger: 9_000 }),
      placeLimit({ account: 1, side: 'buy', ticks: 9_900, lots: 5 }),
      placeLimit({ account: 1, side: 'buy', ticks: 9_950, lots: 5 }),
    );
    const several = during(bench, () => bench.accept(cancelOrders(1, [2, 7])));
    expect(fieldsOf(several, 'orderClosed', ['orderId', 'reason'])).toEqual([[2, 'cancelled']]);
    expect(fieldsOf(several, 'commandRejected', ['commandKind', 'code'])).toEqual([
      ['CancelOrders', 'ORDER_UNKNOWN'],
    ]);
    bench.accept(placeLimit({ account: 1, side: 'buy', ticks: 9_800, lots: 5 }));
    const all = during(bench, () => bench.accept(cancelAll(1)));
    expect(fieldsOf(all, 'orderClosed', ['orderId'])).toEqual([[3], [4], [1]]);
    expect(bench.outcome(cancelOrders(1, []))).toBe('BATCH_INVALID');
  });

  test('O11 a good-till-date order is closed when its time comes, before the command of that time', () => {
    const bench = ruleMarket(subject, { accounts: [1, 2] });
    const expiresAt = bench.nowMs + 50;
    bench.accept(
      placeLimit({ account: 1, side: 'sell', ticks: HUNDRED, lots: 10, timeInForce: 'gtd', expiresAt }),
    );
    bench.wait(expiresAt - bench.nowMs);
    const events = during(bench, () => bench.apply(placeMarket({ account: 2, side: 'buy', lots: 10 })));
    expect(fieldsOf(events, 'orderClosed', ['orderId', 'reason', 'timeMs'])[0]).toEqual([
      1,
      'expired',
      expiresAt,
    ]);
    expect(bench.of('tradeExecuted')).toEqual([]);
    const past = { account: 1, side: 'sell', ticks: HUNDRED, lots: 10, timeInForce: 'gtd' } as const;
    expect(bench.outcome(placeLimit({ ...past, expiresAt: bench.nowMs }))).toBe('EXPIRY_INVALID');
  });

  test('O12 a market order is worth the minimum at mark; what only reduces may be worth less', () => {
    const bench = ruleMarket(subject, {
      instruments: [{ notionalMinMicros: quoteMicros(5_000_000) }],
      accounts: [1, 2],
    });
    tradeBetween(bench, { buyer: 1, seller: 2, lots: 50 });
    expect(bench.outcome(placeMarket({ account: 1, side: 'buy', lots: 49 }))).toBe('NOTIONAL_TOO_SMALL');
    const little = { account: 1, side: 'sell', lots: 1, ticks: HUNDRED } as const;
    expect(bench.outcome(placeLimit(little))).toBe('NOTIONAL_TOO_SMALL');
    expect(bench.outcome(placeLimit({ ...little, isReduceOnly: true }))).toBe('accepted');
  });

  test('O13 an iceberg trades what it shows, then its next slice stands at the end of the queue', () => {
    const bench = ruleMarket(subject, { accounts: [1, 2, 3] });
    bench.accept(
      placeLimit({ account: 1, side: 'sell', ticks: HUNDRED, lots: 100, display: 40 }),
      placeLimit({ account: 2, side: 'sell', ticks: HUNDRED, lots: 10 }),
    );
    expect(bench.engine.depthLots(BTC, 'sell', priceTicks(HUNDRED))).toBe(50);
    // The book shows 50 of 110: a fill-or-kill order for 60 is refused, one that takes what it finds is filled.
    const buy = { account: 3, side: 'buy', lots: 60 } as const;
    expect(bench.outcome(placeMarket({ ...buy, timeInForce: 'fok' }))).toBe('FILL_OR_KILL_UNFILLABLE');
    const events = during(bench, () => bench.accept(placeMarket(buy)));
    expect(fieldsOf(events, 'tradeExecuted', ['makerAccountId', 'sizeLots'])).toEqual([
      [1, 40],
      [2, 10],
      [1, 10],
    ]);
    expect(fieldsOf(events, 'orderRested', ['orderId', 'remainingLots', 'displayedLots'])).toEqual([
      [1, 60, 40],
    ]);
    expect(bench.engine.openOrders(accountId(1))).toMatchObject([{ remainingLots: 50, displayedLots: 30 }]);
  });

  test('O14 an amended order keeps its place only if it just shrinks', () => {
    const bench = ruleMarket(subject, { accounts: [1, 2, 3] });
    bench.accept(
      placeLimit({ account: 1, side: 'sell', ticks: HUNDRED, lots: 10 }),
      placeLimit({ account: 2, side: 'sell', ticks: HUNDRED, lots: 10 }),
      amendOrder(1, 1, { ticks: HUNDRED, lots: 6 }),
    );
    bench.accept(placeMarket({ account: 3, side: 'buy', lots: 1 }));
    bench.accept(
      amendOrder(1, 1, { ticks: HUNDRED, lots: 7 }),
      placeMarket({ account: 3, side: 'buy', lots: 1 }),
    );
    expect(bench.of('tradeExecuted').map(({ makerAccountId }) => makerAccountId)).toEqual([1, 2]);
    expect(bench.of('orderAmended').map(({ isPriorityKept }) => isPriorityKept)).toEqual([true, false]);
    expect(bench.outcome(amendOrder(1, 1, { ticks: HUNDRED, lots: 7 }))).toBe('AMEND_UNCHANGED');
    expect(bench.outcome(amendOrder(2, 1, { ticks: HUNDRED, lots: 7 }))).toBe('ORDER_UNKNOWN');
  });

  test('O14 an amended order may trade at once under its old number, and one that fails a test stays as it was', () => {
    const bench = ruleMarket(subject, { accounts: [1, 2] });
    bench.accept(
      placeLimit({ account: 1, side: 'buy', ticks: 9_900, lots: 10 }),
      placeLimit({ account: 1, side: 'buy', ticks: 9_800, lots: 10, isPostOnly: true }),
      placeLimit({ account: 2, side: 'sell', ticks: HUNDRED, lots: 4 }),
    );
    expect(bench.outcome(amendOrder(1, 2, { ticks: HUNDRED, lots: 10 }))).toBe('POST_ONLY_WOULD_TRADE');
    // 20,000,000 lots at 100 are worth 2,000,000, which 1,000 cannot carry at 20x.
    expect(bench.outcome(amendOrder(1, 1, { ticks: 9_900, lots: 10_000_000 }))).toBe('MARGIN_INSUFFICIENT');
    expect(bench.engine.openOrders(accountId(1)).map(({ priceTicks: ticks }) => ticks)).toEqual([
      9_900, 9_800,
    ]);
    const events = during(bench, () => bench.accept(amendOrder(1, 1, { ticks: HUNDRED, lots: 10 })));
    expect(events.map(({ kind }) => kind).slice(0, 2)).toEqual(['orderAmended', 'tradeExecuted']);
    expect(fieldsOf(events, 'orderRested', ['orderId', 'priceTicks', 'remainingLots'])).toEqual([
      [1, HUNDRED, 6],
    ]);
  });

  test('O14 a venue may let every amended order lose its place', () => {
    const bench = ruleMarket(subject, { rules: { amendKeepsPriority: 'never' }, accounts: [1, 2, 3] });
    bench.accept(
      placeLimit({ account: 1, side: 'sell', ticks: HUNDRED, lots: 10 }),
      placeLimit({ account: 2, side: 'sell', ticks: HUNDRED, lots: 10 }),
      amendOrder(1, 1, { ticks: HUNDRED, lots: 6 }),
      placeMarket({ account: 3, side: 'buy', lots: 1 }),
    );
    expect(bench.of('tradeExecuted')).toMatchObject([{ makerAccountId: 2 }]);
  });

  test('O15 each order of a batch is accepted or refused by itself', () => {
    const bench = ruleMarket(subject, { accounts: [1] });
    const buy = { account: 1, side: 'buy', lots: 10 } as const;
    const events = during(bench, () => {
      const result = bench.apply(
        placeBatch(1, [
          placeLimit({ ...buy, ticks: 9_900, clientOrderId: 7 }),
          placeLimit({ ...buy, ticks: 0, clientOrderId: 8 }),
          placeLimit({ ...buy, ticks: 9_800, clientOrderId: 9 }),
        ]),
      );
      expect(result).toEqual({ isAccepted: true, orderId: orderId(2) });
    });
    expect(fieldsOf(events, 'orderRested', ['orderId', 'priceTicks'])).toEqual([
      [1, 9_900],
      [2, 9_800],
    ]);
    expect(fieldsOf(events, 'commandRejected', ['commandKind', 'code', 'clientOrderId'])).toEqual([
      ['PlaceOrders', 'PRICE_INVALID', 8],
    ]);
    expect(bench.outcome(placeBatch(1, []))).toBe('BATCH_INVALID');
    const many = Array.from({ length: 21 }, () => placeLimit({ ...buy, ticks: 9_000 }));
    expect(bench.outcome(placeBatch(1, many))).toBe('BATCH_INVALID');
  });

  test('O16 a cancel timer cancels every order of its account when nobody sets it again', () => {
    const bench = ruleMarket(subject, { accounts: [1, 2] });
    bench.accept(
      placeLimit({ account: 1, side: 'buy', ticks: 9_900, lots: 10 }),
      placeTrigger({ account: 1, side: 'sell', lots: 5, trigger: 9_000 }),
      placeLimit({ account: 2, side: 'buy', ticks: 9_900, lots: 10 }),
      cancelTimer(1, 100),
    );
    bench.wait(60);
    bench.accept(cancelTimer(1, 100));
    const dueMs = bench.nowMs + 100;
    bench.wait(99);
    expect(during(bench, () => bench.accept(advanceTime()))).toEqual([]);
    const events = during(bench, () => bench.accept(advanceTime()));
    expect(fieldsOf(events, 'orderClosed', ['orderId', 'reason', 'timeMs'])).toEqual([
      [1, 'cancel-timer', dueMs],
      [2, 'cancel-timer', dueMs],
    ]);
    expect(bench.outcome(cancelTimer(1, 86_400_001))).toBe('TIME_INVALID');
    bench.accept(
      placeLimit({ account: 1, side: 'buy', ticks: 9_900, lots: 10 }),
      cancelTimer(1, 50),
      cancelTimer(1, 0),
    );
    bench.wait(1_000);
    expect(during(bench, () => bench.accept(advanceTime()))).toEqual([]);
  });

  test('O17 a close-position order has the whole position as its size, whatever that is', () => {
    const bench = ruleMarket(subject, { accounts: [1, 2, 3] });
    const close = placeMarket({ account: 1, side: 'sell', lots: 0, isClosePosition: true });
    expect(bench.outcome(close)).toBe('POSITION_MISSING');
    tradeBetween(bench, { buyer: 1, seller: 2, lots: 123 });
    const limit = placeLimit({ account: 1, side: 'sell', ticks: HUNDRED, lots: 0, isClosePosition: true });
    expect(bench.outcome(limit)).toBe('ORDER_INVALID');
    expect(bench.outcome(placeMarket({ account: 1, side: 'sell', lots: 5, isClosePosition: true }))).toBe(
      'SIZE_INVALID',
    );
    expect(bench.outcome(placeMarket({ account: 1, side: 'buy', lots: 0, isClosePosition: true }))).toBe(
      'REDUCE_ONLY_WOULD_INCREASE',
    );
    bench.accept(placeLimit({ account: 3, side: 'buy', ticks: HUNDRED, lots: 500 }));
    const events = during(bench, () => bench.accept(close));
    expect(fieldsOf(events, 'orderAccepted', ['sizeLots', 'isReduceOnly'])).toEqual([[123, true]]);
    expect(bench.lots(1)).toBe(0);
  });
});
