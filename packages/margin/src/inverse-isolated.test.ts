import { describe, expect, test } from 'vitest';
import { MarginDecimal } from './decimal.ts';
import { liquidationPriceOnGrid } from './display.ts';
import { explainInverseIsolated } from './inverse-isolated.ts';

const near = (actual: string | null, expected: string, tolerance: string): void => {
  const distance = new MarginDecimal(actual ?? 'NaN').sub(expected).abs();
  expect(distance.lte(tolerance), `${actual} against ${expected}`).toBe(true);
};

describe('V-BYBIT-INV-50X: Bybit help centre 900000031623, BTCUSD', () => {
  const report = explainInverseIsolated({
    side: 'long',
    contractValue: 5_000,
    entry: '7890.08',
    leverage: 50,
    mmr: '0.005',
    maintenanceBasis: 'entry',
  });
  const grid = { side: 'long', tickSize: '0.5' } as const;

  test('the bankruptcy price is 7,735.372549, on the grid 7,735.5', () => {
    near(report.bankruptcyPrice, '7735.372549', '0.000001');
    expect(liquidationPriceOnGrid(report.bankruptcyPrice ?? '', grid)).toBe('7735.5');
  });

  test('the liquidation price on the grid is 7,773.5', () => {
    expect(liquidationPriceOnGrid(report.liquidationPrice ?? '', grid)).toBe('7773.5');
  });
});

test('V-KUCOIN-INV-BP: KuCoin support 19130776858521, long at 28,000 and 50x: 27,450.98', () => {
  const { bankruptcyPrice } = explainInverseIsolated({
    side: 'long',
    contractValue: 1,
    entry: 28_000,
    leverage: 50,
    mmr: 0,
  });
  near(bankruptcyPrice, '27450.98', '0.01');
});

test('V-BYBIT-UTA-INV-ISO: Bybit help centre, isolated mode of the unified account, 60,000 at 50,000', () => {
  const trade = {
    contractValue: 60_000,
    entry: 50_000,
    leverage: 10,
    mmr: '0.005',
    maintenanceBasis: 'entry',
  } as const;
  const long = explainInverseIsolated({ side: 'long', ...trade });
  const short = explainInverseIsolated({ side: 'short', ...trade });
  expect(long).toMatchObject({ initialMargin: '0.12', maintenanceMargin: '0.006' });
  near(long.liquidationPrice, '45662.1', '0.01');
  near(short.liquidationPrice, '55248.62', '0.01');
});

test('O-OCTOBOT-INV-L1: OctoBot-Trading test_inverse_position.py, long at 100 and 1x', () => {
  const { liquidationPrice } = explainInverseIsolated({
    side: 'long',
    contractValue: 1,
    entry: 100,
    leverage: 1,
    mmr: '0.01',
    maintenanceBasis: 'entry',
  });
  near(liquidationPrice, '50.25125628140704', '0.000000001');
});

test.each([
  ['long', 1, '50'],
  ['long', 100, '99.00990099009901'],
  ['short', 100, '101.01010101010101'],
] as const)('O-OCTOBOT-BP: OctoBot-Trading, inverse %s at 100 and %sx: %s', (side, leverage, expected) => {
  const { bankruptcyPrice } = explainInverseIsolated({
    side,
    contractValue: 1,
    entry: 100,
    leverage,
    mmr: 0,
  });
  near(bankruptcyPrice, expected, '0.000000001');
});

test('on the mark basis equity equals maintenance at the price, in coins', () => {
  // Long of 10,000 USD at 50,000 and 10x: 0.2 BTC, margin 0.02 BTC; Kraken's form of the formula.
  const { liquidationPrice } = explainInverseIsolated({
    side: 'long',
    contractValue: 10_000,
    entry: 50_000,
    leverage: 10,
    mmr: '0.01',
  });
  const price = new MarginDecimal(liquidationPrice ?? 'NaN');
  const equity = new MarginDecimal('0.02').add(
    new MarginDecimal('0.2').sub(new MarginDecimal(10_000).div(price)),
  );
  near(equity.toString(), new MarginDecimal(10_000).div(price).mul('0.01').toString(), '1e-15');
});

test('a 1x short has neither price: its margin is the coins that it is short of', () => {
  const report = explainInverseIsolated({
    side: 'short',
    contractValue: 100,
    entry: 100,
    leverage: 1,
    mmr: '0.01',
  });
  expect(report).toMatchObject({ liquidationPrice: null, bankruptcyPrice: null });
});
