/** Liquidations that close a part and wait: of two positions of one account, and at the very edge of each condition. */
import { type PartialRule, quoteMicros, ratePpm } from '@spillway/protocol';
import {
  adjustMargin,
  advanceTime,
  contribute,
  flatTier,
  isolated,
  leverage,
  mark,
  placeLimit,
  type UntimedCommand,
} from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import {
  during,
  fieldsOf,
  micros,
  RULE_SUBJECTS,
  type RuleBench,
  type RuleMarket,
  ruleMarket,
  tradeBetween,
} from './rule-markets.fixture.ts';

type Subject = (typeof RULE_SUBJECTS)[number][1];

/**
 * Account 1 is long at 100 on each instrument, two unless told otherwise, against account 2, isolated at 10x: each position is ruined at 90, and with
 * maintenance of 1 % due at 90.90. Account 3 makes the market, and the fund has 5,000.
 */
function twoLongs(subject: Subject, terms: RuleMarket, lots = 10_000): RuleBench {
  const instruments = terms.instruments ?? [{}, {}];
  const bench = ruleMarket(subject, { ...terms, instruments, accounts: [1, 2] });
  bench.fund(100_000, 3);
  bench.accept(contribute(5_000));
  for (const instrument of instruments.keys()) {
    bench.accept(isolated(1, instrument), leverage(1, 10, instrument), leverage(2, 10, instrument));
    tradeBetween(bench, { buyer: 1, seller: 2, lots, instrument });
  }
  return bench;
}

function bid(lots: number, ticks: number, instrument = 0) {
  return placeLimit({ account: 3, side: 'buy', lots, ticks, instrument });
}

/** The next command comes at the beginning of a block. */
function waitForBlock(bench: RuleBench, blockMs: number): void {
  bench.wait(blockMs + 1 - (bench.nowMs % blockMs));
}

function blockCap(share: number, notionalMax: number): PartialRule {
  return {
    kind: 'block-cap',
    sharePpm: ratePpm(share * 1_000_000),
    notionalMinMicros: quoteMicros(1),
    notionalMaxMicros: quoteMicros(micros(notionalMax)),
    blockMs: 1_000,
  };
}

function slices(threshold: number): PartialRule {
  return {
    kind: 'slice',
    thresholdMicros: quoteMicros(micros(threshold)),
    slicePpm: ratePpm(200_000),
    coolDownMs: 10_000,
  };
}

const FILL = ['instrumentId', 'stage', 'priceTicks', 'sizeLots'];

function filledBy(bench: RuleBench, ...commands: readonly UntimedCommand[]): unknown[][] {
  const events = during(bench, () => bench.accept(...commands));
  return fieldsOf(events, 'liquidationFilled', FILL);
}

