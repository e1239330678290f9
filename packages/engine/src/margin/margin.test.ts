import { accountId, quoteMicros, ratePpm } from '@spillway/protocol';
import {
  deposit,
  flatTier,
  isolated,
  leverage,
  listInstrument,
  mark,
  placeLimit,
  placeMarket,
  plainInstrument,
  withdraw,
} from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import { HUNDRED, plainMarket, tradeBetween } from '../engine-subject.fixture.ts';

const MICROS = 1_000_000;

/** Binance's two lowest BTC brackets of 2021, scaled to a plain instrument: 0.4 % to 50,000, then 0.5 % less 50. */
const TWO_TIERS = [
  flatTier(4_000, 125),
  {
    ...flatTier(5_000, 50),
    notionalFloorMicros: quoteMicros(50_000 * MICROS),
    maintenanceAmountMicros: quoteMicros(50 * MICROS),
  },
];

describe('margin of a position', () => {
  test('M1 initial margin is notional at mark over leverage, rounded up, and above maintenance', () => {
    const bench = plainMarket();
    bench.fund(1_000, 1, 2);
    bench.accept(leverage(1, 7));
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10 });
    expect(bench.position(1).initialMarginMicros).toBe(142_858);
    bench.accept(mark(10_001));
    // 1,000,100 / 7 = 142,871.43
    expect(bench.position(1).initialMarginMicros).toBe(142_872);
    const steep = plainMarket({ riskTiers: [flatTier(90_000, 11)] });
    steep.fund(1_000, 1, 2);
    tradeBetween(steep, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10 });
    // 1,000,000 / 11 = 90,909.09 is above 9 %.
    expect(steep.position(1).initialMarginMicros).toBe(90_910);
  });

  test('M1 a mark that lifts the notional into a dearer tier lifts initial margin above maintenance', () => {
    const steepTier = {
      ...flatTier(100_000, 9),
      notionalFloorMicros: quoteMicros(1_000 * MICROS),
      maintenanceAmountMicros: quoteMicros(96 * MICROS),
    };
    const bench = plainMarket({ riskTiers: [flatTier(4_000, 125), steepTier] });
    bench.fund(10_000, 1, 2);
    bench.accept(leverage(1, 50));
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 9_000 });
    bench.accept(mark(40_000));
    // 3,600 / 50 = 72; 3,600 × 10 % − 96 = 264.
    expect(bench.position(1)).toMatchObject({
      initialMarginMicros: 264_000_001,
      maintenanceMarginMicros: 264 * MICROS,
    });
  });

  test('M2 maintenance follows the tier of the notional at mark, without a step at its floor', () => {
    const bench = plainMarket({ riskTiers: TWO_TIERS });
    bench.fund(100_000, 1, 2);
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 500_000 });
    expect(bench.position(1).maintenanceMarginMicros).toBe(200 * MICROS);
    bench.accept(mark(10_100));
    // 50,500 × 0.5 % − 50 = 202.5
    expect(bench.position(1).maintenanceMarginMicros).toBe(202.5 * MICROS);
  });

  test('M3 cross equity counts every cross position and no bucket; a resting order changes nothing', () => {
    const bench = plainMarket();
    bench.accept(listInstrument(plainInstrument({ symbol: 'OTHERUSDT' })), mark(HUNDRED, { instrument: 1 }));
    bench.fund(1_000, 1, 2);
    bench.accept(isolated(1, 1));
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10_000 });
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10_000, instrument: 1 });
    bench.accept(mark(10_300), mark(9_800, { instrument: 1 }));
    // Isolated: 50 of margin left the wallet, loss 20. Cross: gain 30.
    expect(bench.account(1).crossEquityMicros).toBe(980 * MICROS);
    expect(bench.account(1).walletMicros).toBe(950 * MICROS);
    bench.accept(placeLimit({ account: 1, side: 'buy', ticks: 9_000, lots: 1_000 }));
    expect(bench.account(1).crossEquityMicros).toBe(980 * MICROS);
    // The other side holds both in cross: −30 and +20.
    expect(bench.account(2).crossEquityMicros).toBe(990 * MICROS);
  });
});

