import { describe, expect, test } from 'vitest';
import { explainMargin } from './explain-margin.ts';
import type { MarginRulesInput, OrderInput, PositionInput } from './margin-request.ts';

const LONG: PositionInput = {
  symbol: 'BTCUSDT',
  side: 'long',
  qty: 1,
  entry: 100,
  mark: 100,
  mode: 'cross',
  leverage: 10,
  mmr: '0.01',
};
const order = (side: 'buy' | 'sell', [qty, price]: readonly [number, number]): OrderInput => ({
  symbol: 'BTCUSDT',
  side,
  qty,
  price,
});
const accountWith = (orders: readonly OrderInput[], rules: MarginRulesInput = {}) =>
  explainMargin({ rules, wallet: 100, positions: [LONG], orders }).account;

describe('margin that orders claim beside a long of 100 at 10x', () => {
  test.each([
    // max(10, (100 + 198) / 10, |100 − 505| / 10)
    ['the worse side, sells', [order('buy', [2, 99]), order('sell', [5, 101])], '40.5', '59.5'],
    // (100 + 396) / 10
    ['the worse side, buys', [order('buy', [4, 99]), order('sell', [1, 101])], '49.6', '50.4'],
    // A sell of 1 at 101 only closes: the position's own 10.
    ['an order that closes claims nothing', [order('sell', [1, 101])], '10', '90'],
    // (100 + 110) / 10 and a loss of 10 the moment it is filled.
    ['what a buy above the mark would lose at once', [order('buy', [1, 110])], '31', '69'],
  ] as const)('%s', (_case, orders, ...expected) => {
    const { claimedMargin, available } = accountWith(orders);
    expect([claimedMargin, available]).toEqual(expected);
  });

  test('in hedge mode both sides: (100 + 198 + 505) / 10', () => {
    const orders = [order('buy', [2, 99]), order('sell', [5, 101])];
    expect(accountWith(orders, { positionMode: 'hedge' }).claimedMargin).toBe('80.3');
  });

  test('cannot be told without a leverage', () => {
    const orders = [{ ...order('buy', [1, 99]), symbol: 'ETHUSDT' }];
    expect(accountWith(orders)).toMatchObject({ claimedMargin: null, available: null });
    const stated = orders.map((each) => ({ ...each, leverage: 9 }));
    expect(accountWith(stated).claimedMargin).toBe('21');
  });
});

describe('orders in maintenance', () => {
  const rules: MarginRulesInput = { ordersInMaintenance: true, openingFee: '0.001' };
  const orders = [{ ...order('buy', [2, 50]), mmr: '0.02' }];

  test('count as if filled, and their opening fee is gone', () => {
    expect(accountWith(orders, rules)).toMatchObject({ crossEquity: '99.9', crossMaintenanceMargin: '3' });
    expect(accountWith(orders)).toMatchObject({ crossEquity: '100', crossMaintenanceMargin: '1' });
  });

  test('bring liquidation nearer: 100 + 10 × (P − 100) − 0.1 − 2 = 10 × P × 1 %', () => {
    const roomy = { ...LONG, qty: 10 };
    const price = (stated: MarginRulesInput) =>
      explainMargin({ rules: stated, wallet: 100, positions: [roomy], orders }).positions[0]
        ?.liquidationPrice;
    // (100 − 0.1 − 2 − 1,000) / (0.1 − 10) = 902.1 / 9.9
    expect(price(rules)).toBe('91.121212121212121212');
    expect(price({})).toBe('90.909090909090909091');
  });
});
