import { type RiskTier, validateInstrument } from '@spillway/protocol';
import { describe, expect, test } from 'vitest';
import { SPILLWAY_HOUSE, VENUE_PRESETS } from './spillway-house.ts';

const instruments = Object.entries(SPILLWAY_HOUSE.instruments);

test('the house lists four instruments under their own symbols', () => {
  expect(instruments.map(([symbol]) => symbol)).toEqual(['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'DOGEUSDT']);
  for (const [symbol, specification] of instruments) expect(specification.symbol).toBe(symbol);
  expect(VENUE_PRESETS['spillway-house']).toBe(SPILLWAY_HOUSE);
});

/** Maintenance the long way: each slice of the notional at the rate of its own band. No `cum` involved. */
function maintenanceBySlices(notionalMicros: bigint, tiers: readonly RiskTier[]): bigint {
  let ppmMicros = 0n;
  for (const [index, tier] of tiers.entries()) {
    const floor = BigInt(tier.notionalFloorMicros);
    const next = tiers[index + 1];
    const ceiling = next === undefined ? notionalMicros : BigInt(next.notionalFloorMicros);
    const top = notionalMicros < ceiling ? notionalMicros : ceiling;
    if (top > floor) ppmMicros += (top - floor) * BigInt(tier.maintenanceRatePpm);
  }
  return ppmMicros / 1_000_000n;
}

describe.each(instruments)('%s', (_symbol, specification) => {
  test('has no contradiction', () => {
    expect(validateInstrument(specification)).toEqual([]);
  });

  test('its price band leaves room for the fees of a forced sale', () => {
    expect(specification.priceBandPpm).toBeGreaterThan(specification.takerFeePpm);
    expect(specification.liquidationFeePpm).toBeLessThan(specification.priceBandPpm);
  });

  test('its published maintenance amounts equal a slice-by-slice sum in the middle of every band', () => {
    const { riskTiers } = specification;
    for (const [index, tier] of riskTiers.entries()) {
      const next = riskTiers[index + 1];
      const floor = BigInt(tier.notionalFloorMicros);
      const notional = next === undefined ? floor * 2n : (floor + BigInt(next.notionalFloorMicros)) / 2n;
      const byFormula =
        (notional * BigInt(tier.maintenanceRatePpm)) / 1_000_000n - BigInt(tier.maintenanceAmountMicros);
      expect(byFormula).toBe(maintenanceBySlices(notional, riskTiers));
    }
  });
});
