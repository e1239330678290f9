import { type DecimalInput, MarginDecimal } from './decimal.ts';
import { roundedToTick } from './liquidation-price.ts';
import type { PositionSide } from './margin-position.ts';

/** For people: a fixed number of decimals, half to even, thousands apart: `7,111.11`. For reading, not for sums. */
export function displayAmount(value: string, decimals: number = 2): string {
  const [whole = '0', fraction] = new MarginDecimal(value).toFixed(decimals).split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/**
 * A liquidation price on the instrument's grid, as the engine states it: rounded towards the mark, so that the
 * position is due at the printed price at the latest. A long's is rounded up, a short's down.
 */
export function liquidationPriceOnGrid(
  price: string,
  { side, tickSize }: { readonly side: PositionSide; readonly tickSize: DecimalInput },
): string {
  return roundedToTick(new MarginDecimal(price), side, new MarginDecimal(tickSize)).toFixed();
}
