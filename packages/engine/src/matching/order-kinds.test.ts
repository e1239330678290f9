import { accountId, instrumentId, orderId, quoteMicros } from '@spillway/protocol';
import {
  advanceTime,
  amendOrder,
  cancelAll,
  cancelOrder,
  cancelOrders,
  cancelTimer,
  type EngineUnderTest,
  listInstrument,
  MarketBench,
  mark,
  placeBatch,
  placeLimit,
  placeMarket,
  placeTrigger,
  plainInstrument,
} from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import { HUNDRED, plainMarket, tradeBetween } from '../engine-subject.fixture.ts';
import { checkInvariants, createEngine } from '../index.ts';

const SELL = { account: 2, side: 'sell', ticks: HUNDRED } as const;
const BUY = { account: 1, side: 'buy', ticks: HUNDRED } as const;

function funded(): MarketBench {
  const bench = plainMarket();
  bench.fund(10_000, 1, 2, 3);
  return bench;
}

function closings(bench: MarketBench): [number, string, number][] {
  return bench.of('orderClosed').map((event) => [event.orderId, event.reason, event.remainingLots]);
}

/** Trades as maker order and lots, oldest first. */
function makers(bench: MarketBench): [number, number][] {
  return bench.of('tradeExecuted').map((trade) => [trade.makerOrderId, trade.sizeLots]);
}

function asks(bench: MarketBench): [number, number][] {
  const levels = bench.engine.levels(instrumentId(0), 'sell', 9);
  return levels.map(({ priceTicks, sizeLots }) => [priceTicks, sizeLots]);
}

describe('options', () => {
  test('O1 expiry, display size and minimum notional are tested in their order', () => {
    const bench = plainMarket({ notionalMinMicros: quoteMicros(1_000_000) });
    bench.fund(100, 1);
    const wrong = { ...BUY, lots: 0, expiresAt: 5, display: 0 };
    expect(bench.outcome(placeLimit(wrong))).toBe('EXPIRY_INVALID');
    expect(bench.outcome(placeLimit({ ...BUY, lots: 10, timeInForce: 'gtd' }))).toBe('EXPIRY_INVALID');
    expect(bench.outcome(placeLimit({ ...BUY, lots: 0, display: 0 }))).toBe('SIZE_INVALID');
    expect(bench.outcome(placeLimit({ ...BUY, lots: 5, display: 5, ticks: 0 }))).toBe('DISPLAY_SIZE_INVALID');
    const taking = { ...BUY, lots: 20, display: 5, timeInForce: 'ioc' } as const;
    expect(bench.outcome(placeLimit(taking))).toBe('DISPLAY_SIZE_INVALID');
    // 9 lots at 100.00 are worth 0.90, 10 are worth the minimum of 1.
    expect(bench.outcome(placeLimit({ ...BUY, lots: 9 }))).toBe('NOTIONAL_TOO_SMALL');
    expect(bench.outcome(placeLimit({ ...BUY, lots: 10 }))).toBe('accepted');
  });

  test('O12 a market order is worth its minimum at mark, and what only reduces needs none', () => {
    const bench = plainMarket({ notionalMinMicros: quoteMicros(1_000_000) });
    bench.fund(1_000, 1, 2);
    expect(bench.outcome(placeMarket({ account: 1, side: 'buy', lots: 9 }))).toBe('NOTIONAL_TOO_SMALL');
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 50 });
    const reducing = { account: 1, side: 'sell', ticks: 10_100, lots: 1, isReduceOnly: true } as const;
    expect(bench.outcome(placeLimit(reducing))).toBe('accepted');
  });

  test('O7 orders that wait for a trigger are counted by themselves', () => {
    const subject: EngineUnderTest = {
      create: (sink) => createEngine({ sink, ordersPerAccountMax: 2 }),
      check: checkInvariants,
    };
    const bench = new MarketBench(subject, [listInstrument(plainInstrument()), mark(HUNDRED)]);
    bench.fund(1_000, 1);
    const stop = placeTrigger({ account: 1, side: 'buy', lots: 1, trigger: 11_000 });
    const limit = placeLimit({ ...BUY, lots: 1 });
    bench.accept(stop, limit, stop, limit);
    expect(bench.outcome(stop)).toBe('TRIGGER_ORDERS_TOO_MANY');
    expect(bench.outcome(limit)).toBe('ORDERS_TOO_MANY');
  });

  test('O17 a close-position order is reduce-only with the whole position as its size', () => {
    const bench = funded();
    const close = placeMarket({ account: 1, side: 'sell', lots: 0, isClosePosition: true });
    expect(bench.outcome(close)).toBe('POSITION_MISSING');
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 70 });
    expect(bench.outcome(placeMarket({ account: 1, side: 'sell', lots: 7, isClosePosition: true }))).toBe(
      'SIZE_INVALID',
    );
    expect(bench.outcome(placeLimit({ ...BUY, lots: 0, isClosePosition: true }))).toBe('ORDER_INVALID');
    expect(bench.outcome(placeMarket({ account: 1, side: 'buy', lots: 0, isClosePosition: true }))).toBe(
      'REDUCE_ONLY_WOULD_INCREASE',
    );
    bench.accept(placeLimit({ account: 3, side: 'buy', ticks: HUNDRED, lots: 100 }), close);
    expect(bench.of('orderAccepted').at(-1)).toMatchObject({ sizeLots: 70, isReduceOnly: true });
    expect(bench.lots(1)).toBe(0);
    expect(bench.lots(3)).toBe(70);
  });
});

