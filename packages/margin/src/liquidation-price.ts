import { MarginDecimal } from './decimal.ts';
import { type MaintenanceTable, maintenanceMargin } from './maintenance-tiers.ts';
import { type MaintenanceBasis, type MarginPosition, signOf } from './margin-position.ts';

/** What stands behind a position whose mark price alone moves. All amounts in the quote currency. */
export interface LiquidationQuestion {
  readonly position: MarginPosition;
  /**
   * Equity behind the position without its own profit, less what other positions must keep: the bucket of an
   * isolated position; for cross `wallet − buckets + profit of the others − maintenance of the others`.
   */
  readonly backing: MarginDecimal;
  readonly basis: MaintenanceBasis;
  /** Tiers with any closing fee added to their rates. */
  readonly table: MaintenanceTable;
}

/**
 * Where equity equals maintenance. `never`: no positive price is low enough for this long. `always`: no positive
 * price is low enough to save this short.
 */
export type LiquidationAnswer =
  | { readonly kind: 'price'; readonly price: MarginDecimal }
  | { readonly kind: 'never' }
  | { readonly kind: 'always' };

/** Equity less maintenance at a price; the position is due where this is 0 or less. */
function surplusAt(question: LiquidationQuestion, price: MarginDecimal): MarginDecimal {
  const { position, backing, basis, table } = question;
  const profit = price.sub(position.entryPrice).mul(position.quantity).mul(signOf(position));
  const reference = basis === 'mark' ? price : position.entryPrice;
  return backing.add(profit).sub(maintenanceMargin(table, position.quantity.mul(reference)));
}

function priceOrNothing(question: LiquidationQuestion, price: MarginDecimal): LiquidationAnswer {
  if (price.gt(0)) return { kind: 'price', price };
  return { kind: question.position.side === 'long' ? 'never' : 'always' };
}

/** Maintenance is constant: `P = entry − side × (backing − maintenance) / quantity`. */
function solveOnEntryBasis(question: LiquidationQuestion): LiquidationAnswer {
  const { position, backing, table } = question;
  const notional = position.quantity.mul(position.entryPrice);
  const spare = backing.sub(maintenanceMargin(table, notional));
  const price = position.entryPrice.sub(spare.div(position.quantity).mul(signOf(position)));
  return priceOrNothing(question, price);
}

/**
 * `backing + s·q·(P − entry) = q·P·rate − amount`, so
 * `P = (backing − s·q·entry + amount) / (q·rate − s·q)` with the tier that holds at P.
 *
 * Surplus rises with the price of a long (rates are below 1) and falls with that of a short. So the bands whose
 * lower edge lies on the losing side of a long, or on the safe side of a short, come first, and the root is in
 * the last of them.
 */
function solveOnMarkBasis(question: LiquidationQuestion): LiquidationAnswer {
  const { position, backing, table } = question;
  const { quantity, entryPrice } = position;
  const sign = signOf(position);
  const tier = table.findLast(({ floor }) => surplusAt(question, floor.div(quantity)).mul(sign).lte(0));
  if (tier === undefined) return { kind: position.side === 'long' ? 'never' : 'always' };
  const numerator = backing.sub(quantity.mul(entryPrice).mul(sign)).add(tier.amount);
  const denominator = quantity.mul(tier.rate).sub(quantity.mul(sign));
  return priceOrNothing(question, numerator.div(denominator));
}

/** The mark price at which equity equals maintenance, all other marks unchanged, exact through tier changes. */
export function solveLiquidationPrice(question: LiquidationQuestion): LiquidationAnswer {
  return question.basis === 'entry' ? solveOnEntryBasis(question) : solveOnMarkBasis(question);
}

/**
 * The mark price at which `margin`, counted at the mark, is used up: `mark − side × margin / quantity`. Null when
 * no positive price does that.
 */
export function solveBankruptcyPrice(position: MarginPosition, margin: MarginDecimal): MarginDecimal | null {
  const price = position.markPrice.sub(margin.div(position.quantity).mul(signOf(position)));
  return price.gt(0) ? price : null;
}

/** Rounds a liquidation price to the tick on the side of caution: a long's up, a short's down. */
export function roundedToTick(
  price: MarginDecimal,
  side: MarginPosition['side'],
  tickSize: MarginDecimal,
): MarginDecimal {
  const rounding = side === 'long' ? MarginDecimal.ROUND_CEIL : MarginDecimal.ROUND_FLOOR;
  return price.toNearest(tickSize, rounding);
}
