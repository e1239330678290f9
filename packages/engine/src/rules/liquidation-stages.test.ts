import { accountId, instrumentId, quoteMicros, ratePpm } from '@spillway/protocol';
import {
  advanceTime,
  contribute,
  flatTier,
  isolated,
  leverage,
  mark,
  placeLimit,
  positionMode,
} from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import {
  during,
  fieldsOf,
  HUNDRED,
  micros,
  RULE_SUBJECTS,
  type RuleBench,
  type RuleMarket,
  ruleMarket,
  tradeBetween,
} from './rule-markets.fixture.ts';

const BTC = instrumentId(0);

type Subject = (typeof RULE_SUBJECTS)[number][1];

/**
 * Account 1 holds 10,000 lots (1,000 at 100) long against account 2, isolated at 10x: 100 in the bucket, ruined at 90, due
 * at 90.90; account 3 makes the market.
 */
function leveragedLong(subject: Subject, terms: RuleMarket = {}): RuleBench {
  const bench = ruleMarket(subject, { ...terms, accounts: [1, 2] });
  bench.fund(100_000, 3);
  bench.accept(isolated(1), leverage(1, 10), leverage(2, 10), leverage(3, 10));
  tradeBetween(bench, { buyer: 1, seller: 2, lots: 10_000 });
  return bench;
}

function bid(lots: number, ticks: number) {
  return placeLimit({ account: 3, side: 'buy', lots, ticks });
}

const FILL = ['stage', 'priceTicks', 'sizeLots'];

