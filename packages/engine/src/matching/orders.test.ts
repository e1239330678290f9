import { accountId, instrumentId, type OrderCloseReason, priceTicks, ratePpm } from '@spillway/protocol';
import {
  cancelAll,
  cancelOrder,
  isolated,
  listInstrument,
  MarketBench,
  mark,
  openAccount,
  placeLimit,
  placeMarket,
  plainInstrument,
  type UntimedCommand,
} from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import { ENGINE_SUBJECT, HUNDRED, plainMarket, tradeBetween } from '../engine-subject.fixture.ts';
import { checkInvariants, createEngine } from '../index.ts';

/** Trades as maker account, price and lots, oldest first. */
function tape(bench: MarketBench): [number, number, number][] {
  return bench.of('tradeExecuted').map((trade) => [trade.makerAccountId, trade.priceTicks, trade.sizeLots]);
}

function closings(bench: MarketBench): OrderCloseReason[] {
  return bench.of('orderClosed').map((event) => event.reason);
}

const BUY = { account: 1, side: 'buy', ticks: HUNDRED, lots: 10 } as const;

describe('acceptance', () => {
  test('O1 the first test that fails gives the code, and nothing changes', () => {
    const bench = new MarketBench(ENGINE_SUBJECT, [listInstrument(plainInstrument())]);
    expect(bench.outcome(placeLimit(BUY))).toBe('ACCOUNT_UNKNOWN');
    bench.fund(100, 1);
    expect(bench.outcome(placeLimit({ ...BUY, instrument: 1 }))).toBe('INSTRUMENT_UNKNOWN');
    expect(bench.outcome(placeLimit({ ...BUY, lots: 0 }))).toBe('MARK_PRICE_MISSING');
    bench.accept(mark(HUNDRED));
    expect(bench.outcome(placeLimit({ ...BUY, lots: 0, isPostOnly: true, timeInForce: 'ioc' }))).toBe(
      'ORDER_INVALID',
    );
    expect(bench.outcome(placeMarket({ ...BUY, timeInForce: 'gtc' }))).toBe('ORDER_INVALID');
    expect(bench.outcome(placeLimit({ ...BUY, clientOrderId: -1 }))).toBe('ORDER_INVALID');
    expect(bench.outcome(placeLimit({ ...BUY, lots: 0, ticks: 0 }))).toBe('SIZE_INVALID');
    expect(bench.outcome({ ...placeLimit(BUY), sizeLots: 1.5 as never } as UntimedCommand)).toBe(
      'SIZE_INVALID',
    );
    expect(bench.outcome(placeLimit({ ...BUY, ticks: 0, isReduceOnly: true }))).toBe('PRICE_INVALID');
    expect(bench.outcome(placeLimit({ ...BUY, lots: 9_000_000, timeInForce: 'fok' }))).toBe(
      'FILL_OR_KILL_UNFILLABLE',
    );
    expect(bench.outcome(placeLimit({ ...BUY, lots: 9_000_000 }))).toBe('MARGIN_INSUFFICIENT');
    expect(bench.engine.openOrders(accountId(1))).toEqual([]);
    expect(bench.account(1).availableMicros).toBe(100_000_000);
    expect(bench.of('commandRejected')).toHaveLength(11);
  });

  test('O2 what does not trade rests, or is cancelled when immediate-or-cancel', () => {
    const bench = plainMarket();
    bench.fund(1_000, 1, 2);
    bench.accept(placeLimit({ account: 2, side: 'sell', ticks: HUNDRED, lots: 4 }));
    bench.accept(placeLimit({ ...BUY, timeInForce: 'ioc' }));
    expect(closings(bench)).toEqual(['filled', 'immediate-or-cancel']);
    expect(bench.engine.levels(instrumentId(0), 'buy', 5)).toEqual([]);
    bench.accept(placeLimit({ account: 2, side: 'sell', ticks: HUNDRED, lots: 4 }), placeLimit(BUY));
    expect(bench.engine.levels(instrumentId(0), 'buy', 5)).toEqual([{ priceTicks: HUNDRED, sizeLots: 6 }]);
    expect(bench.lots(1)).toBe(8);
  });

  test('O3 fill-or-kill takes all or nothing, and counts neither own nor reduce-only orders', () => {
    const bench = plainMarket();
    bench.fund(1_000, 1, 2, 3);
    tradeBetween(bench, { buyer: 3, seller: 2, ticks: HUNDRED, lots: 50 });
    bench.accept(
      placeLimit({ account: 2, side: 'sell', ticks: HUNDRED, lots: 9 }),
      placeLimit({ account: 1, side: 'sell', ticks: HUNDRED, lots: 9 }),
      placeLimit({ account: 3, side: 'sell', ticks: HUNDRED, lots: 9, isReduceOnly: true }),
    );
    const order = { ...BUY, timeInForce: 'fok', selfTradePrevention: 'cancel-maker' } as const;
    expect(bench.outcome(placeLimit(order))).toBe('FILL_OR_KILL_UNFILLABLE');
    bench.accept(placeLimit({ ...order, lots: 9 }));
    expect(bench.lots(1)).toBe(9);
  });

  test('O4 a limit outside the band is refused, a market order stops at its edge', () => {
    const bench = plainMarket({ priceBandPpm: ratePpm(50_000) });
    bench.fund(1_000, 1, 2);
    expect(bench.outcome(placeLimit({ ...BUY, ticks: 10_501 }))).toBe('PRICE_OUTSIDE_BAND');
    expect(bench.outcome(placeLimit({ ...BUY, ticks: 9_499 }))).toBe('PRICE_OUTSIDE_BAND');
    expect(bench.outcome(placeLimit({ ...BUY, ticks: 9_500 }))).toBe('accepted');
    bench.accept(
      placeLimit({ account: 2, side: 'sell', ticks: 10_500, lots: 3 }),
      mark(9_800),
      placeMarket({ account: 1, side: 'buy', lots: 5 }),
    );
    // 9,800 + 5 % = 10,290: the offer at 10,500 is out of reach.
    expect(tape(bench)).toEqual([]);
    bench.accept(mark(HUNDRED), placeMarket({ account: 1, side: 'buy', lots: 5 }));
    expect(tape(bench)).toEqual([[2, 10_500, 3]]);
    expect(closings(bench).at(-1)).toBe('immediate-or-cancel');
  });

  test('O5 a post-only order that would trade is refused', () => {
    const bench = plainMarket();
    bench.fund(1_000, 1, 2);
    bench.accept(placeLimit({ account: 2, side: 'sell', ticks: HUNDRED, lots: 4 }));
    expect(bench.outcome(placeLimit({ ...BUY, isPostOnly: true }))).toBe('POST_ONLY_WOULD_TRADE');
    expect(bench.outcome(placeLimit({ ...BUY, isPostOnly: true, ticks: HUNDRED - 1 }))).toBe('accepted');
  });

  test('O6 a reduce-only order points against the position and is cut to it', () => {
    const bench = plainMarket();
    bench.fund(1_000, 1, 2, 3);
    expect(bench.outcome(placeLimit({ ...BUY, isReduceOnly: true }))).toBe('REDUCE_ONLY_WOULD_INCREASE');
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10 });
    expect(bench.outcome(placeLimit({ ...BUY, isReduceOnly: true }))).toBe('REDUCE_ONLY_WOULD_INCREASE');
    bench.accept(
      placeLimit({ account: 3, side: 'buy', ticks: HUNDRED, lots: 25 }),
      placeLimit({ account: 1, side: 'sell', ticks: HUNDRED, lots: 25, isReduceOnly: true }),
    );
    expect(bench.lots(1)).toBe(0);
    expect(bench.of('orderAccepted').at(-1)?.sizeLots).toBe(10);
  });

  test('O7 one more order than the limit is refused', () => {
    const subject = {
      create: (sink: Parameters<typeof createEngine>[0]['sink']) =>
        createEngine({ sink, ordersPerAccountMax: 2 }),
      check: checkInvariants,
    };
    const bench = new MarketBench(subject, [listInstrument(plainInstrument()), mark(HUNDRED)]);
    bench.fund(1_000, 1);
    bench.accept(placeLimit(BUY), placeLimit(BUY));
    expect(bench.outcome(placeLimit(BUY))).toBe('ORDERS_TOO_MANY');
    bench.accept(cancelAll(1), placeLimit(BUY));
  });
});