describe('margin of orders', () => {
  test('M1 an order claims a micro more than maintenance where both would round up to the same', () => {
    const bench = plainMarket();
    bench.accept(mark(1));
    bench.fund(0.000_001, 1);
    bench.accept(leverage(1, 50));
    // A lot is worth 10 micros at one tick: 10 / 50 and 1 % of 10 are less than one micro, and rounded up to it.
    const order = placeLimit({ account: 1, side: 'buy', ticks: 1, lots: 1 });
    expect(bench.outcome(order)).toBe('MARGIN_INSUFFICIENT');
    bench.accept(deposit(1, 0.000_001));
    expect(bench.outcome(order)).toBe('accepted');
    expect(bench.account(1).availableMicros).toBe(0);
  });

  test('M4 buys and sells claim the larger side, and what they would lose against the mark', () => {
    const bench = plainMarket();
    bench.fund(1_000, 1);
    bench.accept(placeLimit({ account: 1, side: 'buy', ticks: 9_900, lots: 10_000 }));
    // 1,000 at mark, 20x.
    expect(bench.account(1).availableMicros).toBe(950 * MICROS);
    bench.accept(placeLimit({ account: 1, side: 'sell', ticks: 10_100, lots: 8_000 }));
    expect(bench.account(1).availableMicros).toBe(950 * MICROS);
    bench.accept(mark(9_800));
    // Buys: 980 / 20 + (9,900 − 9,800) × 10,000 lots = 49 + 10.
    expect(bench.account(1).availableMicros).toBe(941 * MICROS);
  });

  test('M4 isolated orders claim only what they would newly open', () => {
    const bench = plainMarket();
    bench.fund(1_000, 1, 2);
    bench.accept(isolated(1));
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10_000 });
    expect(bench.account(1).availableMicros).toBe(950 * MICROS);
    bench.accept(placeLimit({ account: 1, side: 'sell', ticks: 10_100, lots: 10_000 }));
    expect(bench.account(1).availableMicros).toBe(950 * MICROS);
    bench.accept(placeLimit({ account: 1, side: 'sell', ticks: 10_200, lots: 4_000 }));
    expect(bench.account(1).availableMicros).toBe(930 * MICROS);
  });

  test('M5 an order is accepted up to the last micro of free margin, fee included', () => {
    const bench = plainMarket({ takerFeePpm: ratePpm(1_000) });
    bench.fund(51, 1, 2);
    // 1,000 / 20 + 1,000 × 0.1 % = 51.
    expect(bench.outcome(placeLimit({ account: 1, side: 'buy', ticks: HUNDRED, lots: 10_001 }))).toBe(
      'MARGIN_INSUFFICIENT',
    );
    expect(bench.outcome(placeLimit({ account: 1, side: 'buy', ticks: HUNDRED, lots: 10_000 }))).toBe(
      'accepted',
    );
    expect(bench.outcome(placeLimit({ account: 1, side: 'sell', ticks: 10_100, lots: 10_000 }))).toBe(
      'accepted',
    );
    expect(bench.outcome(placeMarket({ account: 2, side: 'sell', lots: 10_000 }))).toBe('accepted');
    expect(bench.lots(2)).toBe(-10_000);
  });

  test('M6 unrealised profit is margin for cross orders, and is no cash', () => {
    const bench = plainMarket();
    bench.accept(listInstrument(plainInstrument({ symbol: 'OTHERUSDT' })), mark(HUNDRED, { instrument: 1 }));
    bench.fund(100, 1, 2);
    bench.accept(isolated(1, 1));
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10_000 });
    bench.accept(mark(10_400));
    // Equity 140, claim 52, wallet 100.
    expect(bench.account(1)).toMatchObject({
      availableMicros: 88 * MICROS,
      withdrawableMicros: 48 * MICROS,
    });
    expect(bench.outcome(withdraw(1, 49))).toBe('BALANCE_INSUFFICIENT');
    const order = { account: 1, side: 'buy', ticks: HUNDRED, lots: 12_000 } as const;
    expect(bench.outcome(placeLimit({ ...order, instrument: 1 }))).toBe('MARGIN_INSUFFICIENT');
    expect(bench.outcome(placeLimit(order))).toBe('accepted');
  });

  test('M8 position and orders stay within the tier of the leverage, and within exact numbers', () => {
    const bench = plainMarket({ riskTiers: TWO_TIERS });
    bench.fund(900_000_000, 1);
    bench.accept(leverage(1, 51));
    const order = { account: 1, side: 'buy', ticks: HUNDRED } as const;
    expect(bench.outcome(placeLimit({ ...order, lots: 500_000 }))).toBe('accepted');
    expect(bench.outcome(placeLimit({ ...order, lots: 1 }))).toBe('POSITION_LIMIT_EXCEEDED');
    expect(bench.outcome(placeLimit({ ...order, side: 'sell', ticks: 10_100, lots: 500_000 }))).toBe(
      'accepted',
    );
    expect(bench.outcome(leverage(1, 50))).toBe('accepted');
    // 2^52 micros at the largest price of 10^7 ticks × 10: 45,035,996 lots.
    for (let tenMillion = 0; tenMillion < 4; tenMillion += 1) {
      expect(bench.outcome(placeLimit({ ...order, lots: 10_000_000 }))).toBe('accepted');
    }
    expect(bench.outcome(placeLimit({ ...order, lots: 4_535_997 }))).toBe('POSITION_LIMIT_EXCEEDED');
    expect(bench.outcome(placeLimit({ ...order, lots: 4_535_996 }))).toBe('accepted');
  });
});

