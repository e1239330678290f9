/** Risk tiers from the rows that venues publish: with a maintenance amount, with a rate alone, or with leverage alone. */
import {
  divCeil,
  MICROS_PER_QUOTE,
  mulDivFloor,
  PPM,
  quoteMicros,
  type RiskTier,
  ratePpm,
} from '@spillway/protocol';

/**
 * The band's floor in the settlement asset, the maintenance rate in ppm (4,000 is 0.4 %), the largest leverage, and
 * the maintenance amount ("cum") in the settlement asset.
 */
type AmountRow = readonly [
  notionalFloor: number,
  maintenanceRatePpm: number,
  leverageMax: number,
  maintenanceAmount: number,
];
type RateRow = readonly [notionalFloor: number, maintenanceRatePpm: number, leverageMax: number];
type LeverageRow = readonly [notionalFloor: number, leverageMax: number];

/** Tiers whose maintenance amounts are published, too. */
export function tiersFromAmounts(rows: readonly AmountRow[]): readonly RiskTier[] {
  return rows.map(([notionalFloor, maintenanceRatePpm, leverageMax, maintenanceAmount]) => ({
    notionalFloorMicros: quoteMicros(notionalFloor * MICROS_PER_QUOTE),
    maintenanceRatePpm: ratePpm(maintenanceRatePpm),
    maintenanceAmountMicros: quoteMicros(maintenanceAmount * MICROS_PER_QUOTE),
    leverageMax,
  }));
}

/**
 * Tiers that are published without amounts: `cum_n = cum_(n−1) + floor_n × (m_n − m_(n−1))`, rounded down, so that
 * the remainder goes against the account.
 *
 * @param unitsPerWhole - smallest units of the settlement asset in one of it: 10^6 for USDT, 10^8 for a coin
 */
export function tiersFromRates(
  rows: readonly RateRow[],
  unitsPerWhole: number = MICROS_PER_QUOTE,
): readonly RiskTier[] {
  let amount = 0;
  let previousRatePpm = 0;
  return rows.map(([notionalFloor, maintenanceRatePpm, leverageMax]) => {
    const floor = notionalFloor * unitsPerWhole;
    amount += mulDivFloor(floor, maintenanceRatePpm - previousRatePpm, PPM);
    previousRatePpm = maintenanceRatePpm;
    return {
      notionalFloorMicros: quoteMicros(floor),
      maintenanceRatePpm: ratePpm(maintenanceRatePpm),
      maintenanceAmountMicros: quoteMicros(amount),
      leverageMax,
    };
  });
}

/** Tiers of a venue that asks half the initial margin at the largest leverage: `1 / (2 × leverage)`, rounded up to ppm. */
export function tiersFromLeverage(rows: readonly LeverageRow[]): readonly RiskTier[] {
  return tiersFromRates(
    rows.map(([notionalFloor, leverageMax]) => [notionalFloor, divCeil(PPM, 2 * leverageMax), leverageMax]),
  );
}
