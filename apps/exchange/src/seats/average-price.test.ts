import { describe, expect, test } from 'vitest';
import { averagePriceText } from './average-price.ts';

/** Ticks of 0.1 and lots of 0.001: one tick of one lot is 100 micros. */
const BTC = { tickSize: '0.1', microsPerTickLot: 100 };

describe('the average price', () => {
  test('is cost over size: 1 at 100,000 and 3 at 100,010 are 4 at 100,007.5', () => {
    // 100,000 + 300,030 USDT in micros, 4,000 lots.
    expect(averagePriceText(400_030_000_000n, 4_000, BTC)).toBe('100007.5');
  });

  test('of a short, whose cost and size are both negative, is the same', () => {
    expect(averagePriceText(-400_030_000_000n, -4_000, BTC)).toBe('100007.5');
  });

  test('is rounded at eight decimals: a third of 100,000.1', () => {
    expect(averagePriceText(100_000_100n, 3, BTC)).toBe('33333.36666667');
  });

  test('is exact where a double is not: 2^53 + 1 micros over one lot', () => {
    expect(averagePriceText(9_007_199_254_740_993n, 1, { tickSize: '0.000001', microsPerTickLot: 1 })).toBe(
      '9007199254.740993',
    );
  });
});
