import { expect, test } from 'vitest';
import {
  type CircuitBreaker,
  type FeeTier,
  type FundingTerms,
  type InstrumentSpecification,
  PLAIN_CONTRACT,
  type RiskTier,
} from './instrument.ts';
import { HOUSE_RULES, type MarketRules } from './market-rules.ts';
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
  ...PLAIN_CONTRACT,
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
const unchecked = (value: unknown): never => value as never;
const fees = (makerFeePpm: number, takerFeePpm: number): FeeTier => ({
  makerFeePpm: ratePpm(makerFeePpm),
  takerFeePpm: ratePpm(takerFeePpm),
});
const withFunding = (change: Partial<FundingTerms>): Partial<InstrumentSpecification> => ({
  funding: {
    intervalMs: 28_800_000,
    interestPpb: 100_000,
    clampPpb: 500_000,
    capPpb: 3_000_000,
    divisor: 1,
    impactNotionalMicros: quoteMicros(25_000_000_000),
    premiumWeights: 'rising',
    ...change,
  },
});
const withBreaker = (change: Partial<CircuitBreaker>): Partial<InstrumentSpecification> => ({
  circuitBreaker: {
    movePpm: ratePpm(100_000),
    windowMs: 300_000,
    haltMs: 300_000,
    scope: 'instrument',
    ...change,
  },
});

