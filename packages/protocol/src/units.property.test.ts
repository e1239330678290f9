import fc from 'fast-check';
import { expect, test } from 'vitest';
import { divCeil, divFloor, mulDivCeil, mulDivFloor, notionalMicros, priceTicks, sizeLots } from './units.ts';

const anySafeInteger = fc.maxSafeInteger();
const anyDivisor = fc.integer({ min: 1, max: 2 ** 40 });

/** The textbook definition, on numbers that cannot overflow: the greatest q with q × divisor ≤ dividend. */
function floorOf(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return quotient * divisor > dividend ? quotient - 1n : quotient;
}

test('divFloor is the greatest integer not above the quotient', () => {
  fc.assert(
    fc.property(anySafeInteger, anyDivisor, (dividend, divisor) => {
      expect(BigInt(divFloor(dividend, divisor))).toBe(floorOf(BigInt(dividend), BigInt(divisor)));
    }),
  );
});

test('divCeil mirrors divFloor: ceil(a/b) = −floor(−a/b)', () => {
  fc.assert(
    fc.property(anySafeInteger, anyDivisor, (dividend, divisor) => {
      expect(BigInt(divCeil(dividend, divisor))).toBe(-floorOf(-BigInt(dividend), BigInt(divisor)));
    }),
  );
});

test('mulDiv keeps every digit of a product that passes 2^53', () => {
  const anyRate = fc.integer({ min: 0, max: 1_000_000 });
  fc.assert(
    fc.property(anySafeInteger, anyRate, (amount, ratePpm) => {
      const product = BigInt(amount) * BigInt(ratePpm);
      expect(BigInt(mulDivFloor(amount, ratePpm, 1_000_000))).toBe(floorOf(product, 1_000_000n));
      expect(BigInt(mulDivCeil(amount, ratePpm, 1_000_000))).toBe(-floorOf(-product, 1_000_000n));
    }),
  );
});

test('mulDiv refuses a result that no safe integer holds', () => {
  expect(() => mulDivFloor(Number.MAX_SAFE_INTEGER, 3, 2)).toThrow(RangeError);
  expect(() => mulDivCeil(Number.MAX_SAFE_INTEGER, 3, 2)).toThrow(RangeError);
});

test('a notional is exact, and one past 2^53 is refused instead of rounded', () => {
  // 108,420.5 USDT at tick 0.1, 0.25 coins at lot 0.001: 27,105.125 USDT.
  const btc = { microsPerTickLot: 100 };
  expect(notionalMicros(priceTicks(1_084_205), sizeLots(250), btc)).toBe(27_105_125_000);
  expect(() => notionalMicros(priceTicks(2 ** 40), sizeLots(2 ** 20), btc)).toThrow(RangeError);
});

test('a unit takes no fraction, no infinity and no NaN', () => {
  for (const value of [0.5, Number.POSITIVE_INFINITY, Number.NaN, 2 ** 53]) {
    expect(() => priceTicks(value)).toThrow(`priceTicks must be a safe integer, got ${value}`);
  }
});
