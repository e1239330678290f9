import { accountId, instrumentId, ratePpm } from '@spillway/protocol';
import {
  adjustMargin,
  cancelAll,
  deposit,
  flatTier,
  isolated,
  leverage,
  mark,
  placeLimit,
  plainRules,
  rules,
  type UntimedCommand,
  withdraw,
} from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import { HUNDRED, plainMarket, tradeBetween } from '../engine-subject.fixture.ts';

const crossAgain: UntimedCommand = {
  kind: 'SetMarginMode',
  accountId: accountId(1),
  instrumentId: instrumentId(0),
  mode: 'cross',
};

describe('money', () => {
  test('A1 transfers are positive and bounded, and nobody withdraws what he has not', () => {
    const bench = plainMarket();
    bench.fund(100, 1, 2);
    for (const quote of [0, -5, 1_000_000_001]) {
      expect(bench.outcome(deposit(1, quote))).toBe('AMOUNT_INVALID');
    }
    const half = { ...deposit(1, 1), amountMicros: 0.5 as never } as UntimedCommand;
    expect(bench.outcome(half)).toBe('AMOUNT_INVALID');
    expect(bench.outcome(deposit(1, 1_000_000_000))).toBe('AMOUNT_INVALID');
    expect(bench.outcome(withdraw(1, 101))).toBe('BALANCE_INSUFFICIENT');
    expect(bench.outcome(withdraw(1, 100))).toBe('accepted');
    expect(bench.wallet(1)).toBe(0);
    expect(bench.outcome(rules(plainRules()))).toBe('RULES_INVALID');
  });

  test('A5 fees are rounded up, for the house', () => {
    const bench = plainMarket({ makerFeePpm: ratePpm(200), takerFeePpm: ratePpm(500) });
    bench.fund(1_000, 1, 2);
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: 9_999, lots: 3 });
    // 3 lots × 9,999 ticks × 10 = 299,970 micros; × 0.02 % = 59.994, × 0.05 % = 149.985.
    expect(bench.of('tradeExecuted')[0]).toMatchObject({ makerFeeMicros: 60, takerFeeMicros: 150 });
    expect(bench.engine.feesMicros()).toBe(210);
    expect(bench.account(1).walletMicros).toBe(1_000_000_000 - 150);
  });
});

describe('positions', () => {
  test('A3 a partial close removes its share of the cost, rounded up, and realises the rest', () => {
    const bench = plainMarket();
    bench.fund(1_000, 1, 2);
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: 10_001, lots: 1 });
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: 10_000, lots: 2 });
    expect(bench.position(1).entryCostMicros).toBe(300_010);
    tradeBetween(bench, { buyer: 2, seller: 1, ticks: 10_100, lots: 1 });
    // Long: 300,010 / 3 = 100,003.33 leaves as 100,004; profit 101,000 − 100,004.
    expect(bench.position(1).entryCostMicros).toBe(200_006);
    expect(bench.account(1).walletMicros).toBe(1_000_000_000 + 996);
    // Short: −300,010 / 3 = −100,003.33 leaves as −100,003; profit 100,003 − 101,000.
    expect(bench.position(2).entryCostMicros).toBe(-200_007);
    expect(bench.account(2).walletMicros).toBe(1_000_000_000 - 997);
  });

  test('A4 a larger fill turns the position around', () => {
    const bench = plainMarket();
    bench.fund(1_000, 1, 2);
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10 });
    tradeBetween(bench, { buyer: 2, seller: 1, ticks: 10_200, lots: 25 });
    expect(bench.position(1)).toMatchObject({ sizeLots: -15, entryCostMicros: -1_530_000 });
    expect(bench.account(1).walletMicros).toBe(1_000_000_000 + 20_000);
  });

  test('A9 isolated margin comes with the opening fill and goes back with the closing one', () => {
    const bench = plainMarket();
    bench.fund(1_000, 1, 2);
    bench.accept(isolated(1), leverage(1, 7));
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: 10_001, lots: 10 });
    // 10 × 10,001 × 10 = 1,000,100; / 7 = 142,871.43, rounded up.
    expect(bench.position(1).bucketMicros).toBe(142_872);
    expect(bench.account(1).walletMicros).toBe(1_000_000_000 - 142_872);
    tradeBetween(bench, { buyer: 2, seller: 1, ticks: 10_001, lots: 3 });
    // 142,872 × 3 / 10 = 42,861.6, rounded down.
    expect(bench.position(1).bucketMicros).toBe(142_872 - 42_861);
    tradeBetween(bench, { buyer: 2, seller: 1, ticks: 10_001, lots: 7 });
    expect(bench.position(1)).toMatchObject({ sizeLots: 0, bucketMicros: 0, entryCostMicros: 0 });
    expect(bench.account(1).walletMicros).toBe(1_000_000_000);
  });
});