describe.each(RULE_SUBJECTS)('liquidations that wait, in the %s', (_, subject) => {
  test('L15, H5 what one position used of the block of its account, another does not get', () => {
    const bench = twoLongs(subject, { rules: { partial: blockCap(1, 500) } });
    bench.accept(bid(50_000, 9_002), bid(50_000, 9_002, 1));
    waitForBlock(bench, 1_000);
    // 500 / 90.02 are 5,554.3 lots; what they are worth leaves 0.029 of 500, less than a lot.
    expect(filledBy(bench, mark(9_002))).toEqual([[0, 'book', 9_002, 5_554]]);
    const idle = during(bench, () => bench.accept(mark(9_002, { instrument: 1 })));
    expect(idle.map(({ kind }) => kind)).toEqual(['markPriceChanged']);
    bench.wait(1_000);
    // Equity is 0.20 as before: sold at mark, nothing is lost. The other 4,446 lots are worth 400.229, with 4.002 of
    // maintenance; of the 99.771 that are left of 500, 1,108.3 lots.
    expect(filledBy(bench, advanceTime())).toEqual([
      [0, 'book', 9_002, 4_446],
      [1, 'book', 9_002, 1_108],
    ]);
    bench.wait(1_000);
    expect(filledBy(bench, advanceTime())).toEqual([[1, 'book', 9_002, 5_554]]);
  });

  test('L15 the bound of a block is for all positions of an account together', () => {
    const bench = twoLongs(subject, { rules: { partial: blockCap(0.3, 700) }, instruments: [{}, {}, {}] });
    const instruments = [0, 1, 2];
    bench.accept(...instruments.map((instrument) => bid(50_000, 9_002, instrument)));
    waitForBlock(bench, 1_000);
    // 3,000 lots are worth 270.06; after two of them 159.88 are left, 1,776.05 lots.
    expect(filledBy(bench, ...instruments.map((instrument) => mark(9_002, { instrument })))).toEqual([
      [0, 'book', 9_002, 3_000],
      [1, 'book', 9_002, 3_000],
      [2, 'book', 9_002, 1_776],
    ]);
  });

  test('L15 each position of an account has an order a block, and no second one', () => {
    const bench = twoLongs(subject, { rules: { partial: blockCap(0.1, 10_000) } });
    bench.accept(bid(50_000, 9_080), bid(50_000, 9_080, 1));
    waitForBlock(bench, 1_000);
    expect(filledBy(bench, mark(9_080))).toEqual([[0, 'book', 9_080, 1_000]]);
    expect(filledBy(bench, mark(9_080, { instrument: 1 }))).toEqual([[1, 'book', 9_080, 1_000]]);
    expect(filledBy(bench, mark(9_070), mark(9_070, { instrument: 1 }))).toEqual([]);
  });

  test('L15 with equity of exactly nothing a position still waits, with less it does not', () => {
    const bench = twoLongs(subject, { rules: { partial: blockCap(0.1, 10_000) } });
    bench.accept(bid(1_000, 9_000));
    waitForBlock(bench, 1_000);
    expect(filledBy(bench, mark(9_000))).toEqual([[0, 'book', 9_000, 1_000]]);
    expect(filledBy(bench, mark(9_001), mark(9_000))).toEqual([]);
    // Of the bucket 90 are left, for 9,000 lots bought for 900: ruined at 90.
    expect(filledBy(bench, mark(8_999))).toEqual([[0, 'insurance', 9_000, 9_000]]);
  });

  test('L5 a position at the threshold is closed whole, one above it as far as restores the margin', () => {
    const partial = (threshold: number): PartialRule => ({
      kind: 'restore-margin',
      thresholdMicros: quoteMicros(micros(threshold)),
      slicePpm: ratePpm(200_000),
    });
    // 10,000 lots at 90.80.
    const at = twoLongs(subject, { rules: { partial: partial(908) } });
    at.accept(bid(50_000, 9_080));
    expect(filledBy(at, mark(9_080))).toEqual([[0, 'book', 9_080, 10_000]]);
    // With 8.000388 of equity 9.08 of maintenance are 1.079612 too much: 1 % of exactly 1,189 lots. Equal is still due
    // where the trigger is inclusive, so that one lot more goes.
    for (const [isTriggerInclusive, lots] of [
      [true, 1_190],
      [false, 1_189],
    ] as const) {
      const above = twoLongs(subject, { rules: { partial: partial(907), isTriggerInclusive } });
      above.accept(adjustMargin(1, 0.000_388), bid(50_000, 9_080));
      expect(filledBy(above, mark(9_080))).toEqual([[0, 'book', 9_080, lots]]);
    }
  });

  test('L13 a position at the threshold is closed whole, one above it in slices', () => {
    // 10,000 lots at 90.80.
    const at = twoLongs(subject, { rules: { partial: slices(908) } });
    at.accept(bid(50_000, 9_080));
    expect(filledBy(at, mark(9_080))).toEqual([[0, 'book', 9_080, 10_000]]);
    const above = twoLongs(subject, { rules: { partial: slices(907.999_999) } });
    above.accept(bid(50_000, 9_080));
    expect(filledBy(above, mark(9_080))).toEqual([[0, 'book', 9_080, 2_000]]);
  });

  test('L13 each position has a cool-down of its own, and is left alone in it even with its bucket used up', () => {
    const bench = twoLongs(subject, { rules: { partial: slices(500) } });
    bench.accept(bid(2_000, 9_050), bid(2_000, 9_050, 1));
    expect(filledBy(bench, mark(9_080))).toEqual([[0, 'book', 9_050, 2_000]]);
    expect(filledBy(bench, mark(9_080, { instrument: 1 }))).toEqual([[1, 'book', 9_050, 2_000]]);
    expect(filledBy(bench, mark(8_000), mark(9_040, { instrument: 1 }))).toEqual([]);
    bench.wait(20_000);
    // 19 of each bucket were lost: 81 are left for 8,000 lots bought for 800, ruined at 719 / 8 = 89.875, up.
    expect(filledBy(bench, advanceTime())).toEqual([
      [0, 'insurance', 8_988, 8_000],
      [1, 'insurance', 8_988, 8_000],
    ]);
  });

  test('L21 the fund takes over at once what stands in a cool-down, as soon as too little is left of maintenance', () => {
    const bench = twoLongs(subject, { rules: { partial: slices(500), backstopPpm: ratePpm(666_667) } });
    bench.accept(bid(2_000, 9_072));
    expect(filledBy(bench, mark(9_072))).toEqual([[0, 'book', 9_072, 2_000]]);
    // 18.56 of the bucket were lost: 81.44 are left for 8,000 lots bought for 800. At 90.50 5.44 are more than two thirds
    // of 7.24; at 90.40 4.64 are less than two thirds of 7.232. Ruined at 718.56 / 8 = 89.82.
    expect(filledBy(bench, mark(9_050))).toEqual([]);
    expect(filledBy(bench, mark(9_040))).toEqual([[0, 'backstop', 8_982, 8_000]]);
  });

  test('L21 with exactly the share of maintenance left the book is tried, with less the fund takes over at once', () => {
    const terms = {
      rules: { backstopPpm: ratePpm(800_000) },
      instruments: [{ riskTiers: [flatTier(50_000, 19)] }, {}],
    };
    const at = twoLongs(subject, terms);
    at.accept(bid(10_000, 9_370));
    // At 93.75 equity is 37.50 and maintenance 5 % of 937.50: 46.875, of which 37.50 are four fifths.
    expect(filledBy(at, mark(9_375))).toEqual([[0, 'book', 9_370, 10_000]]);
    const below = twoLongs(subject, terms);
    below.accept(bid(10_000, 9_370));
    expect(filledBy(below, mark(9_374))).toEqual([[0, 'backstop', 9_000, 10_000]]);
  });

  test('L14 tier after tier while the book takes them, then all of the lowest tier in one order', () => {
    const tier = (rate: number, of: { leverageMax: number; floor: number; amount: number }) => ({
      ...flatTier(rate, of.leverageMax),
      notionalFloorMicros: quoteMicros(micros(of.floor)),
      maintenanceAmountMicros: quoteMicros(micros(of.amount)),
    });
    // Floors of 5,000 and 10,000 lots at 90.20: there a position is in the tier below, which applies up to its end.
    const riskTiers = [
      flatTier(10_000, 50),
      tier(20_000, { leverageMax: 40, floor: 451, amount: 4.51 }),
      tier(30_000, { leverageMax: 30, floor: 902, amount: 13.53 }),
    ];
    const bench = twoLongs(
      subject,
      { rules: { partial: { kind: 'tier-by-tier' } }, instruments: [{ riskTiers }, {}] },
      15_000,
    );
    bench.accept(bid(10_000, 9_020));
    // Equity of 3 against maintenance of 27.06, then 13.53, then 4.51: due after each step.
    const events = during(bench, () => bench.accept(mark(9_020)));
    expect(fieldsOf(events, 'orderAccepted', ['sizeLots'])).toEqual([[5_000], [5_000], [5_000]]);
    // 98 of 150 were lost: 52 are left for 5,000 lots bought for 500, ruined at 89.60.
    expect(fieldsOf(events, 'liquidationFilled', FILL)).toEqual([
      [0, 'book', 9_020, 5_000],
      [0, 'book', 9_020, 5_000],
      [0, 'insurance', 8_960, 5_000],
    ]);
  });
});
