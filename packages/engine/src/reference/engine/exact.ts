/** The one decimal constructor of the reference engine, and the few operations that rules name. */
import { Decimal } from 'decimal.js';

/**
 * 60 significant digits. Sums and products of market numbers are exact in them; a quotient has 40 digits behind the
 * point, and no divisor of the rules comes near 10^40, so that rounding it up or down rounds the true quotient.
 */
const ExactDecimal: typeof Decimal = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_EVEN });

/** An amount of money in smallest units of its asset, or any other number that a rule calculates with. */
export type Exact = Decimal;

export type ExactInput = Decimal | number;

export const ZERO: Exact = new ExactDecimal(0);
export const MILLION = 1_000_000;
export const BILLION = 1_000_000_000;

export function exact(value: ExactInput | bigint): Exact {
  return new ExactDecimal(typeof value === 'bigint' ? value.toString() : value);
}

export function roundUp(value: Exact): Exact {
  return value.toDecimalPlaces(0, Decimal.ROUND_CEIL);
}

export function roundDown(value: Exact): Exact {
  return value.toDecimalPlaces(0, Decimal.ROUND_FLOOR);
}

/** To the nearest whole number, a half up. */
export function roundNearest(value: Exact): Exact {
  return roundDown(value.add(0.5));
}

/** `value × rate / 1,000,000`, not rounded. */
export function ppmOf(value: Exact, ratePpm: ExactInput): Exact {
  return value.mul(ratePpm).div(MILLION);
}

export function least(left: Exact, right: Exact): Exact {
  return left.lte(right) ? left : right;
}

export function greatest(left: Exact, right: Exact): Exact {
  return left.gte(right) ? left : right;
}

export function sumOf(values: readonly Exact[]): Exact {
  return values.reduce((total, value) => total.add(value), ZERO);
}

/**
 * A whole number as JavaScript has it, for events and views.
 * @throws RangeError when it is no whole number or does not fit
 */
export function wholeNumber(value: Exact): number {
  const number = value.toNumber();
  if (!(value.isInteger() && Number.isSafeInteger(number))) {
    throw new RangeError(`${value.toString()} must be a whole number below 2^53`);
  }
  // A sum of signed amounts may be minus zero, which no reader of events should see.
  return number === 0 ? 0 : number;
}

/**
 * The most lots, from 0 to `most`, that satisfy a condition which fewer lots satisfy more easily; found by halving.
 */
export function mostLots(most: number, isBearable: (lots: number) => boolean): number {
  let bearable = 0;
  let tooMany = most + 1;
  while (tooMany - bearable > 1) {
    const middle = Math.floor((bearable + tooMany) / 2);
    if (isBearable(middle)) bearable = middle;
    else tooMany = middle;
  }
  return bearable;
}