describe('settings', () => {
  test('A2 a new account is in cross, at 20x or the most that the first tier allows', () => {
    const wide = plainMarket();
    wide.fund(1, 1);
    expect(wide.position(1)).toMatchObject({ mode: 'cross', leverage: 20 });
    const narrow = plainMarket({ riskTiers: [flatTier(50_000, 10)] });
    narrow.fund(1, 1);
    expect(narrow.position(1)).toMatchObject({ mode: 'cross', leverage: 10 });
  });

  test('A6 the margin mode changes only when flat and without orders', () => {
    const bench = plainMarket();
    bench.fund(1_000, 1, 2);
    expect(bench.outcome(crossAgain)).toBe('MODE_UNCHANGED');
    bench.accept(isolated(1), placeLimit({ account: 1, side: 'buy', ticks: 9_000, lots: 10 }));
    expect(bench.outcome(isolated(1))).toBe('MODE_UNCHANGED');
    expect(bench.outcome(crossAgain)).toBe('MODE_HAS_ORDERS');
    bench.accept(cancelAll(1));
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10 });
    expect(bench.outcome(crossAgain)).toBe('MODE_HAS_POSITION');
    tradeBetween(bench, { buyer: 2, seller: 1, ticks: HUNDRED, lots: 10 });
    expect(bench.outcome(crossAgain)).toBe('accepted');
  });

  test('A7 leverage must fit the tier, and lowering it the margin', () => {
    const bench = plainMarket();
    bench.fund(100, 1, 2, 3);
    for (const times of [0, 51, 2.5]) expect(bench.outcome(leverage(1, times))).toBe('LEVERAGE_INVALID');
    bench.accept(isolated(1));
    // Notional 1,000 at 20x: bucket 50, wallet 50.
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10_000 });
    expect(bench.outcome(leverage(1, 40))).toBe('accepted');
    expect(bench.position(1).bucketMicros).toBe(50_000_000);
    expect(bench.outcome(leverage(1, 20))).toBe('accepted');
    expect(bench.outcome(leverage(1, 19))).toBe('MARGIN_INSUFFICIENT');
    bench.accept(adjustMargin(1, 50));
    expect(bench.outcome(leverage(1, 10))).toBe('accepted');
    // Cross: notional 1,000 on a wallet of 100 carries 10x and no less.
    expect(bench.outcome(leverage(2, 10))).toBe('accepted');
    expect(bench.outcome(leverage(2, 9))).toBe('MARGIN_INSUFFICIENT');
  });

  test('A8 margin is added out of free cash and removed down to initial margin', () => {
    const bench = plainMarket();
    bench.fund(100, 1, 2);
    expect(bench.outcome(adjustMargin(1, 10))).toBe('ISOLATED_POSITION_MISSING');
    bench.accept(isolated(1));
    expect(bench.outcome(adjustMargin(1, 10))).toBe('ISOLATED_POSITION_MISSING');
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10_000 });
    expect(bench.outcome(adjustMargin(1, -1))).toBe('MARGIN_INSUFFICIENT');
    expect(bench.outcome(adjustMargin(1, 51))).toBe('BALANCE_INSUFFICIENT');
    expect(bench.outcome(adjustMargin(1, 0))).toBe('AMOUNT_INVALID');
    bench.accept(adjustMargin(1, 30));
    // Mark 99: initial margin 49.5, unrealised −10, so that 59.5 must stay of the 80.
    bench.accept(mark(9_900));
    expect(bench.outcome(adjustMargin(1, -20.500_001))).toBe('MARGIN_INSUFFICIENT');
    expect(bench.outcome(adjustMargin(1, -20.5))).toBe('accepted');
    expect(bench.position(1).bucketMicros).toBe(59_500_000);
  });
});
