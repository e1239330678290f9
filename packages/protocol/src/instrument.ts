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

/** Fees of the accounts of one tier; a negative maker fee is a rebate. */
export interface FeeTier {
  readonly makerFeePpm: RatePpm;
  readonly takerFeePpm: RatePpm;
}

/** How the mark follows from what the market shows (rules K1 to K3). */
export type MarkMethod =
  /** The mark is what `SetMarkPrice` says, the index what `SetIndexPrice` says: an oracle. */
  | { readonly kind: 'index' }
  /** Median of (index with the funding still to come), (index + mean basis) and the last trade. */
  | { readonly kind: 'median'; readonly basisWindowMs: number };

/** Funding of a perpetual (rules F1 to F4). Rates in billionths: 0.01 % is 100,000. */
export interface FundingTerms {
  readonly intervalMs: number;
  /** Interest of one rate period. */
  readonly interestPpb: number;
  /** The interest moves the rate by at most this much away from the premium; null: it is added as it is (dYdX). */
  readonly clampPpb: number | null;
  /** The rate never passes this, either way. */
  readonly capPpb: number;
  /** The rate is divided by this: 8 where an eight-hour rate is paid every hour. */
  readonly divisor: number;
  /** Notional at which the book is asked for its impact prices. */
  readonly impactNotionalMicros: QuoteMicros;
  /** Later samples count more (1, 2, …, n), or all the same. */
  readonly premiumWeights: 'rising' | 'equal';
}

/** A halt that the market sets off by itself (rule H4). */
export interface CircuitBreaker {
  /** How far the mark may be from its highest or lowest of the window. */
  readonly movePpm: RatePpm;
  readonly windowMs: number;
  readonly haltMs: number;
  /** Whether it halts this instrument or the whole market. */
  readonly scope: 'instrument' | 'market';
}

/** Limit-up / limit-down: no trade outside a band around a reference that is renewed from time to time (rule H3). */
export interface TradingBand {
  readonly widthPpm: RatePpm;
  readonly referenceMs: number;
}

/** A perpetual contract. */
export interface InstrumentSpecification {
  /** Such as `BTCUSDT`. */
  readonly symbol: string;
  /**
   * `linear`: one lot is worth lot size × price in the settlement asset. `inverse`: one lot is worth a fixed amount
   * of the quote currency, and settles in the base asset: worth lot size / price.
   */
  readonly contractType: 'linear' | 'inverse';
  /** The symbol of the asset in which it settles. */
  readonly settlementAsset: string;
  /** The size of one tick and one lot as decimal strings, for people and for the wire. */
  readonly tickSize: string;
  readonly lotSize: string;
  /** Linear: what one tick of one lot is worth, in units of the settlement asset, an integer. 0 for an inverse one. */
  readonly microsPerTickLot: number;
  /** Inverse: what one lot is worth at a price of one tick, in units of the settlement asset; 0 for a linear one. */
  readonly microTicksPerLot: number;
  readonly sizeLotsMin: SizeLots;
  readonly sizeLotsMax: SizeLots;
  /** An order must be worth this much at its price, unless it only reduces; 0 says any. */
  readonly notionalMinMicros: QuoteMicros;
  /** No order may be priced outside (0, priceTicksMax]. Every value up to `sizeLotsMax` is below 2^53. */
  readonly priceTicksMax: PriceTicks;
  /** A limit price further than this from the mark is refused; a market order never trades beyond it. */
  readonly priceBandPpm: RatePpm;
  /** Fees of tier 0. */
  readonly makerFeePpm: RatePpm;
  readonly takerFeePpm: RatePpm;
  /** Fees of tiers 1, 2, …; an account is in tier 0 until it is told otherwise. */
  readonly feeTiers: readonly FeeTier[];
  /** Charged on the notional of forced fills, never more than the margin that is left. */
  readonly liquidationFeePpm: RatePpm;
  /** Ordered by floor; the first floor is 0. */
  readonly riskTiers: readonly RiskTier[];
  readonly markMethod: MarkMethod;
  readonly funding: FundingTerms | null;
  readonly tradingBand: TradingBand | null;
  readonly circuitBreaker: CircuitBreaker | null;
  /** dYdX: initial margin rises from its own rate at the lower open interest to all of notional at the upper. */
  readonly openInterestScaling: {
    readonly lowerMicros: QuoteMicros;
    readonly upperMicros: QuoteMicros;
  } | null;
}

/** What most instruments share: linear in USDT, no minimum notional, no further fee tiers, mark = index, no halts. */
export const PLAIN_CONTRACT: Pick<
  InstrumentSpecification,
  | 'contractType'
  | 'settlementAsset'
  | 'microTicksPerLot'
  | 'notionalMinMicros'
  | 'feeTiers'
  | 'markMethod'
  | 'funding'
  | 'tradingBand'
  | 'circuitBreaker'
  | 'openInterestScaling'
> = {
  contractType: 'linear',
  settlementAsset: 'USDT',
  microTicksPerLot: 0,
  notionalMinMicros: 0 as QuoteMicros,
  feeTiers: [],
  markMethod: { kind: 'index' },
  funding: null,
  tradingBand: null,
  circuitBreaker: null,
  openInterestScaling: null,
};
