import { describe, expect, test } from 'vitest';
import { groupThousands, ordinal, roundedMoneyText } from './number-text.ts';

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
