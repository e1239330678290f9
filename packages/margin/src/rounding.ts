/** Roundings that venues show figures with. The model itself never rounds what it goes on counting with. */
import { type DecimalInput, MarginDecimal } from './decimal.ts';
import type { PositionSide } from './margin-position.ts';

/** `up` and `down` are away from and towards 0; `half-up` and `half-even` to the nearest. */
export type AmountRounding = 'up' | 'down' | 'half-up' | 'half-even';
/** `towards-mark` is the side of caution: a long's price up, a short's down. */
export type PriceRounding = AmountRounding | 'towards-mark';

const MODES = {
  up: MarginDecimal.ROUND_UP,
  down: MarginDecimal.ROUND_DOWN,
  'half-up': MarginDecimal.ROUND_HALF_UP,
  'half-even': MarginDecimal.ROUND_HALF_EVEN,
} as const;

/** The multiple of `step` that the rounding chooses, as text. */
export function roundedAmount(
  value: MarginDecimal,
  { step, rounding }: { readonly step: DecimalInput | MarginDecimal; readonly rounding: AmountRounding },
): MarginDecimal {
  return value.toNearest(new MarginDecimal(step), MODES[rounding]);
}

/** A price on the grid of ticks. */
export function roundedPrice(
  price: MarginDecimal,
  side: PositionSide,
  {
    tickSize,
    rounding,
  }: { readonly tickSize: DecimalInput | MarginDecimal; readonly rounding: PriceRounding },
): MarginDecimal {
  const towardsMark = side === 'long' ? 'up' : 'down';
  return roundedAmount(price, {
    step: tickSize,
    rounding: rounding === 'towards-mark' ? towardsMark : rounding,
  });
}