describe('solvency of trades', () => {
  test('M7 a maker who cannot bear the trade is cancelled, and matching goes on', () => {
    const bench = plainMarket();
    bench.fund(10, 1);
    bench.fund(1_000, 2, 3);
    bench.accept(
      placeLimit({ account: 1, side: 'buy', ticks: HUNDRED, lots: 1_000 }),
      placeLimit({ account: 2, side: 'buy', ticks: 9_000, lots: 1_000 }),
      mark(8_500),
      placeLimit({ account: 3, side: 'sell', ticks: 9_000, lots: 1_000 }),
    );
    // Bought at 100 with the mark at 85, account 1 would have 10 − 15.
    expect(bench.of('orderClosed')[0]).toMatchObject({ accountId: 1, reason: 'insolvent' });
    expect(bench.lots(1)).toBe(0);
    expect(bench.lots(2)).toBe(1_000);
  });

  test('M7 a taker who cannot bear the next trade stops there', () => {
    const bench = plainMarket();
    bench.fund(10, 1);
    bench.fund(1_000, 2);
    bench.accept(
      placeLimit({ account: 2, side: 'sell', ticks: 10_100, lots: 500 }),
      placeLimit({ account: 2, side: 'sell', ticks: 13_000, lots: 500 }),
      placeMarket({ account: 1, side: 'buy', lots: 1_000 }),
    );
    expect(bench.lots(1)).toBe(500);
    expect(bench.of('orderClosed').at(-1)).toMatchObject({
      accountId: 1,
      reason: 'insolvent',
      remainingLots: 500,
    });
  });

  test('M7 two accounts of one person cannot move the insurance fund to one of them by absurd trades', () => {
    for (const isIsolated of [false, true]) {
      const bench = plainMarket();
      bench.accept({ kind: 'FundInsurance', amountMicros: quoteMicros(10_000 * MICROS) });
      bench.fund(100, 1, 2);
      if (isIsolated) bench.accept(isolated(1), isolated(2));
      for (const ticks of [19_900, 15_000, 11_000, 10_600, 10_400]) {
        bench.apply(placeLimit({ account: 2, side: 'sell', ticks, lots: 9_000 }));
        bench.apply(placeLimit({ account: 1, side: 'buy', ticks, lots: 9_000 }));
        bench.apply({ kind: 'CancelAllOrders', accountId: accountId(1), instrumentId: null });
        bench.apply({ kind: 'CancelAllOrders', accountId: accountId(2), instrumentId: null });
      }
      bench.accept(mark(HUNDRED));
      expect(bench.engine.insuranceFundMicros()).toBeGreaterThanOrEqual(10_000 * MICROS);
      const together = [1, 2].reduce((sum, account) => {
        const position = bench.position(account);
        const apart = position.mode === 'isolated' ? position.bucketMicros + position.unrealisedPnlMicros : 0;
        return sum + bench.account(account).crossEquityMicros + apart;
      }, 0);
      expect(together).toBeLessThanOrEqual(200 * MICROS);
    }
  });
});

describe('liquidation price', () => {
  test('M9 it is solved in the tier in which it lies, and leads to liquidation there', () => {
    const bench = plainMarket({ riskTiers: TWO_TIERS });
    bench.fund(100_000, 1, 2);
    bench.accept(isolated(2));
    // A short of 49,000 with a bucket of 2,450 climbs into the second tier: (2,450 + 49,000 + 50) / 1.005 / 490
    // = 104.579…, rounded down. The first tier alone would say 51,450 / 1.004 / 490 = 104.5817.
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 490_000 });
    expect(bench.position(2).liquidationPriceTicks).toBe(10_457);
    bench.accept(mark(10_457));
    expect(bench.of('liquidationStarted')).toHaveLength(0);
    bench.accept(mark(10_458));
    expect(bench.of('liquidationStarted')).toHaveLength(1);
  });

  test('M9 a 5,000 long in a 10,000 cross account has none, and outlives a price of one tick', () => {
    const bench = plainMarket();
    bench.fund(10_000, 1, 2);
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 50_000 });
    expect(bench.position(1)).toMatchObject({ liquidationPriceTicks: null, bankruptcyPriceTicks: null });
    bench.accept(mark(1));
    expect(bench.of('liquidationStarted')).toHaveLength(0);
    expect(bench.lots(1)).toBe(50_000);
  });

  test('M9 leverage moves an isolated price and not a cross one', () => {
    const bench = plainMarket();
    bench.fund(10_000, 1, 2);
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 500_000 });
    const before = bench.position(1).liquidationPriceTicks;
    // (50,000 − 10,000) / 0.99 / 500 = 80.8080…, rounded up.
    expect(before).toBe(8_081);
    bench.accept(leverage(1, 40));
    expect(bench.position(1).liquidationPriceTicks).toBe(before);
  });
});
