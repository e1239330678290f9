import type { MarginMode } from '@spillway/protocol';
import type { MarginDecimal } from './decimal.ts';
import type { MaintenanceTable } from './maintenance-tiers.ts';

export type PositionSide = 'long' | 'short';
/**
 * Which notional maintenance is taken of: that at the mark price (Binance, OKX, Gate, Hyperliquid, dYdX) or that
 * at the entry price (Bybit classic, MEXC, BitMEX).
 */
export type MaintenanceBasis = 'mark' | 'entry';
/**
 * `linear`: a size in coin, worth `quantity × price`, margined and paid in the quote currency. `inverse`: a size
 * in the quote currency, worth `quantity ÷ price`, margined and paid in coin.
 */
export type ContractKind = 'linear' | 'inverse';

/** One position, as the formulas need it. Amounts are in the currency that the contract is paid in. */
export interface MarginPosition {
  readonly symbol: string;
  readonly mode: MarginMode;
  readonly contract: ContractKind;
  readonly side: PositionSide;
  /** Contracts × multiplier, positive: in coin (linear) or in the quote currency (inverse). */
  readonly quantity: MarginDecimal;
  /** What one contract is of: 1 where sizes are stated in coin or in quote currency. */
  readonly multiplier: MarginDecimal;
  readonly entryPrice: MarginDecimal;
  readonly markPrice: MarginDecimal;
  /** Null when not stated: a cross position's prices do not need it. */
  readonly leverage: MarginDecimal | null;
  /** The bucket of an isolated position after any funding; null in cross. */
  readonly isolatedMargin: MarginDecimal | null;
  /** Coin that lies in the bucket beside it and is worth its mark price (GMX); 0 for most. */
  readonly coinMargin: MarginDecimal;
  /** The rate of a funding payment that the bucket (or in cross the wallet) has just made; null without. */
  readonly fundingRate: MarginDecimal | null;
  /** What was paid, negative when received; 0 without. */
  readonly fundingPaid: MarginDecimal;
  /** Rates as the venue states them, without closing fee. */
  readonly tiers: MaintenanceTable;
  /** True when the request states one rate and amount instead of tiers. */
  readonly isRateStated: boolean;
}

/** +1 for a long, −1 for a short. */
export function signOf(position: Pick<MarginPosition, 'side'>): 1 | -1 {
  return position.side === 'long' ? 1 : -1;
}

/**
 * How profit moves with value: a linear long gains when its value rises. An inverse contract is worth `Q ÷ price`
 * coins: its long gains when that falls. With this sign all contracts follow one formula,
 * `profit = direction × (value − value at entry)`.
 */
export function profitDirection(position: Pick<MarginPosition, 'side' | 'contract'>): 1 | -1 {
  const sign = signOf(position);
  return position.contract === 'linear' ? sign : sign === 1 ? -1 : 1;
}

/** What the position is worth at a price, without sign. */
export function valueAt(
  position: Pick<MarginPosition, 'contract' | 'quantity'>,
  price: MarginDecimal,
): MarginDecimal {
  return position.contract === 'linear' ? position.quantity.mul(price) : position.quantity.div(price);
}

/** `side × quantity × (mark − entry)`, or for inverse contracts `side × quantity × (1 ÷ entry − 1 ÷ mark)`. */
export function unrealisedProfit(position: MarginPosition): MarginDecimal {
  const gain = valueAt(position, position.markPrice).sub(valueAt(position, position.entryPrice));
  return gain.mul(profitDirection(position));
}

/** The notional that initial and maintenance margin are taken of. */
export function marginNotional(position: MarginPosition, basis: MaintenanceBasis): MarginDecimal {
  return valueAt(position, basis === 'mark' ? position.markPrice : position.entryPrice);
}

/** What the bucket of an isolated position is worth at the mark, its coin included; 0 in cross. */
export function bucketValue(position: MarginPosition): MarginDecimal {
  const coin = position.coinMargin.mul(position.markPrice);
  return position.isolatedMargin === null ? coin : coin.add(position.isolatedMargin);
}
