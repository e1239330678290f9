import { expect, test } from 'vitest';
import { displayAmount, displayPrice, liquidationPriceOnGrid } from './display.ts';

test.each([
  ['7111.1111111111111111', '7,111.11'],
  ['8000', '8,000.00'],
  ['1234567.895', '1,234,567.90'],
  ['0.125', '0.12'],
  ['-999.5', '-999.50'],
  ['-1000', '-1,000.00'],
])('%s reads as %s', (value, text) => {
  expect(displayAmount(value)).toBe(text);
});

test('the number of decimals may be chosen', () => {
  expect(displayAmount('1234.5678', 3)).toBe('1,234.568');
  expect(displayAmount('1234.5678', 0)).toBe('1,235');
});

test('on the grid a long’s price is rounded up and a short’s down', () => {
  expect(liquidationPriceOnGrid('7111.1111', { side: 'long', tickSize: '0.1' })).toBe('7111.2');
  expect(liquidationPriceOnGrid('7111.1999', { side: 'short', tickSize: '0.1' })).toBe('7111.1');
  expect(liquidationPriceOnGrid('7111.25', { side: 'short', tickSize: '0.25' })).toBe('7111.25');
});

test.each([
  ['7111.1111111111111111', '7,111.11'],
  ['141.2849', '141.28'],
  ['15.43217', '15.432'],
  ['0.154327', '0.15433'],
  ['0.0000123456', '0.000012346'],
])('the price %s reads as %s', (value, text) => {
  expect(displayPrice(value)).toBe(text);
});
