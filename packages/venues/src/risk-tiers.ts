import { MICROS_PER_QUOTE, quoteMicros, type RiskTier, ratePpm } from '@spillway/protocol';

/**
 * A row as venues publish it: the band's floor in USDT, the maintenance rate in ppm (4,000 is 0.4 %), the
 * largest leverage, and the maintenance amount ("cum") in USDT.
 */
type TierRow = readonly [
  notionalFloor: number,
  maintenanceRatePpm: number,
  leverageMax: number,
  maintenanceAmount: number,
];

function tiersFromRows(rows: readonly TierRow[]): readonly RiskTier[] {
  return rows.map(([notionalFloor, maintenanceRatePpm, leverageMax, maintenanceAmount]) => ({
    notionalFloorMicros: quoteMicros(notionalFloor * MICROS_PER_QUOTE),
    maintenanceRatePpm: ratePpm(maintenanceRatePpm),
    maintenanceAmountMicros: quoteMicros(maintenanceAmount * MICROS_PER_QUOTE),
    leverageMax,
  }));
}

/*
 * Binance USD-M brackets of October 2024, as published in freqtrade/freqtrade
 * `freqtrade/exchange/binance_leverage_tiers.json` (facts only). The preset's last band has no ceiling.
 */

export const BTCUSDT_RISK_TIERS: readonly RiskTier[] = tiersFromRows([
  [0, 4_000, 125, 0],
  [50_000, 5_000, 100, 50],
  [600_000, 6_500, 75, 950],
  [3_000_000, 10_000, 50, 11_450],
  [12_000_000, 20_000, 25, 131_450],
  [70_000_000, 25_000, 20, 481_450],
  [100_000_000, 50_000, 10, 2_981_450],
  [230_000_000, 100_000, 5, 14_481_450],
  [480_000_000, 125_000, 4, 26_481_450],
  [600_000_000, 150_000, 3, 41_481_450],
  [800_000_000, 250_000, 2, 121_481_450],
  [1_200_000_000, 500_000, 1, 421_481_450],
]);

export const ETHUSDT_RISK_TIERS: readonly RiskTier[] = tiersFromRows([
  [0, 4_000, 125, 0],
  [50_000, 5_000, 100, 50],
  [600_000, 6_500, 75, 950],
  [3_000_000, 10_000, 50, 11_450],
  [12_000_000, 20_000, 25, 131_450],
  [50_000_000, 25_000, 20, 381_450],
  [65_000_000, 50_000, 10, 2_006_450],
  [150_000_000, 100_000, 5, 9_506_450],
  [320_000_000, 125_000, 4, 17_506_450],
  [400_000_000, 150_000, 3, 27_506_450],
  [530_000_000, 250_000, 2, 80_506_450],
  [800_000_000, 500_000, 1, 280_506_450],
]);

export const SOLUSDT_RISK_TIERS: readonly RiskTier[] = tiersFromRows([
  [0, 5_000, 100, 0],
  [20_000, 6_500, 75, 30],
  [100_000, 10_000, 50, 380],
  [800_000, 20_000, 25, 8_380],
  [4_000_000, 25_000, 20, 28_380],
  [8_000_000, 50_000, 10, 228_380],
  [40_000_000, 100_000, 5, 2_228_380],
  [80_000_000, 125_000, 4, 4_228_380],
  [100_000_000, 250_000, 2, 16_728_380],
  [200_000_000, 500_000, 1, 66_728_380],
]);

export const DOGEUSDT_RISK_TIERS: readonly RiskTier[] = tiersFromRows([
  [0, 5_000, 75, 0],
  [10_000, 7_000, 50, 20],
  [50_000, 10_000, 40, 170],
  [750_000, 20_000, 25, 7_670],
  [800_000, 25_000, 20, 11_670],
  [1_600_000, 50_000, 10, 51_670],
  [8_000_000, 100_000, 5, 451_670],
  [16_000_000, 125_000, 4, 851_670],
  [20_000_000, 250_000, 2, 3_351_670],
  [40_000_000, 500_000, 1, 13_351_670],
]);
