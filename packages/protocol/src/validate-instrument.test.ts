import { expect, test } from 'vitest';
import type { InstrumentSpecification, RiskTier } from './instrument.ts';
import { priceTicks, quoteMicros, ratePpm, sizeLots } from './units.ts';
import { validateInstrument } from './validate-instrument.ts';

const firstTier: RiskTier = {
  notionalFloorMicros: quoteMicros(0),
  maintenanceRatePpm: ratePpm(4_000),
  maintenanceAmountMicros: quoteMicros(0),
  leverageMax: 125,
};
/** 50,000 × (0.5 % − 0.4 %) = 50. */
const secondTier: RiskTier = {
  notionalFloorMicros: quoteMicros(50_000_000_000),
  maintenanceRatePpm: ratePpm(5_000),
  maintenanceAmountMicros: quoteMicros(50_000_000),
  leverageMax: 100,
};
const sound: InstrumentSpecification = {
  symbol: 'BTCUSDT',
  tickSize: '0.1',
  lotSize: '0.001',
  microsPerTickLot: 100,
  sizeLotsMin: sizeLots(1),
  sizeLotsMax: sizeLots(1_000_000),
  priceTicksMax: priceTicks(10_000_000),
  priceBandPpm: ratePpm(50_000),
  makerFeePpm: ratePpm(200),
  takerFeePpm: ratePpm(500),
  liquidationFeePpm: ratePpm(12_500),
  riskTiers: [firstTier, secondTier],
};

const withSecondTier = (change: Partial<RiskTier>): Partial<InstrumentSpecification> => ({
  riskTiers: [firstTier, { ...secondTier, ...change }],
});
const withFirstTier = (change: Partial<RiskTier>): Partial<InstrumentSpecification> => ({
  riskTiers: [{ ...firstTier, ...change }],
});
const unchecked = (value: number): never => value as never;

test('a sound specification has no fault', () => {
  expect(validateInstrument(sound)).toEqual([]);
});

const faults: readonly [string, Partial<InstrumentSpecification>, string][] = [
  [
    'a symbol in small letters',
    { symbol: 'btc' },
    'symbol: must be 2 to 20 capital letters or digits, got "btc"',
  ],
  [
    'a worth that does not follow',
    { microsPerTickLot: 10 },
    'microsPerTickLot: must be tickSize × lotSize × 1000000 = 100, got 10',
  ],
  [
    'a tick that is no number',
    { tickSize: 'tenth' },
    'tickSize × lotSize: must be a positive whole number of micros, got tenth × 0.001',
  ],
  ['no smallest size', { sizeLotsMin: sizeLots(0) }, 'sizeLotsMin: must be a whole number from 1 up, got 0'],
  [
    'a largest size below the smallest',
    { sizeLotsMin: sizeLots(9), sizeLotsMax: sizeLots(8) },
    'sizeLotsMax: must be a whole number not below sizeLotsMin, got 8',
  ],
  [
    'a fractional price limit',
    { priceTicksMax: unchecked(1.5) },
    'priceTicksMax: must be a whole number from 1 up, got 1.5',
  ],
  [
    'notionals past 2^53',
    { sizeLotsMax: sizeLots(9_100_000) },
    'priceTicksMax × sizeLotsMax × microsPerTickLot: must be below 2^53, so that every notional is exact',
  ],
  [
    'no price band',
    { priceBandPpm: ratePpm(0) },
    'priceBandPpm: must be a whole number from 1 to 999999, got 0',
  ],
  [
    'a negative fee',
    { takerFeePpm: ratePpm(-1) },
    'takerFeePpm: must be a whole number of parts per million from 0 to 1000000, got -1',
  ],
  ['no tier', { riskTiers: [] }, 'riskTiers: must hold 1 to 64 tiers, got 0'],
  [
    'a first floor above 0',
    withFirstTier({ notionalFloorMicros: quoteMicros(1) }),
    'riskTiers[0].notionalFloorMicros: must be 0, got 1',
  ],
  [
    'a first amount above 0',
    withFirstTier({ maintenanceAmountMicros: quoteMicros(1) }),
    'riskTiers[0].maintenanceAmountMicros: must be 0, got 1',
  ],
  [
    'a leverage whose margin is below maintenance',
    withFirstTier({ leverageMax: 250 }),
    'riskTiers[0].leverageMax: 1/250 must be above the maintenance rate of 4000 ppm',
  ],
  [
    'a fractional leverage',
    withFirstTier({ leverageMax: 2.5 }),
    'riskTiers[0].leverageMax: must be a whole number from 1 to 1000, got 2.5',
  ],
  [
    'a rate of nothing',
    withFirstTier({ maintenanceRatePpm: ratePpm(0) }),
    'riskTiers[0].maintenanceRatePpm: must be a whole number from 1 to 999999, got 0',
  ],
  [
    'a jump in maintenance',
    withSecondTier({ maintenanceAmountMicros: quoteMicros(49) }),
    'riskTiers[1].maintenanceAmountMicros: must be 50000000 so that maintenance is continuous, got 49',
  ],
  [
    'a leverage that grows with size',
    withSecondTier({ leverageMax: 150 }),
    'riskTiers[1].leverageMax: must not be above 125, got 150',
  ],
];

test.each(faults)('%s is one fault, said in one line', (_name, change, line) => {
  expect(validateInstrument({ ...sound, ...change })).toEqual([line]);
});

test('floors and rates out of order are both named', () => {
  const lines = validateInstrument({ ...sound, riskTiers: [firstTier, firstTier] });
  expect(lines).toEqual([
    'riskTiers[1].notionalFloorMicros: must be above 0, got 0',
    'riskTiers[1].maintenanceRatePpm: must be above 4000, got 4000',
  ]);
});