describe.each(RULE_SUBJECTS)('liquidation in the %s', (_, subject) => {
  test('L11 orders of the scope, of the account, or none are cancelled first; trigger orders stay', () => {
    const closedUnder = (orderCancelScope: 'scope' | 'account' | 'none'): unknown => {
      const bench = leveragedLong(subject, { rules: { orderCancelScope }, instruments: [{}, {}] });
      bench.accept(
        placeLimit({ account: 1, side: 'buy', lots: 10, ticks: 8_000, instrument: 1 }),
        placeLimit({ account: 1, side: 'buy', lots: 10, ticks: 8_000 }),
        bid(20_000, 9_050),
      );
      const events = during(bench, () => bench.accept(mark(9_060)));
      return fieldsOf(events, 'orderClosed', ['orderId', 'reason']).filter(
        ([, reason]) => reason === 'liquidation',
      );
    };
    expect(closedUnder('scope')).toEqual([[4, 'liquidation']]);
    expect(closedUnder('account')).toEqual([
      [4, 'liquidation'],
      [3, 'liquidation'],
    ]);
    expect(closedUnder('none')).toEqual([]);
  });

  test('L12 without a partial rule all of a position goes at once', () => {
    const bench = leveragedLong(subject);
    bench.accept(bid(20_000, 9_050));
    const events = during(bench, () => bench.accept(mark(9_090)));
    expect(fieldsOf(events, 'liquidationFilled', FILL)).toEqual([['book', 9_050, 10_000]]);
    // 1,000 bought, 905 received: 5 of the bucket are left and go back.
    expect(fieldsOf(events, 'liquidationFinished', ['leftoverMicros', 'isComplete'])).toEqual([
      [micros(5), true],
    ]);
    expect(bench.wallet(1)).toBe(905);
  });

  test('L13, L22 a slice, then nothing for the cool-down, then all of it as the first liquidation would have gone on', () => {
    const partial = {
      kind: 'slice',
      thresholdMicros: quoteMicros(micros(500)),
      slicePpm: ratePpm(200_000),
      coolDownMs: 100,
    } as const;
    const bench = leveragedLong(subject, { rules: { partial } });
    bench.accept(bid(100_000, 9_030));
    const first = during(bench, () => bench.accept(mark(9_080)));
    expect(fieldsOf(first, 'liquidationFilled', FILL)).toEqual([['book', 9_030, 2_000]]);
    expect(fieldsOf(first, 'liquidationFinished', ['isComplete'])).toEqual([[false]]);
    const endMs = bench.nowMs + 100;
    expect(
      fieldsOf(
        during(bench, () => bench.accept(mark(9_070))),
        'liquidationStarted',
        ['accountId'],
      ),
    ).toEqual([]);
    bench.wait(500);
    const second = during(bench, () => bench.accept(advanceTime()));
    expect(fieldsOf(second, 'liquidationFilled', [...FILL, 'timeMs'])).toEqual([
      ['book', 9_030, 8_000, endMs],
    ]);
    const started = bench.of('liquidationStarted');
    expect(started[1]).toMatchObject({
      causeSequence: started[0]?.sequence,
      parentLiquidationId: 0,
      wave: 1,
    });
  });

  test('L13 who is not due at the end of a cool-down has his slices anew', () => {
    const partial = {
      kind: 'slice',
      thresholdMicros: quoteMicros(micros(500)),
      slicePpm: ratePpm(200_000),
      coolDownMs: 100,
    } as const;
    const bench = leveragedLong(subject, { rules: { partial } });
    bench.accept(bid(2_000, 9_030), mark(9_080), mark(9_500));
    bench.wait(500);
    bench.accept(advanceTime(), bid(100_000, 9_020));
    const again = during(bench, () => bench.accept(mark(9_060)));
    expect(fieldsOf(again, 'liquidationFilled', FILL)).toEqual([['book', 9_020, 1_600]]);
  });

  test('L14 tier by tier: down to the floor of 800 first, and no further if that is enough', () => {
    const riskTiers = [
      flatTier(10_000, 50),
      {
        ...flatTier(50_000, 15),
        notionalFloorMicros: quoteMicros(micros(800)),
        maintenanceAmountMicros: quoteMicros(micros(32)),
      },
    ];
    const bench = leveragedLong(subject, {
      rules: { partial: { kind: 'tier-by-tier' } },
      instruments: [{ riskTiers }],
    });
    bench.accept(bid(100_000, 9_100));
    // At 91: 10 of equity, 910 × 5 % − 32 = 13.5 of maintenance. 800 / 91 are 8,791.2 lots: 1,209 go, 8 of 800 are needed.
    const events = during(bench, () => bench.accept(mark(9_100)));
    expect(fieldsOf(events, 'liquidationFilled', FILL)).toEqual([['book', 9_100, 1_209]]);
    expect(fieldsOf(events, 'liquidationFinished', ['isComplete'])).toEqual([[false]]);
    expect(bench.lots(1)).toBe(8_791);
  });

  test('L14 a tier that the book does not take ends in closing all of it', () => {
    const riskTiers = [
      flatTier(10_000, 50),
      {
        ...flatTier(50_000, 15),
        notionalFloorMicros: quoteMicros(micros(800)),
        maintenanceAmountMicros: quoteMicros(micros(32)),
      },
    ];
    const bench = leveragedLong(subject, {
      rules: { partial: { kind: 'tier-by-tier' } },
      instruments: [{ riskTiers }],
    });
    bench.accept(bid(100, 9_100), contribute(5_000));
    // 0.90 of the bucket is lost on the 100 lots: the others, bought for 990, are ruined at 890.90 / 9.90 = 89.989..., up.
    const events = during(bench, () => bench.accept(mark(9_100)));
    expect(fieldsOf(events, 'liquidationFilled', FILL)).toEqual([
      ['book', 9_100, 100],
      ['insurance', 8_999, 9_900],
    ]);
  });

  test('L15, L22 a tenth a block within the bounds of an account, and nothing for the fund', () => {
    const partial = {
      kind: 'block-cap',
      sharePpm: ratePpm(100_000),
      notionalMinMicros: quoteMicros(micros(50)),
      notionalMaxMicros: quoteMicros(micros(200)),
      blockMs: 100,
    } as const;
    const bench = leveragedLong(subject, { rules: { partial } });
    bench.accept(contribute(5_000));
    // Just behind the beginning of a block.
    bench.wait(101 - (bench.nowMs % 100));
    bench.accept(bid(600, 9_080));
    const first = during(bench, () => bench.accept(mark(9_080)));
    // A tenth is 1,000 lots; the book takes 600, and the fund nothing of the rest.
    expect(fieldsOf(first, 'orderAccepted', ['sizeLots'])).toEqual([[1_000]]);
    expect(fieldsOf(first, 'liquidationFilled', FILL)).toEqual([['book', 9_080, 600]]);
    expect(during(bench, () => bench.accept(mark(9_070))).map(({ kind }) => kind)).toEqual([
      'markPriceChanged',
    ]);
    bench.accept(bid(50_000, 9_060));
    bench.wait(200);
    const later = during(bench, () => bench.accept(advanceTime()));
    const blocks = fieldsOf(later, 'liquidationFilled', [...FILL, 'timeMs']);
    // 940 and then 846 lots, at the beginning of each block that passed.
    expect(blocks.map(([, , lots]) => lots)).toEqual([940, 846]);
    expect(blocks.map(([, , , timeMs]) => Number(timeMs) % 100)).toEqual([0, 0]);
    expect(bench.engine.insuranceInventoryLots(BTC)).toBe(0);
  });

  test('L15 below zero all of it is closed at once', () => {
    const partial = {
      kind: 'block-cap',
      sharePpm: ratePpm(100_000),
      notionalMinMicros: quoteMicros(micros(50)),
      notionalMaxMicros: quoteMicros(micros(200)),
      blockMs: 100,
    } as const;
    const bench = leveragedLong(subject, { rules: { partial } });
    const events = during(bench, () => bench.accept(mark(8_900)));
    expect(fieldsOf(events, 'liquidationFilled', FILL)).toEqual([['auto-deleveraging', 9_000, 10_000]]);
  });

  test('L16 within the price band a forced order sells below the bankruptcy price, and the fund pays', () => {
    const bench = leveragedLong(subject, {
      rules: { forcedPriceBound: { kind: 'band' } },
      instruments: [{ priceBandPpm: ratePpm(50_000) }],
    });
    bench.accept(contribute(500), mark(9_300), bid(10_000, 8_900));
    // Sold at 89: 110 lost with 100 behind it.
    const events = during(bench, () => bench.accept(mark(9_050)));
    expect(fieldsOf(events, 'liquidationFilled', FILL)).toEqual([['book', 8_900, 10_000]]);
    expect(fieldsOf(events, 'insuranceFundChanged', ['reason', 'deltaMicros'])).toEqual([
      ['bad-debt', -micros(10)],
    ]);
    expect(bench.wallet(1)).toBe(900);
  });

  test('L17 the fillable price falls with equity: at 90.50 half of 1.5 × 1 % away is 89.89', () => {
    const bench = leveragedLong(subject, {
      rules: {
        forcedPriceBound: {
          kind: 'fillable',
          adjustmentPpm: ratePpm(1_000_000),
          spreadPpm: ratePpm(1_500_000),
        },
      },
    });
    // At 90.50 equity is 5 and maintenance 9.05: 1 − 5 / 9.05 = 0.447513; 1.5 % of it is 0.006712; 90.50 × 0.993288 = 89.8925...
    const events = during(bench, () => bench.accept(mark(9_050)));
    expect(fieldsOf(events, 'orderAccepted', ['priceTicks', 'sizeLots'])).toEqual([[8_990, 10_000]]);
    // What the book does not take is closed at the bankruptcy price all the same.
    expect(fieldsOf(events, 'liquidationFilled', FILL)).toEqual([['auto-deleveraging', 9_000, 10_000]]);
  });
});

