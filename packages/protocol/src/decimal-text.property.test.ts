import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatMicros,
  formatPrice,
  formatSize,
  parseMicros,
  parsePriceTicks,
  parseSizeLots,
} from './decimal-text.ts';
import { priceTicks, quoteMicros, sizeLots } from './units.ts';

const anyStep = fc.constantFrom('0.1', '0.01', '0.5', '0.25', '2.50', '0.00001', '1', '5', '1000');
const anyDecimalText = fc
  .record({
    coefficient: fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
    scale: fc.nat({ max: 6 }),
    padding: fc.nat({ max: 3 }),
  })
  .map(({ coefficient, scale, padding }) =>
    new Decimal(coefficient).div(new Decimal(10).pow(scale)).toFixed(scale + padding),
  );

test('a price parses exactly when decimal.js finds a whole number of ticks, and to that number', () => {
  fc.assert(
    fc.property(anyDecimalText, anyStep, (text, tickSize) => {
      const quotient = new Decimal(text).div(tickSize);
      const parsed = parsePriceTicks(text, { tickSize });
      expect(parsed.isParsed).toBe(quotient.isInteger());
      if (parsed.isParsed) expect(quotient.eq(parsed.value)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test('a printed price, size or amount is the decimal.js product and reads back as itself', () => {
  const anyCount = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
  fc.assert(
    fc.property(anyCount, anyStep, (count, step) => {
      const price = formatPrice(priceTicks(count), { tickSize: step });
      const size = formatSize(sizeLots(count), { lotSize: step });
      expect(new Decimal(price).eq(new Decimal(count).mul(step))).toBe(true);
      expect(size).toBe(price);
      expect(parsePriceTicks(price, { tickSize: step })).toEqual({ isParsed: true, value: count });
      expect(parseSizeLots(size, { lotSize: step })).toEqual({ isParsed: true, value: count });
    }),
  );
});

test('an amount prints as the shortest exact decimal, also past 2^53 as bigint', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (micros, total) => {
      const text = formatMicros(quoteMicros(micros));
      expect(text).toBe(new Decimal(micros).div(1_000_000).toFixed());
      expect(parseMicros(text)).toEqual({ isParsed: true, value: micros });
      const Wide = Decimal.clone({ precision: 60 });
      expect(formatMicros(total)).toBe(new Wide(total.toString()).div(1_000_000).toFixed());
    }),
  );
});

test('no text makes a parser throw, and no value is a fraction, minus zero or unsafe', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), anyDecimalText, fc.stringMatching(/^-?[0-9.e]{0,50}$/)), (text) => {
      for (const parsed of [parseMicros(text), parsePriceTicks(text, { tickSize: '0.1' })]) {
        if (!parsed.isParsed) {
          expect(parsed.reason).not.toContain('\n');
          continue;
        }
        expect(Number.isSafeInteger(parsed.value)).toBe(true);
        expect(Object.is(parsed.value, -0)).toBe(false);
      }
    }),
  );
});
