import type { MarginMode } from '@spillway/protocol';
import type { MarginDecimal } from './decimal.ts';
import type { MaintenanceTable } from './maintenance-tiers.ts';

export type PositionSide = 'long' | 'short';
/**
 * Which notional maintenance is taken of: that at the mark price (Binance, OKX, Gate, Hyperliquid, dYdX) or that
 * at the entry price (Bybit classic, MEXC, BitMEX).
 */
export type MaintenanceBasis = 'mark' | 'entry';

/** One position of a linear contract, as the formulas need it. */
export interface MarginPosition {
  readonly symbol: string;
  readonly mode: MarginMode;
  readonly side: PositionSide;
  /** In the base currency, positive. */
  readonly quantity: MarginDecimal;
  readonly entryPrice: MarginDecimal;
  readonly markPrice: MarginDecimal;
  /** Null when not stated: a cross position's prices do not need it. */
  readonly leverage: MarginDecimal | null;
  /** The bucket of an isolated position; null in cross. */
  readonly isolatedMargin: MarginDecimal | null;
  /** Rates as the venue states them, without closing fee. */
  readonly tiers: MaintenanceTable;
  /** True when the request states one rate and amount instead of tiers. */
  readonly isRateStated: boolean;
}

/** +1 for a long, −1 for a short. */
export function signOf(position: MarginPosition): 1 | -1 {
  return position.side === 'long' ? 1 : -1;
}

/** `side × quantity × (mark − entry)`, in the quote currency. */
export function unrealisedProfit(position: MarginPosition): MarginDecimal {
  const { quantity, markPrice, entryPrice } = position;
  return markPrice.sub(entryPrice).mul(quantity).mul(signOf(position));
}

/** The notional that initial and maintenance margin are taken of. */
export function marginNotional(position: MarginPosition, basis: MaintenanceBasis): MarginDecimal {
  return position.quantity.mul(basis === 'mark' ? position.markPrice : position.entryPrice);
}
