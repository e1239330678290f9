import type { RiskTier } from './instrument.ts';
import { mulDivFloor, PPM } from './units.ts';
import { amountFault, type Fault, integerFault, properShareFault } from './validate-values.ts';

/** Bounds of what a venue may state, so that a typing error is caught and every product keeps its digits. */
const LEVERAGE_MAX = 1_000;
const RISK_TIER_COUNT_MAX = 64;

/**
 * `cum_n = cum_(n−1) + floor_n × (m_n − m_(n−1))`, in micros. Exact where floors are whole units of the quote
 * currency; else rounded down: `cum` lowers maintenance, so the remainder goes against the account.
 */
function maintenanceAmountAfter(previous: RiskTier, tier: RiskTier): number {
  const rateStepPpm = tier.maintenanceRatePpm - previous.maintenanceRatePpm;
  return previous.maintenanceAmountMicros + mulDivFloor(tier.notionalFloorMicros, rateStepPpm, PPM);
}

function tierFaults(tier: RiskTier, where: string): Fault[] {
  const { notionalFloorMicros, maintenanceRatePpm, maintenanceAmountMicros, leverageMax } = tier;
  return [
    amountFault(`${where}.notionalFloorMicros`, notionalFloorMicros),
    amountFault(`${where}.maintenanceAmountMicros`, maintenanceAmountMicros),
    properShareFault(`${where}.maintenanceRatePpm`, maintenanceRatePpm),
    integerFault(`${where}.leverageMax`, leverageMax, { min: 1, max: LEVERAGE_MAX }),
    // Otherwise a position opened at the largest leverage would be in liquidation at once: 1/L ≤ m.
    leverageMax * maintenanceRatePpm >= PPM &&
      `${where}.leverageMax: 1/${leverageMax} must be above the maintenance rate of ${maintenanceRatePpm} ppm`,
  ];
}

function tierOrderFaults(previous: RiskTier, tier: RiskTier, where: string): Fault[] {
  const expected = maintenanceAmountAfter(previous, tier);
  return [
    tier.notionalFloorMicros <= previous.notionalFloorMicros &&
      `${where}.notionalFloorMicros: must be above ${previous.notionalFloorMicros}, got ${tier.notionalFloorMicros}`,
    tier.maintenanceRatePpm <= previous.maintenanceRatePpm &&
      `${where}.maintenanceRatePpm: must be above ${previous.maintenanceRatePpm}, got ${tier.maintenanceRatePpm}`,
    tier.leverageMax > previous.leverageMax &&
      `${where}.leverageMax: must not be above ${previous.leverageMax}, got ${tier.leverageMax}`,
    tier.maintenanceAmountMicros !== expected &&
      `${where}.maintenanceAmountMicros: must be ${expected} so that maintenance is continuous, got ${tier.maintenanceAmountMicros}`,
  ];
}

/** Every contradiction in a table of risk tiers. */
export function riskTierFaults(tiers: readonly RiskTier[]): readonly Fault[] {
  const first = tiers[0];
  if (first === undefined || tiers.length > RISK_TIER_COUNT_MAX) {
    return [`riskTiers: must hold 1 to ${RISK_TIER_COUNT_MAX} tiers, got ${tiers.length}`];
  }
  const single = tiers.flatMap((tier, index) => tierFaults(tier, `riskTiers[${index}]`));
  if (single.some((fault) => fault !== false)) return single;
  const ordered = tiers.slice(1).flatMap((tier, index) => {
    const previous = tiers[index] ?? first;
    return tierOrderFaults(previous, tier, `riskTiers[${index + 1}]`);
  });
  return [
    first.notionalFloorMicros !== 0 &&
      `riskTiers[0].notionalFloorMicros: must be 0, got ${first.notionalFloorMicros}`,
    first.maintenanceAmountMicros !== 0 &&
      `riskTiers[0].maintenanceAmountMicros: must be 0, got ${first.maintenanceAmountMicros}`,
    ...ordered,
  ];
}
