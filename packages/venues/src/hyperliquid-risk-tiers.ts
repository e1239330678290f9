import type { RiskTier } from '@spillway/protocol';
import { tiersFromLeverage } from './tier-rows.ts';

/*
 * Hyperliquid margin tiers (documentation, "Margin tiers"): the floor in USDC and the largest leverage. Maintenance
 * is half the initial margin at that leverage, less the deduction that keeps it continuous.
 */

export const HYPERLIQUID_BTC_RISK_TIERS: readonly RiskTier[] = tiersFromLeverage([
  [0, 40],
  [150_000_000, 20],
]);

/** 1 / (2 × 15) is 3.33… %: 33,334 ppm, two thirds of a millionth too much. */
export const HYPERLIQUID_ETH_RISK_TIERS: readonly RiskTier[] = tiersFromLeverage([
  [0, 25],
  [100_000_000, 15],
]);

export const HYPERLIQUID_SOL_RISK_TIERS: readonly RiskTier[] = tiersFromLeverage([
  [0, 20],
  [70_000_000, 10],
]);

export const HYPERLIQUID_XRP_RISK_TIERS: readonly RiskTier[] = tiersFromLeverage([
  [0, 20],
  [40_000_000, 10],
]);

/** DOGE, kPEPE, WIF, HYPE. */
export const HYPERLIQUID_DOGE_RISK_TIERS: readonly RiskTier[] = tiersFromLeverage([
  [0, 10],
  [20_000_000, 5],
]);

/** OP, ARB and their like. */
export const HYPERLIQUID_ARB_RISK_TIERS: readonly RiskTier[] = tiersFromLeverage([
  [0, 10],
  [3_000_000, 5],
]);
