import { eventSequence, instrumentId, simulatedMs } from '@spillway/protocol';
import { contribute, deposit, mark, placeLimit, shock } from '@spillway/testkit';
import { expect, test } from 'vitest';
import { HUNDRED, plainMarket, tradeBetween } from './engine-subject.fixture.ts';

test('C2 longs equal shorts, with what the fund holds', () => {
  const bench = plainMarket();
  bench.accept(contribute(10_000));
  bench.fund(60, 1);
  bench.fund(10_000, 2);
  tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10_000 });
  bench.accept(mark(9_400));
  expect(bench.lots(1)).toBe(0);
  expect(bench.engine.insuranceInventoryLots(instrumentId(0)) + bench.lots(2)).toBe(0);
  expect(bench.engine.openInterestLots(instrumentId(0))).toBe(10_000);
});

test('C3 shock, mark, liquidation, forced trade, next wave: every link is recorded', () => {
  const bench = plainMarket();
  bench.accept(contribute(100_000));
  bench.fund(60, 1);
  bench.fund(150, 4);
  bench.fund(100_000, 2, 3);
  tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10_000 });
  tradeBetween(bench, { buyer: 4, seller: 2, ticks: HUNDRED, lots: 10_000 });
  bench.accept(placeLimit({ account: 3, side: 'buy', ticks: 9_450, lots: 50_000 }), shock('the test shock'));
  const shockSequence = bench.of('shockRecorded')[0]?.sequence ?? 0;
  bench.accept(mark(9_450, { cause: shockSequence }));
  const marked = bench.of('markPriceChanged').at(-1);
  const [first] = bench.of('liquidationStarted');
  expect(marked).toMatchObject({ causeSequence: shockSequence });
  expect(first).toMatchObject({
    accountId: 1,
    causeSequence: marked?.sequence,
    wave: 1,
    parentLiquidationId: 0,
    shockSequence,
  });
  const forced = bench.of('orderAccepted').find((event) => event.liquidationId === 1);
  const trade = bench.of('tradeExecuted').find((event) => event.liquidationId === 1);
  expect(forced?.causeSequence).toBe(first?.sequence);
  expect(trade?.causeSequence).toBe(forced?.sequence);
  expect(bench.of('liquidationFilled')[0]?.causeSequence).toBe(trade?.sequence);
  // The feed of marks follows the forced trades down and says so: the second wave, of the same shock.
  bench.accept(mark(8_550, { cause: trade?.sequence ?? 0, liquidation: 1 }));
  expect(bench.of('liquidationStarted')[1]).toMatchObject({
    accountId: 4,
    wave: 2,
    parentLiquidationId: 1,
    shockSequence,
  });
});

test('C3 a maker who is made due by forced trades has that liquidation as its parent, without a new mark', () => {
  const bench = plainMarket();
  bench.accept(contribute(100_000));
  bench.fund(60, 1);
  bench.fund(51, 5);
  bench.fund(100_000, 2);
  tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10_000 });
  // Account 5 bids 100 for 10 units: when the mark is at 94.5 it would start with −55 on 51: insolvent.
  bench.accept(placeLimit({ account: 5, side: 'buy', ticks: 9_900, lots: 10_000 }), mark(9_450));
  // 10 × (94.5 − 99) = −45 on 51: solvent, but 6 is below maintenance of 9.45.
  expect(bench.of('liquidationStarted').map((event) => [event.accountId, event.wave])).toEqual([
    [1, 1],
    [5, 2],
  ]);
  expect(bench.of('liquidationStarted')[1]).toMatchObject({ parentLiquidationId: 1 });
});

test('C4 time does not run backwards', () => {
  const bench = plainMarket();
  bench.fund(1, 1);
  const { engine } = bench;
  engine.apply({ ...deposit(1, 1), timeMs: simulatedMs(5_000) });
  engine.apply({ ...deposit(1, 1), timeMs: simulatedMs(1_000) });
  expect(bench.events.slice(-2).map((event) => event.timeMs)).toEqual([5_000, 5_000]);
  expect(bench.events.at(-1)?.sequence).toBe(eventSequence(bench.events.length));
});