describe('meeting an order of one’s own', () => {
  test('O8 decrement takes the smaller off both; what is left of the resting order keeps its place', () => {
    const bench = funded();
    const own = bench.accept(placeLimit({ ...SELL, account: 1, lots: 10 }));
    bench.accept(placeLimit({ ...SELL, lots: 5 }));
    bench.accept(placeLimit({ ...BUY, lots: 4, selfTradePrevention: 'decrement' }));
    expect(bench.of('orderAmended')).toMatchObject([
      { orderId: own, remainingLots: 6, priceTicks: HUNDRED, isPriorityKept: true },
    ]);
    expect(closings(bench).map(([, reason]) => reason)).toEqual(['self-trade']);
    bench.accept(placeLimit({ account: 3, side: 'buy', ticks: HUNDRED, lots: 6 }));
    expect(makers(bench)).toEqual([[own, 6]]);
  });

  test('O8 decrement closes a resting order that is used up, and the new one trades on', () => {
    const bench = funded();
    const own = bench.accept(placeLimit({ ...SELL, account: 1, lots: 3 }));
    const other = bench.accept(placeLimit({ ...SELL, lots: 5 }));
    bench.accept(placeLimit({ ...BUY, lots: 7, selfTradePrevention: 'decrement' }));
    expect(closings(bench)).toEqual([
      [own, 'self-trade', 0],
      [other + 1, 'filled', 0],
    ]);
    expect(makers(bench)).toEqual([[other, 4]]);
  });
});

describe('cancelling', () => {
  test('O10 several orders are cancelled one by one, each refused by itself', () => {
    const bench = funded();
    const first = bench.accept(placeLimit({ ...BUY, lots: 1 }));
    const stop = bench.accept(placeTrigger({ account: 1, side: 'buy', lots: 1, trigger: 11_000 }));
    const foreign = bench.accept(placeLimit({ ...SELL, ticks: 10_100, lots: 1 }));
    expect(bench.outcome(cancelOrders(1, []))).toBe('BATCH_INVALID');
    expect(
      bench.outcome(
        cancelOrders(
          1,
          Array.from({ length: 21 }, () => first),
        ),
      ),
    ).toBe('BATCH_INVALID');
    bench.accept(cancelOrders(1, [stop, foreign, first, first]));
    expect(closings(bench)).toEqual([
      [stop, 'cancelled', 1],
      [first, 'cancelled', 1],
    ]);
    const refused = bench.of('commandRejected').slice(-2);
    expect(refused.map(({ commandKind, code }) => [commandKind, code])).toEqual([
      ['CancelOrders', 'ORDER_UNKNOWN'],
      ['CancelOrders', 'ORDER_UNKNOWN'],
    ]);
    expect(bench.outcome(cancelOrder(1, stop))).toBe('ORDER_UNKNOWN');
  });

  test('O10 all orders: those in the book by number, then those that wait', () => {
    const bench = funded();
    const stop = bench.accept(placeTrigger({ account: 1, side: 'buy', lots: 1, trigger: 11_000 }));
    const low = bench.accept(placeLimit({ ...BUY, lots: 1, ticks: 9_000 }));
    const high = bench.accept(placeLimit({ ...BUY, lots: 1 }));
    // An amended order keeps its number, and with it its turn.
    bench.accept(amendOrder(1, low, { ticks: 9_500, lots: 2 }), cancelAll(1));
    expect(closings(bench).map(([id]) => id)).toEqual([low, high, stop]);
  });
});

