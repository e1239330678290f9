import { accountId, partialSink, simulatedMs } from '@spillway/protocol';
import {
  deposit,
  halt,
  listInstrument,
  type MarketBench,
  mark,
  openAccount,
  placeLimit,
  placeTrigger,
  plainInstrument,
  resume,
  type UntimedCommand,
} from '@spillway/testkit';
import { expect, test } from 'vitest';
import { HUNDRED, plainMarket, tradeBetween } from '../engine-subject.fixture.ts';
import { createEngine } from '../index.ts';

/** Account 3 bids and offers, 1 is long 100 lots. */
function funded(): MarketBench {
  const bench = plainMarket();
  bench.fund(100_000, 1, 2, 3);
  tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 100 });
  bench.accept(
    placeLimit({ account: 3, side: 'buy', ticks: 9_000, lots: 500 }),
    placeLimit({ account: 3, side: 'sell', ticks: 11_000, lots: 500 }),
  );
  return bench;
}

const STOP = { account: 1, side: 'sell', lots: 40, trigger: 9_800 } as const;

function fired(bench: MarketBench): [number, number][] {
  return bench.of('triggerOrderFired').map((event) => [event.orderId, event.priceTicks]);
}

test('T1 what can be known is tested when it is placed, halts do not keep it from being placed', () => {
  const bench = funded();
  const outcome = (terms: Partial<Parameters<typeof placeTrigger>[0]>) =>
    bench.outcome(placeTrigger({ ...STOP, ...terms }));
  expect(outcome({ timeInForce: 'gtc' })).toBe('ORDER_INVALID');
  expect(outcome({ leg: 'long' })).toBe('POSITION_SIDE_INVALID');
  expect(outcome({ expiresAt: 5 })).toBe('EXPIRY_INVALID');
  expect(outcome({ isClosePosition: true, ticks: 9_000, lots: 0 })).toBe('ORDER_INVALID');
  expect(outcome({ lots: 0 })).toBe('SIZE_INVALID');
  expect(outcome({ trigger: 0 })).toBe('TRIGGER_PRICE_INVALID');
  expect(outcome({ callback: 1_000 })).toBe('TRIGGER_PRICE_INVALID');
  expect(outcome({ triggerType: 'trailing-stop', callback: 999 })).toBe('TRIGGER_PRICE_INVALID');
  expect(outcome({ triggerType: 'trailing-stop', callback: 100_001 })).toBe('TRIGGER_PRICE_INVALID');
  expect(outcome({ ticks: 0 })).toBe('PRICE_INVALID');
  expect(outcome({ trigger: HUNDRED })).toBe('TRIGGER_WOULD_FIRE');
  bench.accept(halt(0));
  const id = bench.accept(placeTrigger(STOP));
  expect(bench.engine.triggerOrders(accountId(1))).toMatchObject([{ orderId: id, triggerTicks: 9_800 }]);
  expect(bench.account(1).availableMicros).toBe(bench.account(1).crossEquityMicros - 500_000);
});

test('T2 stops wait for a worse price, take-profits for a better one, and trade as orders of their own number', () => {
  const bench = funded();
  const stop = bench.accept(placeTrigger(STOP));
  const profit = bench.accept(placeTrigger({ ...STOP, triggerType: 'take-profit', trigger: 10_200 }));
  bench.accept(mark(9_801), mark(10_199));
  expect(fired(bench)).toEqual([]);
  bench.accept(mark(9_800));
  expect(fired(bench)).toEqual([[stop, 9_800]]);
  expect(bench.of('tradeExecuted').at(-1)).toMatchObject({
    takerOrderId: stop,
    sizeLots: 40,
    priceTicks: 9_000,
  });
  expect(bench.of('triggerOrderFired')[0]?.causeSequence).toBe(bench.of('markPriceChanged').at(-1)?.sequence);
  bench.accept(mark(10_200));
  expect(fired(bench)).toEqual([
    [stop, 9_800],
    [profit, 10_200],
  ]);
  expect(bench.lots(1)).toBe(20);
});

test('T2 by the last trade: the trade is named as the cause', () => {
  const bench = funded();
  const stop = bench.accept(placeTrigger({ ...STOP, triggerBy: 'last' }));
  bench.accept(mark(9_500));
  expect(fired(bench)).toEqual([]);
  bench.accept(mark(HUNDRED), placeLimit({ account: 2, side: 'sell', ticks: 9_000, lots: 1 }));
  expect(fired(bench)).toEqual([[stop, 9_000]]);
  const trades = bench.of('tradeExecuted');
  expect(bench.of('triggerOrderFired')[0]?.causeSequence).toBe(trades.at(-2)?.sequence);
});