describe.each(RULE_SUBJECTS)('liquidation of hedged legs in the %s', (_, subject) => {
  test('L18 the legs of a hedged pair are closed against each other at mark before anything else', () => {
    const bench = ruleMarket(subject, { rules: { isHedgeNetted: true }, accounts: [1, 2] });
    bench.fund(100_000, 3);
    bench.accept(
      positionMode(1, 'hedge'),
      placeLimit({ account: 3, side: 'sell', ticks: HUNDRED, lots: 90_000 }),
      placeLimit({ account: 1, side: 'buy', ticks: HUNDRED, lots: 90_000, leg: 'long' }),
      placeLimit({ account: 3, side: 'buy', ticks: HUNDRED, lots: 30_000 }),
      placeLimit({ account: 1, side: 'sell', ticks: HUNDRED, lots: 30_000, leg: 'short' }),
    );
    // Net 60 units a tick long. At 84.40: 1,000 − 936 = 64 of equity, 1 % of 7,596 + 2,532 is 101.28 of maintenance; after
    // netting 1 % of 5,064 is 50.64: safe again.
    const events = during(bench, () => bench.accept(mark(8_440)));
    expect(fieldsOf(events, 'liquidationFilled', [...FILL, 'positionSide', 'counterpartyAccountId'])).toEqual(
      [
        ['netting', 8_440, 30_000, 'buy', 1],
        ['netting', 8_440, 30_000, 'sell', 1],
      ],
    );
    expect(fieldsOf(events, 'liquidationFinished', ['isComplete', 'feeMicros'])).toEqual([[false, 0]]);
    expect(bench.engine.position(accountId(1), BTC, 'long').sizeLots).toBe(60_000);
    expect(bench.engine.position(accountId(1), BTC, 'short').sizeLots).toBe(0);
    // 16 × 15.60 lost on 30,000 lots of the long leg, and won on the short one: nothing in all.
    expect(bench.account(1).crossEquityMicros).toBe(micros(64));
  });
});

