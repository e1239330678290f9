import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMicros, multiplyStep, parseMicros, toCounterValue } from './decimal-micros.ts';

describe('parseMicros', () => {
  it.each([
    ['14200.25', 14_200_250_000n],
    ['0.000001', 1n],
    ['-0.5', -500_000n],
    ['9007199254.740993', 9_007_199_254_740_993n],
  ])('%s', (text, micros) => {
    expect(parseMicros(text)).toBe(micros);
  });

  it.each(['', '1e3', '.5', '5.', '1.0000001', '1,000', ' 1', 'NaN', '+1'])('refuses %j', (text) => {
    expect(() => parseMicros(text)).toThrow(RangeError);
  });

  it('agrees with arithmetic on whole and fraction', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 999_999 }), fc.boolean(), (whole, fraction, isNegative) => {
        const text = `${isNegative ? '-' : ''}${whole}.${String(fraction).padStart(6, '0')}`;
        const magnitude = BigInt(whole) * 1_000_000n + BigInt(fraction);
        expect(parseMicros(text)).toBe(isNegative ? -magnitude : magnitude);
      }),
    );
  });
});

describe('toCounterValue', () => {
  it('passes what a double holds exactly, and refuses the first amount that it does not', () => {
    expect(toCounterValue(9_007_199_254_740_991n)).toBe(9_007_199_254_740_991);
    expect(() => toCounterValue(9_007_199_254_740_992n)).toThrow(RangeError);
  });
});

describe('formatMicros', () => {
  it.each([
    [14_200_250_000, '14,200.25'],
    [0, '0.00'],
    [-1, '-0.000001'],
    [1_234_567_000_000, '1,234,567.00'],
    [999_999_999, '999.999999'],
  ])('%d', (micros, text) => {
    expect(formatMicros(micros)).toBe(text);
  });
});

describe('multiplyStep', () => {
  it.each([
    ['0.5', 216_841, '108420.5'],
    ['0.1', 1_084_200, '108420'],
    ['0.001', 25, '0.025'],
    ['1', 7, '7'],
    ['0.01', -5, '-0.05'],
  ])('%s × %d', (step, count, text) => {
    expect(multiplyStep(step, count)).toBe(text);
  });
});
