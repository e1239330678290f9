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

test('a quotient next to a whole number is not taken for it, up to the largest safe integers', () => {
  const largeDivisor = fc.oneof(
    anyDivisor,
    fc.maxSafeNat().map((divisor) => divisor + (divisor === 0 ? 1 : 0)),
  );
  const nearMultiple = fc
    .record({
      divisor: largeDivisor,
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      offset: fc.integer({ min: -1, max: 1 }),
    })
    .map(({ divisor, share, offset }) => {
      const multiple = Math.floor((Number.MAX_SAFE_INTEGER / divisor) * share) * divisor;
      return { divisor, dividend: Math.min(multiple + offset, Number.MAX_SAFE_INTEGER) };
    });
  fc.assert(
    fc.property(nearMultiple, fc.boolean(), ({ divisor, dividend: size }, isNegative) => {
      const dividend = isNegative ? -size : size;
      expect(BigInt(divFloor(dividend, divisor))).toBe(floorOf(BigInt(dividend), BigInt(divisor)));
      expect(BigInt(divCeil(dividend, divisor))).toBe(-floorOf(-BigInt(dividend), BigInt(divisor)));
    }),
    { numRuns: 20_000 },
  );
});

test('a quotient of nothing is 0, never −0', () => {
  expect([divFloor(-0, 3), divCeil(-0, 3), divCeil(-1, 3)]).toEqual([0, 0, 0]);
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