describe.each(RULE_SUBJECTS)('liquidation, what the book does not give, in the %s', (_, subject) => {
  test('L19 a part that the book cannot fill whole does not trade', () => {
    const partial = {
      kind: 'slice',
      thresholdMicros: quoteMicros(micros(500)),
      slicePpm: ratePpm(200_000),
      coolDownMs: 100,
    } as const;
    const bench = leveragedLong(subject, { rules: { partial, isPartialFillOrKill: true } });
    bench.accept(bid(1_999, 9_050));
    const events = during(bench, () => bench.accept(mark(9_080)));
    expect(fieldsOf(events, 'orderClosed', ['reason', 'remainingLots'])).toEqual([
      ['immediate-or-cancel', 2_000],
    ]);
    expect(bench.of('liquidationFilled')).toEqual([]);
    // All of a position is no part of it.
    bench.wait(200);
    const later = during(bench, () => bench.accept(advanceTime()));
    expect(fieldsOf(later, 'liquidationFilled', FILL)[0]).toEqual(['book', 9_050, 1_999]);
  });

  test('L20 a bankruptcy price further than 5 % from the mark gives way to the mark', () => {
    const bench = leveragedLong(subject, { rules: { bankruptcyDeviationPpmMax: ratePpm(50_000) } });
    bench.accept(contribute(5_000));
    // At 85 the price of 90 is 5.88 % away. The fund takes over at 85 and covers the 50 that are missing.
    const events = during(bench, () => bench.accept(mark(8_500)));
    expect(fieldsOf(events, 'liquidationFilled', FILL)).toEqual([['insurance', 8_500, 10_000]]);
    expect(fieldsOf(events, 'insuranceFundChanged', ['reason', 'deltaMicros'])).toEqual([
      ['bad-debt', -micros(50)],
    ]);
  });

  test('L21 below two thirds of maintenance the fund takes over past the book, whatever its inventory', () => {
    const rules = { backstopPpm: ratePpm(666_667), insuranceInventoryPpmMax: ratePpm(0) };
    const book = leveragedLong(subject, { rules });
    book.accept(contribute(50), bid(10_000, 9_070));
    // At 90.70: 7 of 9.07 are more than two thirds.
    expect(
      fieldsOf(
        during(book, () => book.accept(mark(9_070))),
        'liquidationFilled',
        FILL,
      ),
    ).toEqual([['book', 9_070, 10_000]]);
    const vault = leveragedLong(subject, { rules });
    vault.accept(contribute(50), bid(10_000, 9_060));
    // At 90.60: 6 of 9.06 are less.
    const events = during(vault, () => vault.accept(mark(9_060)));
    expect(fieldsOf(events, 'liquidationFilled', FILL)).toEqual([['backstop', 9_000, 10_000]]);
    expect(vault.wallet(1)).toBe(900);
    expect(fieldsOf(events, 'liquidationFinished', ['leftoverMicros', 'insurancePaidMicros'])).toEqual([
      [0, 0],
    ]);
  });
});
