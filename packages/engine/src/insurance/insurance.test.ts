import { instrumentId, ratePpm } from '@spillway/protocol';
import { contribute, isolated, type MarketBench, mark, placeLimit } from '@spillway/testkit';
import { expect, test } from 'vitest';
import { HUNDRED, plainMarket, tradeBetween } from '../engine-subject.fixture.ts';

const MICROS = 1_000_000;

/** Account 1 long 10 units at 100 with a bucket of 50 (bankrupt at 95), account 2 short, and a fund. */
function market(fund: number, ruleChanges = {}): MarketBench {
  const bench = plainMarket({}, ruleChanges);
  bench.accept(contribute(fund));
  bench.fund(1_000, 1);
  bench.fund(1_000_000, 2, 3);
  bench.accept(isolated(1));
  tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10_000 });
  return bench;
}

function inventory(bench: MarketBench): number {
  return bench.engine.insuranceInventoryLots(instrumentId(0));
}

function changes(bench: MarketBench): [string, number][] {
  return bench.of('insuranceFundChanged').map((event) => [event.reason, event.deltaMicros]);
}

test('I1 a takeover costs no cash: the loss sits in the inventory until it is closed', () => {
  const bench = market(100_000);
  bench.accept(mark(4_000));
  // Taken over at 95 with the mark at 40.
  expect(inventory(bench)).toBe(10_000);
  expect(bench.engine.insuranceFundMicros()).toBe(100_000 * MICROS);
  expect(bench.of('liquidationFinished')[0]?.insurancePaidMicros).toBe(550 * MICROS);
  expect(bench.engine.openInterestLots(instrumentId(0))).toBe(10_000);
});

test('I2 the fund takes what leaves it solvent and within its share of inventory', () => {
  const cases = [
    // Bankrupt at the mark: 950 of notional within 1,000.
    { fund: 1_000, sharePpm: 1_000_000, ticks: 9_500, lots: 10_000 },
    // Half of 1,000 at 95: 5.263 units.
    { fund: 1_000, sharePpm: 500_000, ticks: 9_500, lots: 5_263 },
    // x units cost 55 x of 1,000 and weigh 40 x: 40 x ≤ 1,000 − 55 x, x ≤ 10.526.
    { fund: 1_000, sharePpm: 1_000_000, ticks: 4_000, lots: 10_000 },
    // 40 x ≤ 900 − 55 x, x ≤ 9.4736.
    { fund: 900, sharePpm: 1_000_000, ticks: 4_000, lots: 9_473 },
    { fund: 900, sharePpm: 0, ticks: 4_000, lots: 0 },
    // The largest fund at the largest share: a limit that no integer holds.
    { fund: 1_000_000_000, sharePpm: 1_000_000_000, ticks: 4_000, lots: 10_000 },
  ];
  for (const { fund, sharePpm, ticks, lots } of cases) {
    const bench = market(fund, { insuranceInventoryPpmMax: ratePpm(sharePpm) });
    bench.accept(mark(ticks));
    expect(inventory(bench)).toBe(lots);
  }
});

test('I2 lots that reduce the inventory are taken whatever its share', () => {
  const bench = market(960, { insuranceInventoryPpmMax: ratePpm(1_000_000) });
  bench.fund(45, 4);
  bench.accept(mark(9_500));
  expect(inventory(bench)).toBe(10_000);
  // A short of 9 units at 95 with 45 behind it is due at (45 + 855) / 9 / 1.01 = 99.0…; bankrupt at 100.
  tradeBetween(bench, { buyer: 2, seller: 4, ticks: 9_500, lots: 9_000 });
  bench.accept(mark(9_950));
  expect(inventory(bench)).toBe(1_000);
  // Long inventory bought at 95 goes to the short at 100: 9 × 5.
  expect(changes(bench)).toEqual([
    ['contribution', 960 * MICROS],
    ['inventory-profit', 45 * MICROS],
  ]);
});

test('I3 at each mark the fund offers a tenth of its inventory, within 0.2 % of the mark', () => {
  const bench = market(100_000);
  bench.accept(mark(9_500));
  bench.accept(placeLimit({ account: 3, side: 'buy', ticks: 9_480, lots: 50_000 }), mark(9_500));
  // 9,500 − 0.2 % = 9,481: the bid is out of reach.
  expect(inventory(bench)).toBe(10_000);
  bench.accept(mark(9_498));
  expect(inventory(bench)).toBe(9_000);
  bench.accept(mark(9_498));
  expect(inventory(bench)).toBe(8_100);
  expect(bench.of('tradeExecuted').at(-1)).toMatchObject({
    takerAccountId: 0,
    liquidationId: 0,
    takerFeeMicros: 0,
    priceTicks: 9_480,
    sizeLots: 900,
  });
});

test('I4 what the inventory realises goes through cash', () => {
  const bench = market(100_000);
  bench.accept(mark(9_500));
  bench.accept(placeLimit({ account: 3, side: 'buy', ticks: 9_600, lots: 1_000 }), mark(9_500));
  bench.accept(placeLimit({ account: 3, side: 'buy', ticks: 9_490, lots: 1_000 }), mark(9_500));
  expect(changes(bench).slice(1)).toEqual([
    ['inventory-profit', 1 * MICROS],
    ['inventory-loss', -0.1 * 900_000],
  ]);
});

test('I5 a fund below zero gives its inventory up at the price that leaves it with nothing', () => {
  const bench = market(200, { insuranceInventoryPpmMax: ratePpm(5_000_000) });
  bench.accept(mark(9_500));
  expect(inventory(bench)).toBe(10_000);
  bench.accept(mark(7_500));
  // 200 − 10 × (95 − 75) = 0: still its own.
  expect(inventory(bench)).toBe(10_000);
  bench.accept(mark(7_000));
  // 50 short on 10 units: closed at 75 against the short of account 2, which sold at 100.
  expect(bench.of('liquidationFilled').at(-1)).toMatchObject({
    accountId: 0,
    stage: 'auto-deleveraging',
    priceTicks: 7_500,
    sizeLots: 10_000,
    counterpartyAccountId: 2,
  });
  expect(bench.of('liquidationFinished').at(-1)).toMatchObject({
    accountId: 0,
    deleveragedMicros: 50 * MICROS,
  });
  expect(inventory(bench)).toBe(0);
  expect(bench.engine.insuranceFundMicros()).toBe(0);
  expect(bench.wallet(2)).toBe(1_000_250);
});
