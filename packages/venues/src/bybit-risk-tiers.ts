import type { RiskTier } from '@spillway/protocol';
import { tiersFromRates } from './tier-rows.ts';

/*
 * Bybit risk limits as far as they are published with figures that we could confirm. Above the last band its rate
 * goes on; the venue has further bands.
 */

/** 0 to 2 million USDT 0.50 %, to 2.6 million 0.56 %. */
export const BYBIT_BTCUSDT_RISK_TIERS: readonly RiskTier[] = tiersFromRates([
  [0, 5_000, 100],
  [2_000_000, 5_600, 89],
]);

const UNITS_PER_BITCOIN = 100_000_000;

/** 0 to 150 BTC 0.5 %: the example of the venue's own documentation. */
export const BYBIT_BTCUSD_RISK_TIERS: readonly RiskTier[] = tiersFromRates(
  [[0, 5_000, 100]],
  UNITS_PER_BITCOIN,
);
