import { type DecimalInput, MarginDecimal } from './decimal.ts';
import type { PositionSide } from './margin-position.ts';
import { roundedPrice } from './rounding.ts';

/** For people: a fixed number of decimals, half to even, thousands apart: `7,111.11`. For reading, not for sums. */
export function displayAmount(value: string, decimals: number = 2): string {
  const [whole = '0', fraction] = new MarginDecimal(value).toFixed(decimals).split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** Digits that a displayed price shows at least: 0.15432, 15.432, 8,000.00. */
const PRICE_DIGITS = 5;
const PRICE_DECIMALS_MIN = 2;

/** A price for people: two decimals, and more where the price is small, so that five digits can be read. */
export function displayPrice(value: string): string {
  const decimalsOfDigits = PRICE_DIGITS - 1 - new MarginDecimal(value).e;
  return displayAmount(value, Math.max(PRICE_DECIMALS_MIN, decimalsOfDigits));
}

/**
 * A liquidation price on the instrument's grid, as the engine states it: rounded towards the mark, so that the
 * position is due at the printed price at the latest. A long's is rounded up, a short's down.
 */
export function liquidationPriceOnGrid(
  price: string,
  { side, tickSize }: { readonly side: PositionSide; readonly tickSize: DecimalInput },
): string {
  return roundedPrice(new MarginDecimal(price), side, { tickSize, rounding: 'towards-mark' }).toFixed();
}
