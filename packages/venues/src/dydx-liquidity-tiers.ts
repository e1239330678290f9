import { MICROS_PER_QUOTE, mulDivCeil, PPM, quoteMicros, type RiskTier } from '@spillway/protocol';
import { tiersFromRates } from './tier-rows.ts';

/** A liquidity tier of dYdX v4 as its genesis states it: one rate for every size, margin scaled by open interest. */
export interface LiquidityTier {
  readonly initialMarginPpm: number;
  /** The share of the initial margin that is maintenance. */
  readonly maintenanceFractionPpm: number;
  /** In USDC. */
  readonly impactNotional: number;
  /** In USDC; null where open interest does not count. */
  readonly openInterest: { readonly lower: number; readonly upper: number } | null;
}

/** dydxprotocol/v4-chain `protocol/testing/genesis.sh`. */
export const DYDX_LIQUIDITY_TIERS = {
  'Large-Cap': {
    initialMarginPpm: 20_000,
    maintenanceFractionPpm: 600_000,
    impactNotional: 10_000,
    openInterest: null,
  },
  'Mid-Cap': {
    initialMarginPpm: 50_000,
    maintenanceFractionPpm: 600_000,
    impactNotional: 5_000,
    openInterest: { lower: 40_000_000, upper: 100_000_000 },
  },
  'Small-Cap': {
    initialMarginPpm: 100_000,
    maintenanceFractionPpm: 500_000,
    impactNotional: 5_000,
    openInterest: { lower: 20_000_000, upper: 50_000_000 },
  },
  'Long-Tail': {
    initialMarginPpm: 200_000,
    maintenanceFractionPpm: 500_000,
    impactNotional: 2_500,
    openInterest: { lower: 5_000_000, upper: 10_000_000 },
  },
} as const satisfies Readonly<Record<string, LiquidityTier>>;

/** Maintenance is a share of the initial margin, rounded up to ppm: 2 % × 60 % = 1.2 %. */
function maintenancePpm(tier: LiquidityTier): number {
  return mulDivCeil(tier.initialMarginPpm, tier.maintenanceFractionPpm, PPM);
}

/** The one risk tier of a liquidity tier: leverage is 1 / initial margin. */
export function riskTiersOf(tier: LiquidityTier): readonly RiskTier[] {
  return tiersFromRates([[0, maintenancePpm(tier), Math.floor(PPM / tier.initialMarginPpm)]]);
}

/**
 * The cap of the hourly rate in billionths: the eight-hour rate is at most 600 % of initial less maintenance margin,
 * and an eighth of it is paid an hour. A millionth is 1,000 billionths, so that is × 6 × 1,000 / 8.
 */
export function fundingCapPpb(tier: LiquidityTier): number {
  return (tier.initialMarginPpm - maintenancePpm(tier)) * 750;
}

/** Between which open interests the initial margin rises to all of notional. */
export function openInterestScalingOf(tier: LiquidityTier) {
  if (tier.openInterest === null) return null;
  return {
    lowerMicros: quoteMicros(tier.openInterest.lower * MICROS_PER_QUOTE),
    upperMicros: quoteMicros(tier.openInterest.upper * MICROS_PER_QUOTE),
  };
}
