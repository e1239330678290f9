/** Venues of linear and inverse contracts whose marks follow from an index, which pay funding, and take margin in every way. */
import {
  type Command,
  HOUSE_RULES,
  type InstrumentSpecification,
  type MarketRules,
  priceTicks,
  quoteMicros,
  ratePpm,
  simulatedMs,
  sizeLots,
} from '@spillway/protocol';
import {
  commandSequenceArbitrary,
  contribute,
  deposit,
  flatTier,
  indexPrice,
  isolated,
  leverage,
  listInstrument,
  mark,
  openAccount,
  rules,
  type SequenceWorld,
  settleFunding,
  type UntimedCommand,
} from '@spillway/testkit';
import fc from 'fast-check';
import { SMALL_INSTRUMENT } from './worlds.fixture.ts';

const MIDDLE_TICKS = 10_000;
const ACCOUNT_COUNT = 6;

/** One lot is worth 10^9 / price units: at 10,000 ticks as much as a lot of the linear one. */
const INVERSE: Partial<InstrumentSpecification> = {
  symbol: 'INVERSE',
  contractType: 'inverse',
  lotSize: '10',
  microsPerTickLot: 0,
  microTicksPerLot: 1_000_000_000,
  sizeLotsMin: sizeLots(1),
  sizeLotsMax: sizeLots(250_000),
  priceTicksMax: priceTicks(1_000_000),
};

const micros = (quote: number): ReturnType<typeof quoteMicros> => quoteMicros(quote * 1_000_000);

const furnishings: fc.Arbitrary<Partial<InstrumentSpecification>> = fc.record({
  markMethod: fc.constantFrom<InstrumentSpecification['markMethod']>(
    { kind: 'index' },
    { kind: 'median', basisWindowMs: 30 },
  ),
  funding: fc
    .record({
      clampPpb: fc.constantFrom(null, 500_000),
      capPpb: fc.constantFrom(3_000_000, 40_000_000),
      divisor: fc.constantFrom(1, 8),
      premiumWeights: fc.constantFrom<'rising' | 'equal'>('rising', 'equal'),
    })
    .map((terms) => ({
      ...terms,
      intervalMs: 100,
      interestPpb: 100_000,
      impactNotionalMicros: micros(300),
    })),
  openInterestScaling: fc.constantFrom(null, { lowerMicros: micros(2_000), upperMicros: micros(400_000) }),
});

const ruleChanges: fc.Arbitrary<Partial<MarketRules>> = fc.record({
  maintenanceBasis: fc.constantFrom('mark', 'entry'),
  isClosingFeeInMaintenance: fc.boolean(),
  isTriggerInclusive: fc.boolean(),
  leftover: fc.constantFrom('user', 'fund'),
  closeOutScope: fc.constantFrom('largest-loss-first', 'whole-account'),
});

/** Indices near the middle, seldom far from it, and funding. */
const others: fc.Arbitrary<UntimedCommand> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.integer({ min: 9_300, max: 10_700 }), fc.nat({ max: 2 }))
      .map(([ticks, instrument]) => indexPrice(ticks, instrument)),
  },
  { weight: 2, arbitrary: fc.nat({ max: 2 }).map(settleFunding) },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, 2_000_000).map((ticks) => indexPrice(ticks)) },
);

const WORLD: SequenceWorld = {
  accountCount: ACCOUNT_COUNT,
  instrumentCount: 2,
  middleTicks: MIDDLE_TICKS,
  lotsMax: 200_000,
  quoteMax: 3_000,
  contributionMax: 20,
  shockWeight: 2,
  others,
};

function founding(
  changes: Partial<MarketRules>,
  extras: readonly [Partial<InstrumentSpecification>, Partial<InstrumentSpecification>],
): UntimedCommand[] {
  const accounts = Array.from({ length: ACCOUNT_COUNT }, (_, index) => index + 1);
  return [
    rules({ ...HOUSE_RULES, ...changes }),
    listInstrument({ ...SMALL_INSTRUMENT, ...extras[0] }),
    listInstrument({ ...SMALL_INSTRUMENT, ...extras[1], ...INVERSE }),
    ...[0, 1].map((instrument) => mark(MIDDLE_TICKS, { instrument })),
    listInstrument({
      ...SMALL_INSTRUMENT,
      riskTiers: [flatTier(10_000, 50)],
      makerFeePpm: ratePpm(0),
      symbol: 'NOFUNDING',
    }),
    contribute(300),
    ...accounts.flatMap((account) => [openAccount(account), deposit(account, 3_000)]),
    ...[1, 2].map((account) => isolated(account)),
    ...[2, 3].map((account) => isolated(account, 1)),
    ...accounts.flatMap((account) => [leverage(account, 20), leverage(account, 20, 1)]),
  ];
}

/** A venue with random rules, and what happens there, a command in each of some milliseconds. */
export const contractCommands: fc.Arbitrary<Command[]> = fc
  .record({
    first: fc.tuple(ruleChanges, fc.tuple(furnishings, furnishings)).map(([changes, extras]) => {
      return founding(changes, extras);
    }),
    later: commandSequenceArbitrary(WORLD, { min: 400, max: 700 }),
  })
  .map(({ first, later }) =>
    [...first, ...later].map((command, place): Command => {
      return { ...command, timeMs: simulatedMs(1 + place * 7) };
    }),
  );