describe('own orders', () => {
  const modes = [
    { mode: 'cancel-taker', taker: 0, resting: [4, 5], reasons: ['self-trade'] },
    { mode: 'cancel-maker', taker: 5, resting: [], reasons: ['self-trade', 'filled', 'immediate-or-cancel'] },
    { mode: 'cancel-both', taker: 0, resting: [5], reasons: ['self-trade', 'self-trade'] },
  ] as const;

  test.each(modes)('O8 $mode', ({ mode, taker, resting, reasons }) => {
    const bench = plainMarket();
    bench.fund(1_000, 1, 2);
    bench.accept(
      placeLimit({ account: 1, side: 'sell', ticks: HUNDRED, lots: 4 }),
      placeLimit({ account: 2, side: 'sell', ticks: HUNDRED, lots: 5 }),
      placeLimit({ ...BUY, timeInForce: 'ioc', selfTradePrevention: mode }),
    );
    expect(bench.lots(1)).toBe(taker);
    expect(closings(bench)).toEqual(reasons);
    const left = [1, 2].flatMap((account) => bench.engine.openOrders(accountId(account)));
    expect(left.map((order) => order.remainingLots)).toEqual(resting);
  });

  test('O9 a resting reduce-only order closes the position and never turns it', () => {
    const bench = plainMarket();
    bench.fund(1_000, 1, 2, 3);
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10 });
    bench.accept(placeLimit({ account: 1, side: 'sell', ticks: 10_100, lots: 10, isReduceOnly: true }));
    bench.accept(
      placeLimit({ account: 3, side: 'buy', ticks: HUNDRED, lots: 6 }),
      placeLimit({ account: 1, side: 'sell', ticks: HUNDRED, lots: 6 }),
    );
    expect(bench.lots(1)).toBe(4);
    bench.accept(placeLimit({ account: 3, side: 'buy', ticks: 10_100, lots: 10 }));
    expect(bench.lots(1)).toBe(0);
    expect(bench.engine.openOrders(accountId(1))).toEqual([]);
    expect(bench.of('orderClosed').at(-1)).toMatchObject({
      accountId: 1,
      reason: 'reduce-only',
      remainingLots: 6,
    });
  });

  test('O10 only the owner cancels, one order or all of them', () => {
    const bench = plainMarket();
    bench.fund(1_000, 1, 2);
    const order = bench.accept(placeLimit(BUY));
    expect(bench.outcome(cancelOrder(2, order))).toBe('ORDER_UNKNOWN');
    expect(bench.outcome(cancelOrder(1, order + 1))).toBe('ORDER_UNKNOWN');
    expect(bench.outcome(cancelOrder(1, order))).toBe('accepted');
    expect(bench.outcome(cancelOrder(1, order))).toBe('ORDER_UNKNOWN');
    expect(bench.outcome(cancelAll(1, 7))).toBe('INSTRUMENT_UNKNOWN');
    const first = bench.accept(placeLimit(BUY));
    const second = bench.accept(placeLimit({ ...BUY, ticks: 9_000 }));
    bench.accept(cancelAll(1));
    expect(bench.of('orderClosed').map((event) => event.orderId)).toEqual([order, first, second]);
  });
});

