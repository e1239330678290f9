import { expect, test } from 'vitest';
import {
  formatAmount,
  formatMicros,
  formatPrice,
  formatSize,
  microsPerTickLotOf,
  microTicksPerLotOf,
  parseAmount,
  parseMicros,
  parsePriceTicks,
  parseSizeLots,
} from './decimal-text.ts';
import { priceTicks, quoteMicros, sizeLots } from './units.ts';

const btc = { tickSize: '0.1', lotSize: '0.001' };

test('prices and sizes keep the decimals of their step', () => {
  expect(formatPrice(priceTicks(1_084_205), btc)).toBe('108420.5');
  expect(formatPrice(priceTicks(80_000), btc)).toBe('8000.0');
  expect(formatSize(sizeLots(250), btc)).toBe('0.250');
  expect(formatSize(sizeLots(-1), btc)).toBe('-0.001');
});

test('amounts drop what says nothing', () => {
  expect(formatMicros(quoteMicros(12_500_000))).toBe('12.5');
  expect(formatMicros(quoteMicros(0))).toBe('0');
  expect(formatMicros(quoteMicros(-1))).toBe('-0.000001');
  expect(formatMicros(100_000_000n)).toBe('100');
});

test('what lies between two steps is refused with the step', () => {
  expect(parsePriceTicks('100.05', btc)).toEqual({
    isParsed: false,
    reason: 'price must be a whole multiple of the tick size 0.1, got "100.05"',
  });
  expect(parseSizeLots('0.0005', btc)).toEqual({
    isParsed: false,
    reason: 'size must be a whole multiple of the lot size 0.001, got "0.0005"',
  });
  expect(parseMicros('0.0000001')).toEqual({
    isParsed: false,
    reason: 'amount must be a whole multiple of the smallest unit 0.000001, got "0.0000001"',
  });
});

test('zeros that follow change nothing', () => {
  expect(parsePriceTicks('100.500000', btc)).toEqual({ isParsed: true, value: 1_005 });
  expect(parseMicros('-0.0')).toEqual({ isParsed: true, value: 0 });
});

test.each([
  '',
  ' 1',
  '1 ',
  '+1',
  '01',
  '.5',
  '5.',
  '-',
  '1e3',
  '1,000',
  '0x10',
  'NaN',
  'Infinity',
  '１',
  '1\n',
])('the text %j is no decimal number', (text) => {
  expect(parsePriceTicks(text, btc)).toEqual({
    isParsed: false,
    reason: `price must be a decimal number such as "12.5" of at most 15 digits, got ${JSON.stringify(text)}`,
  });
});

test('a number past 2^53 is refused instead of rounded, and a long text is cut in the message', () => {
  expect(parseMicros('9007199254.740991')).toEqual({ isParsed: true, value: Number.MAX_SAFE_INTEGER });
  expect(parseMicros('9007199254.740992').isParsed).toBe(false);
  expect(parsePriceTicks('9007199254740993', { tickSize: '1' }).isParsed).toBe(false);
  const refusal = parseMicros('7'.repeat(5_000));
  expect(refusal.isParsed ? '' : refusal.reason).toMatch(/got "7{24}…"$/);
});

test('a step size that is no positive decimal is a fault of the specification', () => {
  for (const tickSize of ['0', '-0.1', 'a tenth', '1e-1']) {
    expect(() => parsePriceTicks('1', { tickSize })).toThrow('a step size must be a positive decimal string');
  }
  expect(() => formatPrice(priceTicks(2 ** 52), { tickSize: '25' })).toThrow(RangeError);
});

test('the worth of one tick of one lot is a whole number of micros or nothing', () => {
  expect(microsPerTickLotOf('0.1', '0.001')).toBe(100);
  expect(microsPerTickLotOf('0.00001', '1')).toBe(10);
  expect(microsPerTickLotOf('0.25', '0.5')).toBe(125_000);
  expect(microsPerTickLotOf('0.00001', '0.01')).toBeNull();
  expect(microsPerTickLotOf('0', '1')).toBeNull();
  expect(microsPerTickLotOf('1', 'one')).toBeNull();
});

test('a linear contract that settles in a coin of eight decimals is worth more smallest units a tick', () => {
  // 0.0001 × 0.1 = 0.00001 of the coin, 1,000 units of 10^-8.
  expect(microsPerTickLotOf('0.0001', '0.1', 8)).toBe(1_000);
  expect(microsPerTickLotOf('0.0001', '0.1', 4)).toBeNull();
});

test('X2 the worth of one inverse lot at one tick is a whole number of smallest units or nothing', () => {
  // One dollar at a price of half a dollar is two coins: 200,000,000 units of 10^-8.
  expect(microTicksPerLotOf('0.5', '1', 8)).toBe(200_000_000);
  expect(microTicksPerLotOf('0.1', '1', 8)).toBe(1_000_000_000);
  expect(microTicksPerLotOf('0.01', '10', 6)).toBe(1_000_000_000);
  expect(microTicksPerLotOf('2', '0.5', 2)).toBe(25);
  expect(microTicksPerLotOf('0.3', '1', 8)).toBeNull();
  expect(microTicksPerLotOf('0', '1', 8)).toBeNull();
  expect(microTicksPerLotOf('0.5', 'one', 8)).toBeNull();
  expect(microTicksPerLotOf('0.0000001', '100', 8)).toBeNull();
});

test('an amount is read and shown with the decimals of its asset', () => {
  const bitcoin = { decimals: 8 };
  expect(parseAmount('0.00000001', bitcoin)).toEqual({ isParsed: true, value: 1 });
  expect(parseAmount('-1.5', bitcoin)).toEqual({ isParsed: true, value: -150_000_000 });
  expect(parseAmount('0.000000001', bitcoin)).toEqual({
    isParsed: false,
    reason: 'amount must be a whole multiple of the smallest unit 0.00000001, got "0.000000001"',
  });
  expect(parseAmount('12', { decimals: 0 })).toEqual({ isParsed: true, value: 12 });
  expect(formatAmount(quoteMicros(-150_000_000), bitcoin)).toBe('-1.5');
  expect(formatAmount(quoteMicros(100_000_000), bitcoin)).toBe('1');
  expect(formatAmount(123_456_789_012_345_678_901n, bitcoin)).toBe('1234567890123.45678901');
  // Without a point the zeros belong to the number.
  expect(formatAmount(quoteMicros(1_200), { decimals: 0 })).toBe('1200');
});