describe('time', () => {
  test('O11 a gtd order is closed at its expiry, before anything else of that time', () => {
    const bench = funded();
    const at = bench.nowMs + 100;
    const id = bench.accept(placeLimit({ ...SELL, lots: 5, timeInForce: 'gtd', expiresAt: at }));
    expect(bench.engine.openOrders(accountId(2))).toMatchObject([{ expiresAtMs: at }]);
    bench.wait(at - bench.nowMs);
    bench.accept(placeLimit({ ...BUY, lots: 5 }));
    expect(closings(bench)).toEqual([[id, 'expired', 5]]);
    expect(bench.of('orderClosed')[0]?.timeMs).toBe(at);
    expect(bench.of('tradeExecuted')).toEqual([]);
  });

  test('O16 a countdown cancels every order; a new one replaces it, and 0 stops it', () => {
    const bench = funded();
    expect(bench.outcome(cancelTimer(1, 86_400_001))).toBe('TIME_INVALID');
    expect(bench.outcome(cancelTimer(1, -1))).toBe('TIME_INVALID');
    const rest = bench.accept(placeLimit({ ...BUY, lots: 1 }));
    bench.accept(cancelTimer(1, 50), cancelTimer(1, 500));
    const dueMs = bench.nowMs + 500;
    bench.wait(100);
    bench.accept(advanceTime());
    expect(closings(bench)).toEqual([]);
    bench.wait(1_000);
    bench.accept(advanceTime());
    expect(closings(bench)).toEqual([[rest, 'cancel-timer', 1]]);
    expect(bench.of('orderClosed')[0]?.timeMs).toBe(dueMs);
    bench.accept(placeLimit({ ...BUY, lots: 1 }), cancelTimer(1, 50), cancelTimer(1, 0));
    bench.wait(1_000);
    bench.accept(advanceTime());
    expect(
      bench
        .of('cancelTimerSet')
        .map((event) => event.dueMs)
        .at(-1),
    ).toBe(0);
    expect(closings(bench)).toHaveLength(1);
  });
});

describe('icebergs', () => {
  test('O13 an iceberg trades slice by slice, each at the end of the queue', () => {
    const bench = funded();
    const iceberg = bench.accept(placeLimit({ ...SELL, lots: 10, display: 4 }));
    const plain = bench.accept(placeLimit({ ...SELL, account: 3, lots: 3 }));
    expect(asks(bench)).toEqual([[HUNDRED, 7]]);
    bench.accept(placeLimit({ ...BUY, lots: 9 }));
    expect(makers(bench)).toEqual([
      [iceberg, 4],
      [plain, 3],
      [iceberg, 2],
    ]);
    const rested = bench.of('orderRested').filter((event) => event.orderId === iceberg);
    expect(rested.map(({ remainingLots, displayedLots }) => [remainingLots, displayedLots])).toEqual([
      [10, 4],
      [6, 4],
    ]);
    expect(bench.engine.openOrders(accountId(2))).toMatchObject([{ remainingLots: 4, displayedLots: 2 }]);
    bench.accept(placeLimit({ ...BUY, lots: 4 }));
    expect(makers(bench).slice(3)).toEqual([
      [iceberg, 2],
      [iceberg, 2],
    ]);
    expect(bench.engine.openOrders(accountId(2))).toEqual([]);
  });

  test('O13 fill-or-kill counts what is shown, margin is claimed for all of it', () => {
    const bench = funded();
    bench.accept(placeLimit({ ...SELL, lots: 1_000, display: 100 }));
    // 1,000 lots at 100.00 are worth 100, a twentieth of which is claimed.
    expect(bench.account(2).availableMicros).toBe(9_995_000_000);
    expect(bench.outcome(placeLimit({ ...BUY, lots: 101, timeInForce: 'fok' }))).toBe(
      'FILL_OR_KILL_UNFILLABLE',
    );
    expect(bench.outcome(placeLimit({ ...BUY, lots: 100, timeInForce: 'fok' }))).toBe('accepted');
  });
});

