import { Decimal } from 'decimal.js';

/**
 * The one decimal constructor of the margin model. 40 significant digits: division is the only operation here
 * that is not exact, and its error stays 20 digits below what is printed.
 */
export const MarginDecimal: typeof Decimal = Decimal.clone({
  precision: 40,
  rounding: Decimal.ROUND_HALF_EVEN,
});

export type MarginDecimal = Decimal;

/** What an input number may be: a JSON number, or a decimal string where a binary fraction would not do. */
export type DecimalInput = number | string;

/** Digits of a printed result. A liquidation price of 7,111.11… prints as 7111.1111111111111111. */
const PRINTED_DIGITS = 20;

/** A result as text: 20 significant digits, half to even, no exponent, no trailing zeros. */
export function decimalText(value: MarginDecimal): string {
  return value.toSignificantDigits(PRINTED_DIGITS, Decimal.ROUND_HALF_EVEN).toFixed();
}

/** Sum of the values; 0 for none. */
export function sumOf(values: readonly MarginDecimal[]): MarginDecimal {
  return values.reduce((total, value) => total.add(value), new MarginDecimal(0));
}

/** Whether a request says something there: null is the same as leaving it out. */
export function isStated<Value>(value: Value | null | undefined): value is Value {
  return value !== null && value !== undefined;
}
