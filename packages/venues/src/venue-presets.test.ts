import {
  type InstrumentSpecification,
  REJECT_CODES,
  type RiskTier,
  validateInstrument,
  validateMarketRules,
} from '@spillway/protocol';
import { describe, expect, test } from 'vitest';
import { VENUE_PRESETS } from './venue-presets.ts';

const presets = Object.entries(VENUE_PRESETS);
const instruments = presets.flatMap(([name, preset]) =>
  Object.entries(preset.instruments).map(([symbol, specification]) => ({
    title: `${name} ${symbol}`,
    symbol,
    specification,
    rules: preset.rules,
  })),
);

test('there are five presets', () => {
  expect(Object.keys(VENUE_PRESETS)).toEqual([
    'spillway-house',
    'binance-usdm',
    'bybit-uta',
    'hyperliquid',
    'dydx-v4',
  ]);
});

/** What a path such as `instruments.*.funding.capPpb` leads to: of every instrument where it says `*`. */
function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  const [step, ...rest] = path;
  if (step === undefined) return [value];
  if (typeof value !== 'object' || value === null) return [undefined];
  const members = step === '*' ? Object.values(value) : [(value as Record<string, unknown>)[step]];
  return members.flatMap((member) => valuesAt(member, rest));
}

describe.each(presets)('%s', (name, preset) => {
  test('is named, dated and sourced', () => {
    expect(preset.name).toBe(name);
    expect(preset.date).toMatch(/^20\d\d-[01]\d-[0-3]\d$/);
    expect(preset.sources.length).toBeGreaterThan(0);
  });

  test('has rules without a contradiction', () => {
    expect(validateMarketRules(preset.rules)).toEqual([]);
  });

  test('names an existing parameter in every assumption, and says why', () => {
    for (const assumption of preset.assumptions) {
      const [parameter = '', why = ''] = assumption.split(': ', 2);
      expect(why.length, assumption).toBeGreaterThan(10);
      const values = valuesAt(preset, parameter.split('.'));
      expect(values, assumption).not.toContain(undefined);
    }
    expect(new Set(preset.assumptions).size).toBe(preset.assumptions.length);
  });

  test('answers only codes that the engine has, in words', () => {
    for (const [code, { code: venueCode, reason }] of Object.entries(preset.rejectReasons)) {
      expect(Object.keys(REJECT_CODES)).toContain(code);
      expect(venueCode).not.toBe('');
      expect(reason.length).toBeGreaterThan(5);
    }
  });
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

function largestTakerPpm({ takerFeePpm, feeTiers }: InstrumentSpecification): number {
  return Math.max(takerFeePpm, ...feeTiers.map((tier) => tier.takerFeePpm));
}

describe.each(instruments)('$title', ({ symbol, specification, rules }) => {
  test('is listed under its own symbol and has no contradiction', () => {
    expect(specification.symbol).toBe(symbol);
    expect(validateInstrument(specification, rules)).toEqual([]);
  });

  test('its price band leaves room for the fees of a forced sale', () => {
    expect(specification.priceBandPpm).toBeGreaterThan(largestTakerPpm(specification));
    expect(specification.liquidationFeePpm).toBeLessThan(specification.priceBandPpm);
  });

  test('M2 its maintenance amounts equal a slice-by-slice sum in the middle of every band', () => {
    const { riskTiers } = specification;
    for (const [index, tier] of riskTiers.entries()) {
      const next = riskTiers[index + 1];
      const floor = BigInt(tier.notionalFloorMicros);
      const inside =
        next === undefined ? floor * 2n + 1_000_000n : (floor + BigInt(next.notionalFloorMicros)) / 2n;
      const byFormula =
        (inside * BigInt(tier.maintenanceRatePpm)) / 1_000_000n - BigInt(tier.maintenanceAmountMicros);
      expect(byFormula).toBe(maintenanceBySlices(inside, riskTiers));
    }
  });
});
