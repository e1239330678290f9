import type { PriceTicks, QuoteMicros, RatePpm, SizeLots } from './units.ts';

/**
 * One band of notional with its own maintenance rate. `maintenanceAmountMicros` ("cum") makes maintenance
 * margin continuous in notional: `cum_n = cum_(n−1) + floor_n × (m_n − m_(n−1))`.
 */
export interface RiskTier {
  /** The band begins above this notional. */
  readonly notionalFloorMicros: QuoteMicros;
  readonly maintenanceRatePpm: RatePpm;
  readonly maintenanceAmountMicros: QuoteMicros;
  readonly leverageMax: number;
}

/** A linear perpetual: price and profit in one quote currency. */
export interface InstrumentSpecification {
  /** Such as `BTCUSDT`. */
  readonly symbol: string;
  /** The size of one tick and one lot as decimal strings, for people and for the wire. */
  readonly tickSize: string;
  readonly lotSize: string;
  /** What one tick of one lot is worth, in micros: `tickSize × lotSize × 1,000,000`, an integer. */
  readonly microsPerTickLot: number;
  readonly sizeLotsMin: SizeLots;
  readonly sizeLotsMax: SizeLots;
  /** No order may be priced outside (0, priceTicksMax]. `priceTicksMax × sizeLotsMax × microsPerTickLot < 2^53`. */
  readonly priceTicksMax: PriceTicks;
  /** A limit price further than this from the mark is refused; a market order never trades beyond it. */
  readonly priceBandPpm: RatePpm;
  readonly makerFeePpm: RatePpm;
  readonly takerFeePpm: RatePpm;
  /** Charged on the notional of forced fills, never more than the margin that is left. */
  readonly liquidationFeePpm: RatePpm;
  /** Ordered by floor; the first floor is 0. */
  readonly riskTiers: readonly RiskTier[];
}

/** What happens with margin that a finished liquidation leaves over. */
export type LeftoverRule = 'user' | 'fund';
/** Which positions of a cross account in liquidation are closed. */
export type CloseOutScope = 'largest-loss-first' | 'whole-account';

/** The rules of the venue that are not an instrument's own. */
export interface MarketRules {
  /** Liquidate at equity = maintenance (true) or only below it (false). */
  readonly isTriggerInclusive: boolean;
  readonly leftover: LeftoverRule;
  readonly closeOutScope: CloseOutScope;
  /** Positions above this notional are closed in slices of `partialSlicePpm`. */
  readonly partialThresholdMicros: QuoteMicros;
  readonly partialSlicePpm: RatePpm;
  /** The insurance fund holds at most this share of its equity as inventory, in notional. */
  readonly insuranceInventoryPpmMax: RatePpm;
}
