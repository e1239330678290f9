/** The figures of a position as a venue would show them, beside the exact ones. */
import { MarginDecimal } from './decimal.ts';
import type { PositionSide } from './margin-position.ts';
import type { DisplayRounding } from './resolve-request.ts';
import { roundedAmount, roundedPrice } from './rounding.ts';

/** Exact figures as text; null where there is none. */
export type FigureTexts<Name extends string> = Readonly<Record<Name, string | null>>;

/** Amounts as shown: each a multiple of `rounding.amountStep`; none without a step. */
export function roundedAmounts<Name extends string>(
  figures: FigureTexts<Name>,
  { amountStep, amount }: DisplayRounding,
): Partial<FigureTexts<Name>> {
  if (amountStep === null) return {};
  return mapFigures(figures, (value) => roundedAmount(value, { step: amountStep, rounding: amount }));
}

/** Prices as shown: each on the grid of `rounding.tickSize`; none without a tick. */
export function roundedPrices<Name extends string>(
  figures: FigureTexts<Name>,
  side: PositionSide,
  { tickSize, price }: DisplayRounding,
): Partial<FigureTexts<Name>> {
  if (tickSize === null) return {};
  return mapFigures(figures, (value) => roundedPrice(value, side, { tickSize, rounding: price }));
}

function mapFigures<Name extends string>(
  figures: FigureTexts<Name>,
  round: (value: MarginDecimal) => MarginDecimal,
): FigureTexts<Name> {
  const entries = Object.entries<string | null>(figures).map(([name, text]) => {
    return [name, text === null ? null : round(new MarginDecimal(text)).toFixed()];
  });
  return Object.fromEntries(entries);
}