describe('the book', () => {
  test('B1 better price first, then earlier order, at the price of the resting one', () => {
    const bench = plainMarket();
    bench.fund(1_000, 1, 2, 3, 4);
    bench.accept(
      placeLimit({ account: 2, side: 'sell', ticks: 10_020, lots: 5 }),
      placeLimit({ account: 3, side: 'sell', ticks: 10_010, lots: 5 }),
      placeLimit({ account: 4, side: 'sell', ticks: 10_010, lots: 5 }),
      placeLimit({ account: 1, side: 'buy', ticks: 10_050, lots: 12 }),
    );
    expect(tape(bench)).toEqual([
      [3, 10_010, 5],
      [4, 10_010, 5],
      [2, 10_020, 2],
    ]);
    expect(bench.engine.lastTicks(instrumentId(0))).toBe(10_020);
  });

  test('B2 a partly filled order keeps its place', () => {
    const bench = plainMarket();
    bench.fund(1_000, 1, 2, 3);
    bench.accept(
      placeLimit({ account: 2, side: 'sell', ticks: HUNDRED, lots: 5 }),
      placeLimit({ account: 3, side: 'sell', ticks: HUNDRED, lots: 5 }),
      placeLimit({ ...BUY, lots: 2 }),
      placeLimit({ ...BUY, lots: 4 }),
    );
    expect(tape(bench)).toEqual([
      [2, HUNDRED, 2],
      [2, HUNDRED, 3],
      [3, HUNDRED, 1],
    ]);
  });

  test('B3 an order that would cross trades instead of resting across', () => {
    const bench = plainMarket();
    bench.fund(1_000, 1, 2);
    bench.accept(
      placeLimit({ account: 2, side: 'sell', ticks: HUNDRED, lots: 5 }),
      placeLimit({ ...BUY, ticks: 10_100, lots: 8 }),
    );
    expect(bench.engine.bestTicks(instrumentId(0), 'buy')).toBe(10_100);
    expect(bench.engine.bestTicks(instrumentId(0), 'sell')).toBe(0);
    expect(bench.engine.depthLots(instrumentId(0), 'buy', priceTicks(9_000))).toBe(3);
  });
});

describe('accounts and instruments', () => {
  test('O1 an account is opened once, and only with a number', () => {
    const bench = plainMarket();
    bench.fund(1_000, 1);
    expect(bench.outcome(openAccount(1))).toBe('ACCOUNT_EXISTS');
    expect(bench.outcome(openAccount(0))).toBe('ACCOUNT_UNKNOWN');
    expect(bench.outcome(listInstrument(plainInstrument()))).toBe('INSTRUMENT_EXISTS');
    expect(bench.outcome(listInstrument(plainInstrument({ riskTiers: [] })))).toBe('INSTRUMENT_INVALID');
    expect(bench.outcome(mark(0))).toBe('PRICE_INVALID');
    expect(bench.outcome(mark(HUNDRED, { instrument: 3 }))).toBe('INSTRUMENT_UNKNOWN');
    expect(bench.outcome(isolated(9))).toBe('ACCOUNT_UNKNOWN');
  });
});
