/** Who and what comes first when several are due at once, and what is left out of the netting of hedged legs. */
import { accountId, instrumentId } from '@spillway/protocol';
import {
  contribute,
  depositUnits,
  halt,
  isolated,
  leverage,
  mark,
  placeLimit,
  positionMode,
  resume,
} from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import {
  during,
  fieldsOf,
  HUNDRED,
  micros,
  RULE_SUBJECTS,
  type RuleBench,
  ruleMarket,
  tradeBetween,
} from './rule-markets.fixture.ts';

const FILL = ['instrumentId', 'stage', 'priceTicks', 'sizeLots', 'positionSide'];
const STARTED = ['accountId', 'instrumentId'];

function bid(lots: number, ticks: number, instrument = 0) {
  return placeLimit({ account: 3, side: 'buy', lots, ticks, instrument });
}

/** Account 1 gets legs in hedge mode, account 3 is on the other side. */
function openLegs(
  bench: RuleBench,
  legs: { readonly instrument: number; readonly long: number; readonly short: number },
): void {
  const { instrument, long, short } = legs;
  const at = { ticks: HUNDRED, instrument } as const;
  bench.accept(
    placeLimit({ ...at, account: 3, side: 'sell', lots: long }),
    placeLimit({ ...at, account: 1, side: 'buy', lots: long, leg: 'long' }),
  );
  if (short === 0) return;
  bench.accept(
    placeLimit({ ...at, account: 3, side: 'buy', lots: short }),
    placeLimit({ ...at, account: 1, side: 'sell', lots: short, leg: 'short' }),
  );
}

describe.each(RULE_SUBJECTS)('the order of liquidations in the %s', (_, subject) => {
  test('L8 of two positions with the same loss the one of the lower instrument goes first', () => {
    const bench = ruleMarket(subject, { instruments: [{}, {}], accounts: [1] });
    bench.fund(100_000, 3);
    for (const instrument of [0, 1]) {
      tradeBetween(bench, { buyer: 1, seller: 3, lots: 50_000, instrument });
      bench.accept(bid(50_000, 9_090, instrument));
    }
    bench.accept(mark(9_090));
    // Each lost 455: 90 of equity against 90.90; without one of them against 45.45.
    const events = during(bench, () => bench.accept(mark(9_090, { instrument: 1 })));
    expect(fieldsOf(events, 'liquidationFilled', FILL)).toEqual([[0, 'book', 9_090, 50_000, 'buy']]);
  });

  test('H2 after a halt of the market an account is liquidated once, by the first instrument that it holds', () => {
    const bench = ruleMarket(subject, { instruments: [{}, {}, {}], accounts: [1] });
    bench.fund(100_000, 3);
    for (const instrument of [1, 2]) tradeBetween(bench, { buyer: 1, seller: 3, lots: 50_000, instrument });
    // A mark finds him safe. Then only that of the last one moves: 1,000 − 910 = 90 against 50 + 40.90.
    bench.accept(mark(HUNDRED), halt(null), mark(8_180, { instrument: 2 }));
    const events = during(bench, () => bench.accept(resume(null)));
    expect(fieldsOf(events, 'liquidationStarted', STARTED)).toEqual([[1, 1]]);
  });

  test('H2 after a halt of the market a position that is not due itself may be the first that is held', () => {
    const bench = ruleMarket(subject, { instruments: [{}, {}], accounts: [1] });
    bench.fund(100_000, 3);
    bench.accept(isolated(1));
    tradeBetween(bench, { buyer: 1, seller: 3, lots: 10_000 });
    tradeBetween(bench, { buyer: 1, seller: 3, lots: 100_000, instrument: 1 });
    // 50 went into the bucket. 950 − 860 = 90 against 91.40.
    bench.accept(mark(HUNDRED), halt(null), mark(9_140, { instrument: 1 }));
    const events = during(bench, () => bench.accept(resume(null)));
    expect(fieldsOf(events, 'liquidationStarted', [...STARTED, 'mode'])).toEqual([[1, 0, 'cross']]);
  });

  test('A16, L2 an account that is due in two assets is liquidated by asset number', () => {
    const coins = ['AAA', 'BBB'].map((symbol) => ({ symbol, decimals: 6 }));
    const bench = ruleMarket(subject, {
      rules: { assets: coins },
      instruments: [{ settlementAsset: 'BBB' }, { settlementAsset: 'AAA' }],
      accounts: [1, 3],
    });
    bench.accept(depositUnits(3, micros(100_000)), depositUnits(3, micros(100_000), 1));
    bench.accept(depositUnits(1, micros(1_000), 1));
    for (const instrument of [0, 1]) {
      tradeBetween(bench, { buyer: 1, seller: 3, lots: 100_000, instrument });
    }
    // 1,000 − 910 = 90 against 90.90 in each asset.
    bench.accept(halt(null), mark(9_090), mark(9_090, { instrument: 1 }));
    const events = during(bench, () => bench.accept(resume(null)));
    expect(fieldsOf(events, 'liquidationStarted', STARTED)).toEqual([
      [1, 1],
      [1, 0],
    ]);
  });
});

describe.each(RULE_SUBJECTS)('netting of hedged legs in the %s', (_, subject) => {
  const rules = { isHedgeNetted: true };

  test('L18 a leg without another is closed like any position', () => {
    const bench = ruleMarket(subject, { rules, accounts: [1] });
    bench.fund(100_000, 3);
    bench.accept(positionMode(1, 'hedge'));
    openLegs(bench, { instrument: 0, long: 100_000, short: 0 });
    bench.accept(bid(100_000, 9_090));
    const events = during(bench, () => bench.accept(mark(9_090)));
    expect(fieldsOf(events, 'liquidationFilled', FILL)).toEqual([[0, 'book', 9_090, 100_000, 'buy']]);
  });

  test('H5, L18 the legs of an instrument that is halted are not netted, those of another are', () => {
    const bench = ruleMarket(subject, { rules, instruments: [{}, {}], accounts: [1] });
    bench.fund(100_000, 3);
    bench.accept(positionMode(1, 'hedge'));
    for (const instrument of [0, 1]) openLegs(bench, { instrument, long: 60_000, short: 30_000 });
    bench.accept(halt(1));
    // 1,000 − 30 × 29 = 130 of equity; 1 % of 6,390 + 9,000 is 153.90, and 111.30 once 30 and 30 of the first are gone.
    const events = during(bench, () => bench.accept(mark(7_100)));
    expect(fieldsOf(events, 'liquidationFilled', FILL)).toEqual([
      [0, 'netting', 7_100, 30_000, 'buy'],
      [0, 'netting', 7_100, 30_000, 'sell'],
    ]);
    expect(bench.engine.position(accountId(1), instrumentId(1), 'short').sizeLots).toBe(-30_000);
  });

  test('L18 isolated legs are no part of what is netted for the cross positions', () => {
    const bench = ruleMarket(subject, { rules, instruments: [{}, {}], accounts: [1] });
    bench.fund(100_000, 3);
    bench.accept(contribute(5_000), positionMode(1, 'hedge'), isolated(1), leverage(1, 20));
    openLegs(bench, { instrument: 0, long: 10_000, short: 10_000 });
    openLegs(bench, { instrument: 1, long: 100_000, short: 0 });
    bench.accept(bid(100_000, 9_190, 1));
    // 50 went into each bucket: 900 − 810 = 90 against 91.90.
    const events = during(bench, () => bench.accept(mark(9_190, { instrument: 1 })));
    expect(fieldsOf(events, 'liquidationFilled', FILL)).toEqual([[1, 'book', 9_190, 100_000, 'buy']]);
  });
});