test('T3 a trailing stop follows the price from its activation and fires behind the best', () => {
  const bench = funded();
  const trailing = { ...STOP, triggerType: 'trailing-stop', trigger: 10_100, callback: 20_000 } as const;
  const id = bench.accept(placeTrigger(trailing));
  bench.accept(mark(9_600));
  expect(bench.engine.triggerOrders(accountId(1))).toMatchObject([{ trailingTicks: 0 }]);
  // 10,333 × 0.98 = 10,126.34: rounded towards the best.
  bench.accept(mark(10_100), mark(10_333), mark(10_200));
  expect(bench.engine.triggerOrders(accountId(1))).toMatchObject([{ trailingTicks: 10_127 }]);
  bench.accept(mark(10_128));
  expect(fired(bench)).toEqual([]);
  bench.accept(mark(10_127));
  expect(fired(bench)).toEqual([[id, 10_127]]);
});

test('T4 what fires does so by order number, and a trade that it makes is looked at again', () => {
  const bench = funded();
  const byLast = bench.accept(placeTrigger({ ...STOP, lots: 1, triggerBy: 'last', trigger: 9_100 }));
  const second = bench.accept(placeTrigger({ ...STOP, lots: 2 }));
  const third = bench.accept(placeTrigger({ ...STOP, lots: 3, trigger: 9_900 }));
  bench.accept(mark(9_700));
  expect(fired(bench)).toEqual([
    [second, 9_700],
    [third, 9_700],
    [byLast, 9_000],
  ]);
});

test('T4 at most 10,000 orders fire in one command; the rest wait for the next change of the price', () => {
  let firedCount = 0;
  const engine = createEngine({
    sink: partialSink({
      triggerOrderFired: () => {
        firedCount += 1;
      },
    }),
  });
  let timeMs = 0;
  const accept = (command: UntimedCommand): void => {
    timeMs += 1;
    expect(engine.apply({ ...command, timeMs: simulatedMs(timeMs) }).isAccepted).toBe(true);
  };
  accept(listInstrument(plainInstrument()));
  accept(mark(HUNDRED));
  for (let account = 1; account <= 51; account += 1) {
    accept(openAccount(account));
    accept(deposit(account, 1_000));
    for (let order = 0; order < 200; order += 1) accept(placeTrigger({ ...STOP, account, lots: 1 }));
  }
  accept(mark(9_800));
  expect(firedCount).toBe(10_000);
  accept(mark(9_800));
  expect(firedCount).toBe(10_000);
  accept(mark(9_799));
  expect(firedCount).toBe(10_200);
});

test('T5 a fired order that fails a test is told and closed', () => {
  const bench = funded();
  const id = bench.accept(
    placeTrigger({ ...STOP, clientOrderId: 9, side: 'buy', trigger: 10_500, isReduceOnly: true }),
  );
  bench.accept(mark(10_500));
  const [event] = bench.of('triggerOrderFired');
  expect(bench.of('commandRejected').at(-1)).toMatchObject({
    commandKind: 'PlaceTriggerOrder',
    code: 'REDUCE_ONLY_WOULD_INCREASE',
    clientOrderId: 9,
    causeSequence: event?.sequence,
  });
  expect(bench.of('orderClosed').at(-1)).toMatchObject({ orderId: id, reason: 'refused', remainingLots: 40 });
  expect(bench.engine.triggerOrders(accountId(1))).toEqual([]);
});

test('T6 a close-position stop outlives its position, and is refused when it fires', () => {
  const bench = funded();
  bench.accept(placeTrigger({ ...STOP, lots: 0, isClosePosition: true }));
  bench.accept(placeLimit({ account: 1, side: 'sell', ticks: 9_000, lots: 100 }));
  expect(bench.engine.triggerOrders(accountId(1))).toHaveLength(1);
  bench.accept(mark(9_800));
  expect(bench.of('commandRejected').at(-1)?.code).toBe('POSITION_MISSING');
});

test('O17 a close-position stop has the size of the position when it fires', () => {
  const bench = funded();
  bench.accept(placeTrigger({ ...STOP, lots: 0, isClosePosition: true }));
  tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 55 });
  bench.accept(mark(9_800));
  expect(bench.of('orderAccepted').at(-1)).toMatchObject({ sizeLots: 155, isReduceOnly: true });
  expect(bench.lots(1)).toBe(0);
});

test('T6 in a halt nothing fires; what still stands at the resumption does, at the price there is then', () => {
  const bench = funded();
  const low = bench.accept(placeTrigger({ ...STOP, trigger: 9_500 }));
  const high = bench.accept(placeTrigger(STOP));
  bench.accept(halt(0), mark(9_400), mark(9_700));
  expect(fired(bench)).toEqual([]);
  bench.accept(resume(0));
  expect(fired(bench)).toEqual([[high, 9_700]]);
  expect(bench.engine.triggerOrders(accountId(1)).map((order) => order.orderId)).toEqual([low]);
});
