import { microsPerTickLotOf } from './decimal-text.ts';
import type { InstrumentSpecification, RiskTier } from './instrument.ts';
import { mulDivFloor, PPM } from './units.ts';

/** Bounds of what a venue may state, so that a typing error is caught and every product keeps its digits. */
const LEVERAGE_MAX = 1_000;
const RISK_TIER_COUNT_MAX = 64;

type Fault = string | false;

function isIntegerWithin(value: number, bounds: { readonly min: number; readonly max: number }): boolean {
  return Number.isSafeInteger(value) && value >= bounds.min && value <= bounds.max;
}

function rateFault(name: string, value: number): Fault {
  return (
    !isIntegerWithin(value, { min: 0, max: PPM }) &&
    `${name}: must be a whole number of parts per million from 0 to 1000000, got ${value}`
  );
}

function gridFaults(specification: InstrumentSpecification): Fault[] {
  const { tickSize, lotSize, microsPerTickLot, sizeLotsMin, sizeLotsMax, priceTicksMax } = specification;
  const worth = microsPerTickLotOf(tickSize, lotSize);
  const positive = { min: 1, max: Number.MAX_SAFE_INTEGER };
  return [
    worth === null &&
      `tickSize × lotSize: must be a positive whole number of micros, got ${tickSize} × ${lotSize}`,
    worth !== null &&
      microsPerTickLot !== worth &&
      `microsPerTickLot: must be tickSize × lotSize × 1000000 = ${worth}, got ${microsPerTickLot}`,
    !isIntegerWithin(sizeLotsMin, positive) &&
      `sizeLotsMin: must be a whole number from 1 up, got ${sizeLotsMin}`,
    !isIntegerWithin(sizeLotsMax, { min: Math.max(sizeLotsMin, 1), max: Number.MAX_SAFE_INTEGER }) &&
      `sizeLotsMax: must be a whole number not below sizeLotsMin, got ${sizeLotsMax}`,
    !isIntegerWithin(priceTicksMax, positive) &&
      `priceTicksMax: must be a whole number from 1 up, got ${priceTicksMax}`,
    !Number.isSafeInteger(priceTicksMax * sizeLotsMax * microsPerTickLot) &&
      'priceTicksMax × sizeLotsMax × microsPerTickLot: must be below 2^53, so that every notional is exact',
  ];
}

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
  const amount = { min: 0, max: Number.MAX_SAFE_INTEGER };
  return [
    !isIntegerWithin(notionalFloorMicros, amount) &&
      `${where}.notionalFloorMicros: must be a whole number from 0 up, got ${notionalFloorMicros}`,
    !isIntegerWithin(maintenanceAmountMicros, amount) &&
      `${where}.maintenanceAmountMicros: must be a whole number from 0 up, got ${maintenanceAmountMicros}`,
    !isIntegerWithin(maintenanceRatePpm, { min: 1, max: PPM - 1 }) &&
      `${where}.maintenanceRatePpm: must be a whole number from 1 to 999999, got ${maintenanceRatePpm}`,
    !isIntegerWithin(leverageMax, { min: 1, max: LEVERAGE_MAX }) &&
      `${where}.leverageMax: must be a whole number from 1 to ${LEVERAGE_MAX}, got ${leverageMax}`,
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

function riskTierFaults(tiers: readonly RiskTier[]): Fault[] {
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

/**
 * Every contradiction in an instrument's specification, one line each: where, what was expected, what came.
 * An empty list says that the instrument can be listed. Never throws for numbers out of range.
 */
export function validateInstrument(specification: InstrumentSpecification): readonly string[] {
  const { symbol, priceBandPpm, makerFeePpm, takerFeePpm, liquidationFeePpm, riskTiers } = specification;
  const faults: Fault[] = [
    !/^[A-Z0-9]{2,20}$/.test(symbol) &&
      `symbol: must be 2 to 20 capital letters or digits, got ${JSON.stringify(symbol)}`,
    ...gridFaults(specification),
    !isIntegerWithin(priceBandPpm, { min: 1, max: PPM - 1 }) &&
      `priceBandPpm: must be a whole number from 1 to 999999, got ${priceBandPpm}`,
    rateFault('makerFeePpm', makerFeePpm),
    rateFault('takerFeePpm', takerFeePpm),
    rateFault('liquidationFeePpm', liquidationFeePpm),
    ...riskTierFaults(riskTiers),
  ];
  return faults.filter((fault) => fault !== false);
}