test('a sound specification has no fault', () => {
  expect(validateInstrument(sound)).toEqual([]);
  const complete: InstrumentSpecification = {
    ...sound,
    // A rebate may take all of the lowest taker fee, and no more.
    feeTiers: [fees(-110, 250), fees(-250, 300)],
    markMethod: { kind: 'median', basisWindowMs: 30_000 },
    tradingBand: { widthPpm: ratePpm(50_000), referenceMs: 300_000 },
    openInterestScaling: { lowerMicros: quoteMicros(0), upperMicros: quoteMicros(1) },
    ...withFunding({ clampPpb: null }),
    ...withBreaker({}),
  };
  expect(validateInstrument(complete)).toEqual([]);
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
    'microsPerTickLot: must be tickSize × lotSize × 10^6 = 100, got 10',
  ],
  [
    'a tick that is no number',
    { tickSize: 'tenth' },
    'tickSize × lotSize: must be a positive whole number of units of 10^-6, got tenth × 0.001',
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
    'a negative taker fee',
    { takerFeePpm: ratePpm(-1) },
    'takerFeePpm: must be a whole number of parts per million from 0 to 1000000, got -1',
  ],
  [
    'a rebate above the taker fee',
    { makerFeePpm: ratePpm(-501) },
    'makerFeePpm: must be a whole number from -500 to 1000000, got -501',
  ],
  [
    'a rebate where takers pay nothing',
    { makerFeePpm: ratePpm(-1), takerFeePpm: ratePpm(0) },
    'makerFeePpm: must be a whole number from 0 to 1000000, got -1',
  ],
  [
    'a rebate above the taker fee of another tier',
    { feeTiers: [fees(-300, 400), fees(0, 250)] },
    'feeTiers[0].makerFeePpm: must be a whole number from -250 to 1000000, got -300',
  ],
  [
    'a fee tier that pays takers',
    { feeTiers: [fees(0, -1)] },
    'feeTiers[0].takerFeePpm: must be a whole number of parts per million from 0 to 1000000, got -1',
  ],
  [
    'too many fee tiers',
    { feeTiers: Array.from({ length: 33 }, () => fees(0, 100)) },
    'feeTiers: must hold 0 to 32 tiers, got 33',
  ],
  [
    'a liquidation fee above everything',
    { liquidationFeePpm: ratePpm(1_000_001) },
    'liquidationFeePpm: must be a whole number of parts per million from 0 to 1000000, got 1000001',
  ],
  [
    'an unknown type of contract',
    { contractType: unchecked('quanto') },
    'contractType: must be linear or inverse, got "quanto"',
  ],
  [
    'an asset that the market has not',
    { settlementAsset: 'BTC' },
    'settlementAsset: must be an asset of the market (USDT), got "BTC"',
  ],
  [
    'a linear contract with an inverse worth',
    { microTicksPerLot: 1 },
    'microTicksPerLot: must be 0 for a linear contract, got 1',
  ],
  [
    'a negative minimum notional',
    { notionalMinMicros: quoteMicros(-1) },
    'notionalMinMicros: must be a whole number from 0 up, got -1',
  ],
  [
    'an unknown mark',
    { markMethod: unchecked({ kind: 'last' }) },
    'markMethod.kind: must be index or median, got "last"',
  ],
  [
    'a mark without a window',
    { markMethod: { kind: 'median', basisWindowMs: 0 } },
    'markMethod.basisWindowMs: must be a whole number from 1 to 604800000, got 0',
  ],
  [
    'funding without an interval',
    withFunding({ intervalMs: 0 }),
    'funding.intervalMs: must be a whole number from 1 to 604800000, got 0',
  ],
  [
    'an interest above everything',
    withFunding({ interestPpb: 1_000_000_001 }),
    'funding.interestPpb: must be a whole number from -1000000000 to 1000000000, got 1000000001',
  ],
  [
    'a negative clamp',
    withFunding({ clampPpb: -1 }),
    'funding.clampPpb: must be a whole number from 0 to 1000000000, got -1',
  ],
  [
    'a fractional cap',
    withFunding({ capPpb: 0.5 }),
    'funding.capPpb: must be a whole number from 0 to 1000000000, got 0.5',
  ],
  [
    'a divisor of nothing',
    withFunding({ divisor: 0 }),
    'funding.divisor: must be a whole number from 1 to 1000, got 0',
  ],
  [
    'no impact notional',
    withFunding({ impactNotionalMicros: quoteMicros(0) }),
    'funding.impactNotionalMicros: must be a whole number from 1 up, got 0',
  ],
  [
    'unknown weights',
    withFunding({ premiumWeights: unchecked('falling') }),
    'funding.premiumWeights: must be rising or equal, got "falling"',
  ],
  [
    'a trading band of all prices',
    { tradingBand: { widthPpm: ratePpm(1_000_000), referenceMs: 1 } },
    'tradingBand.widthPpm: must be a whole number from 1 to 999999, got 1000000',
  ],
  [
    'a trading band without a clock',
    { tradingBand: { widthPpm: ratePpm(50_000), referenceMs: 0 } },
    'tradingBand.referenceMs: must be a whole number from 1 to 604800000, got 0',
  ],
  [
    'a breaker that any move sets off',
    withBreaker({ movePpm: ratePpm(0) }),
    'circuitBreaker.movePpm: must be a whole number from 1 to 999999, got 0',
  ],
  [
    'a breaker without a window',
    withBreaker({ windowMs: 0 }),
    'circuitBreaker.windowMs: must be a whole number from 1 to 604800000, got 0',
  ],
  [
    'a breaker that halts for no time',
    withBreaker({ haltMs: 0 }),
    'circuitBreaker.haltMs: must be a whole number from 1 to 604800000, got 0',
  ],
  [
    'a breaker that halts everybody',
    withBreaker({ scope: unchecked('world') }),
    'circuitBreaker.scope: must be instrument or market, got "world"',
  ],
  [
    'a scaling from below nothing',
    { openInterestScaling: { lowerMicros: quoteMicros(-1), upperMicros: quoteMicros(5) } },
    'openInterestScaling.lowerMicros: must be a whole number from 0 up, got -1',
  ],
  [
    'a scaling without a way',
    { openInterestScaling: { lowerMicros: quoteMicros(5), upperMicros: quoteMicros(5) } },
    'openInterestScaling.upperMicros: must be a whole number above lowerMicros, got 5',
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

const WITH_COIN: MarketRules = {
  ...HOUSE_RULES,
  assets: [
    { symbol: 'USDT', decimals: 6 },
    { symbol: 'BTC', decimals: 8 },
  ],
};
/** One dollar a lot, half a dollar a tick: worth two coins at one tick. */
const inverse: InstrumentSpecification = {
  ...sound,
  symbol: 'BTCUSD',
  contractType: 'inverse',
  settlementAsset: 'BTC',
  tickSize: '0.5',
  lotSize: '1',
  microsPerTickLot: 0,
  microTicksPerLot: 200_000_000,
  sizeLotsMax: sizeLots(45_000_000),
};

test('X2 a sound inverse specification has no fault where the market has its asset', () => {
  expect(validateInstrument(inverse, WITH_COIN)).toEqual([]);
  expect(validateInstrument(inverse)).toEqual([
    'settlementAsset: must be an asset of the market (USDT), got "BTC"',
  ]);
});

test('X1 the decimals of the asset count for a linear contract, too', () => {
  expect(
    validateInstrument({ ...sound, settlementAsset: 'BTC', sizeLotsMax: sizeLots(9_000) }, WITH_COIN),
  ).toEqual(['microsPerTickLot: must be tickSize × lotSize × 10^8 = 10000, got 100']);
});

const inverseFaults: readonly [string, Partial<InstrumentSpecification>, string][] = [
  [
    'a worth that does not follow',
    { microTicksPerLot: 2 },
    'microTicksPerLot: must be lotSize / tickSize × 10^8 = 200000000, got 2',
  ],
  [
    'a lot that is no whole number of units',
    { tickSize: '0.3' },
    'lotSize / tickSize: must be a positive whole number of units of 10^-8, got 1 / 0.3',
  ],
  ['a linear worth', { microsPerTickLot: 1 }, 'microsPerTickLot: must be 0 for an inverse contract, got 1'],
  [
    // 2^53 / 200,000,000 is 45,035,996.27.
    'values past 2^53',
    { sizeLotsMax: sizeLots(45_035_997) },
    'sizeLotsMax × microTicksPerLot: must be below 2^53, so that every value is rounded once',
  ],
];

test.each(inverseFaults)('X2 an inverse contract with %s is one fault', (_name, change, line) => {
  expect(validateInstrument({ ...inverse, ...change }, WITH_COIN)).toEqual([line]);
});

test('M11 where maintenance includes the fee of closing, the highest rate and the highest fee come to less than all', () => {
  const rules: MarketRules = { ...HOUSE_RULES, isClosingFeeInMaintenance: true };
  const steep = {
    ...sound,
    riskTiers: [{ ...firstTier, maintenanceRatePpm: ratePpm(600_000), leverageMax: 1 }],
  };
  const feeTiers = [fees(0, 400_000)];
  expect(validateInstrument({ ...steep, feeTiers: [fees(0, 399_999)] }, rules)).toEqual([]);
  expect(validateInstrument({ ...steep, feeTiers }, rules)).toEqual([
    'riskTiers: the highest maintenance rate and the highest taker fee, which maintenance includes here, must come to less than 1000000 ppm, got 600000 + 400000',
  ]);
  expect(validateInstrument({ ...steep, feeTiers })).toEqual([]);
});
