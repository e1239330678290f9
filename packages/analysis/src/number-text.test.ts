import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { groupThousands, microsText, ordinal, roundedMoneyText } from './number-text.ts';

describe('microsText', () => {
  test.each([
    [0n, '0'],
    [1n, '0.000001'],
    [-1n, '-0.000001'],
    [1_500_000n, '1.5'],
    [-14_200_000_000n, '-14200'],
    [9_007_199_254_740_993_000_001n, '9007199254740993.000001'],
  ])('writes %s micros as %s', (micros, text) => {
    expect(microsText(micros)).toBe(text);
  });

  test('agrees with decimal.js for any amount', () => {
    const Exact = Decimal.clone({ precision: 60 });
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), (micros) => {
        expect(microsText(micros)).toBe(new Exact(micros.toString()).div(1_000_000).toFixed());
      }),
    );
  });
});

describe('groupThousands', () => {
  test.each([
    ['0', '0'],
    ['999', '999'],
    ['1000', '1,000'],
    ['108420.5', '108,420.5'],
    ['-1234567.00001', '-1,234,567.00001'],
  ])('groups %s as %s', (plain, grouped) => {
    expect(groupThousands(plain)).toBe(grouped);
  });
});

describe('roundedMoneyText', () => {
  test.each([
    [14_200_000_000n, '14,200'],
    [14_199_500_000n, '14,200'],
    [14_199_499_999n, '14,199'],
    [99_995_000n, '100'],
    [99_994_999n, '99.99'],
    [5_000n, '0.01'],
    [-14_199_500_000n, '-14,200'],
  ])('rounds %s micros to %s', (micros, text) => {
    expect(roundedMoneyText(micros)).toBe(text);
  });
});

test('ordinal knows the teens', () => {
  expect([1, 2, 3, 4, 10, 11, 12, 13, 21, 22, 103, 111, 112, 113, 121].map(ordinal)).toEqual([
    '1st',
    '2nd',
    '3rd',
    '4th',
    '10th',
    '11th',
    '12th',
    '13th',
    '21st',
    '22nd',
    '103rd',
    '111th',
    '112th',
    '113th',
    '121st',
  ]);
});