describe('amending', () => {
  test('O14 an order that only shrinks keeps its place', () => {
    const bench = funded();
    const first = bench.accept(placeLimit({ ...SELL, lots: 10 }));
    bench.accept(placeLimit({ ...SELL, account: 3, lots: 5 }));
    expect(bench.accept(amendOrder(2, first, { ticks: HUNDRED, lots: 4 }))).toBe(first);
    expect(bench.of('orderAmended')).toMatchObject([{ remainingLots: 4, isPriorityKept: true }]);
    bench.accept(placeLimit({ ...BUY, lots: 4 }));
    expect(makers(bench)).toEqual([[first, 4]]);
  });

  test('O14 one that grows, or any at a venue that never keeps it, goes to the end of its queue', () => {
    const never = plainMarket({}, { amendKeepsPriority: 'never' });
    never.fund(1_000, 1, 2, 3);
    for (const [bench, lots] of [[funded(), 11] as const, [never, 9] as const]) {
      const first = bench.accept(placeLimit({ ...SELL, lots: 10 }));
      const second = bench.accept(placeLimit({ ...SELL, account: 3, lots: 5 }));
      bench.accept(amendOrder(2, first, { ticks: HUNDRED, lots }), placeLimit({ ...BUY, lots: 6 }));
      expect(makers(bench)).toEqual([
        [second, 5],
        [first, 1],
      ]);
      expect(bench.of('orderAmended')).toMatchObject([{ isPriorityKept: false, remainingLots: lots }]);
    }
  });

  test('O14 a new price may trade at once, under the same number', () => {
    const bench = funded();
    const ask = bench.accept(placeLimit({ ...SELL, ticks: 10_100, lots: 3 }));
    const bid = bench.accept(placeLimit({ ...BUY, lots: 5 }));
    bench.accept(amendOrder(1, bid, { ticks: 10_100, lots: 5 }));
    expect(bench.of('tradeExecuted')).toMatchObject([{ makerOrderId: ask, takerOrderId: bid, sizeLots: 3 }]);
    const amended = bench.of('orderAmended')[0];
    expect(bench.of('tradeExecuted')[0]?.causeSequence).toBe(amended?.sequence);
    expect(bench.engine.openOrders(accountId(1))).toMatchObject([{ orderId: bid, remainingLots: 2 }]);
  });

  test('O14 a refused amend leaves the order where it was', () => {
    const bench = funded();
    const first = bench.accept(placeLimit({ ...SELL, lots: 10 }));
    bench.accept(placeLimit({ ...SELL, account: 3, lots: 5 }));
    const stop = bench.accept(placeTrigger({ account: 2, side: 'buy', lots: 1, trigger: 11_000 }));
    const before = bench.engine.stateHash();
    const amend = (id: number, ticks: number, lots: number) =>
      bench.outcome(amendOrder(2, id, { ticks, lots }));
    expect(amend(stop, HUNDRED, 1)).toBe('ORDER_UNKNOWN');
    expect(amend(first, HUNDRED, 10)).toBe('AMEND_UNCHANGED');
    expect(amend(first, HUNDRED, 0)).toBe('SIZE_INVALID');
    expect(amend(first, 0, 5)).toBe('PRICE_INVALID');
    expect(amend(first, HUNDRED, 9_000_000)).toBe('MARGIN_INSUFFICIENT');
    expect(bench.outcome(amendOrder(3, first, { ticks: HUNDRED, lots: 1 }))).toBe('ORDER_UNKNOWN');
    // Refusals count events and let time pass: what rests and trades is the same.
    expect(bench.engine.stateHash()).not.toBe(before);
    bench.accept(placeLimit({ ...BUY, lots: 12 }));
    expect(makers(bench)[0]).toEqual([first, 10]);
  });

  test('O14 an iceberg that shrinks gives up what it hides first', () => {
    const bench = funded();
    const iceberg = bench.accept(placeLimit({ ...SELL, lots: 10, display: 4 }));
    bench.accept(amendOrder(2, iceberg, { ticks: HUNDRED, lots: 6 }));
    expect(bench.engine.openOrders(accountId(2))).toMatchObject([{ remainingLots: 6, displayedLots: 4 }]);
    bench.accept(amendOrder(2, iceberg, { ticks: HUNDRED, lots: 3 }));
    expect(bench.engine.openOrders(accountId(2))).toMatchObject([{ remainingLots: 3, displayedLots: 3 }]);
    expect(asks(bench)).toEqual([[HUNDRED, 3]]);
  });
});

test('O15 a batch is executed one by one and answers with the last order accepted', () => {
  const bench = funded();
  expect(bench.outcome(placeBatch(1, []))).toBe('BATCH_INVALID');
  const small = placeLimit({ ...BUY, lots: 1, clientOrderId: 7 });
  const wrong = placeLimit({ ...BUY, lots: 0, clientOrderId: 8 });
  expect(
    bench.outcome(
      placeBatch(
        1,
        Array.from({ length: 21 }, () => small),
      ),
    ),
  ).toBe('BATCH_INVALID');
  const last = bench.accept(placeBatch(1, [small, small, wrong]));
  expect(bench.engine.openOrders(accountId(1)).map((order) => order.orderId)).toEqual(
    [last - 1, last].map(orderId),
  );
  expect(bench.of('commandRejected').at(-1)).toMatchObject({
    commandKind: 'PlaceOrders',
    code: 'SIZE_INVALID',
    clientOrderId: 8,
  });
  expect(bench.accept(placeBatch(1, [wrong]))).toBe(0);
});
