/** Venues in which random sequences happen: small, so that every rule has its turn. */
import {
  type Command,
  type InstrumentSpecification,
  type MarketRules,
  PLAIN_CONTRACT,
  priceTicks,
  quoteMicros,
  type RiskTier,
  ratePpm,
  simulatedMs,
  sizeLots,
} from '@spillway/protocol';
import {
  commandSequenceArbitrary,
  contribute,
  deposit,
  flatTier,
  isolated,
  leverage,
  listInstrument,
  mark,
  openAccount,
  placeLimit,
  rules,
  type SequenceWorld,
  type UntimedCommand,
} from '@spillway/testkit';
import fc from 'fast-check';
import { HOUSE_RULES } from '../reference/engine/house-rules.ts';

/** A venue being founded, then what happens there. */
export interface WorldSequence {
  readonly founding: readonly UntimedCommand[];
  readonly commands: readonly UntimedCommand[];
}

export interface ComparedWorld {
  readonly ordersPerAccountMax: number;
  readonly sequences: fc.Arbitrary<WorldSequence>;
}

/** 0.5 % up to 20,000, then 2 %, from 50,000 on 5 %: low enough that positions of these worlds pass through all three. */
const TIERS: readonly RiskTier[] = [
  flatTier(5_000, 60),
  {
    ...flatTier(20_000, 25),
    notionalFloorMicros: quoteMicros(20_000_000_000),
    maintenanceAmountMicros: quoteMicros(300_000_000),
  },
  {
    ...flatTier(50_000, 10),
    notionalFloorMicros: quoteMicros(50_000_000_000),
    maintenanceAmountMicros: quoteMicros(1_800_000_000),
  },
];

export const SMALL_INSTRUMENT: InstrumentSpecification = {
  ...PLAIN_CONTRACT,
  symbol: 'ONEUSDT',
  tickSize: '0.01',
  lotSize: '0.001',
  microsPerTickLot: 10,
  sizeLotsMin: sizeLots(2),
  sizeLotsMax: sizeLots(250_000),
  priceTicksMax: priceTicks(1_000_000),
  priceBandPpm: ratePpm(200_000),
  makerFeePpm: ratePpm(200),
  takerFeePpm: ratePpm(500),
  liquidationFeePpm: ratePpm(4_000),
  riskTiers: TIERS,
};

/** The rules as they are, and under the flat names that the engine still reads. */
export function rulesInBothShapes(marketRules: MarketRules): MarketRules {
  const { partial } = marketRules;
  const flat =
    partial.kind === 'restore-margin'
      ? { partialThresholdMicros: partial.thresholdMicros, partialSlicePpm: partial.slicePpm }
      : {};
  return { ...marketRules, ...flat };
}

const ruleChanges: fc.Arbitrary<Partial<MarketRules>> = fc.record({
  isTriggerInclusive: fc.boolean(),
  leftover: fc.constantFrom('user', 'fund'),
  closeOutScope: fc.constantFrom('whole-account', 'largest-loss-first'),
  insuranceInventoryPpmMax: fc.constantFrom(0, 300_000, 1_000_000).map(ratePpm),
  partial: fc.constantFrom(0, 5_000_000_000, 20_000_000_000).map((threshold) => ({
    kind: 'restore-margin' as const,
    thresholdMicros: quoteMicros(threshold),
    slicePpm: ratePpm(200_000),
  })),
});

const WORLD: SequenceWorld = {
  accountCount: 6,
  instrumentCount: 2,
  middleTicks: 10_000,
  lotsMax: 300_000,
  quoteMax: 3_000,
  contributionMax: 20,
  shockWeight: 1,
};

interface Founding {
  readonly world: SequenceWorld;
  readonly instruments: readonly InstrumentSpecification[];
  readonly fund: number;
  readonly deposits: number;
  readonly leverage: number;
  readonly changes: Partial<MarketRules>;
}

/** Lists and marks the instruments, fills the fund, opens the accounts; every second one is isolated on the first. */
function founding(terms: Founding): UntimedCommand[] {
  const accounts = Array.from({ length: terms.world.accountCount }, (_, index) => index + 1);
  return [
    rules(rulesInBothShapes({ ...HOUSE_RULES, ...terms.changes })),
    ...terms.instruments.map(listInstrument),
    ...terms.instruments.map((_, instrument) => mark(terms.world.middleTicks, { instrument })),
    contribute(terms.fund),
    ...accounts.flatMap((account) => [openAccount(account), deposit(account, terms.deposits)]),
    ...accounts.filter((account) => account % 2 === 0).map((account) => isolated(account)),
    ...accounts.map((account) => leverage(account, terms.leverage)),
  ];
}

function sequencesOf(
  world: SequenceWorld,
  foundings: fc.Arbitrary<Omit<Founding, 'world'>>,
): fc.Arbitrary<WorldSequence> {
  return fc.record({
    founding: foundings.map((terms) => founding({ ...terms, world })),
    commands: commandSequenceArbitrary(world, { min: 400, max: 700 }),
  });
}

const ordinary = sequencesOf(
  WORLD,
  fc.record({
    instruments: fc.constantFrom(TIERS, [flatTier(5_000, 100)]).map((riskTiers) => [
      { ...SMALL_INSTRUMENT, riskTiers },
      { ...SMALL_INSTRUMENT, riskTiers: [flatTier(10_000, 50)], symbol: 'TWOUSDT' },
    ]),
    fund: fc.constantFrom(1, 200, 5_000),
    deposits: fc.constantFrom(500, 5_000),
    leverage: fc.constantFrom(5, 20),
    changes: ruleChanges,
  }),
);

/** High leverage, an empty fund, and marks that jump: what insurance, deleveraging and shared losses are for. */
const VIOLENT: SequenceWorld = { ...WORLD, accountCount: 5, contributionMax: 3, shockWeight: 8 };

const violent = sequencesOf(
  VIOLENT,
  fc.record({
    instruments: fc.constant([
      { ...SMALL_INSTRUMENT, riskTiers: [flatTier(5_000, 100)] },
      { ...SMALL_INSTRUMENT, riskTiers: [flatTier(5_000, 100)], symbol: 'TWOUSDT' },
    ]),
    fund: fc.constantFrom(1, 50),
    deposits: fc.constant(2_000),
    leverage: fc.constantFrom(50, 100),
    changes: ruleChanges,
  }),
);

/** Three instruments of different grids and fees: accounts lean on several positions at once. */
const correlated = sequencesOf(
  { ...WORLD, instrumentCount: 3, accountCount: 4, shockWeight: 3 },
  fc.record({
    instruments: fc.constant([
      SMALL_INSTRUMENT,
      { ...SMALL_INSTRUMENT, symbol: 'TWOUSDT', makerFeePpm: ratePpm(0), liquidationFeePpm: ratePpm(20_000) },
      {
        ...SMALL_INSTRUMENT,
        symbol: 'THREEUSDT',
        lotSize: '0.0007',
        microsPerTickLot: 7,
        takerFeePpm: ratePpm(333),
        riskTiers: [flatTier(7_777, 33)],
      },
    ]),
    fund: fc.constantFrom(100, 20_000),
    deposits: fc.constant(3_000),
    leverage: fc.constantFrom(20, 25),
    changes: ruleChanges,
  }),
);

/** Every way in which venues close by force; time passes by a millisecond a command. */
const forcedRules: fc.Arbitrary<Partial<MarketRules>> = fc.record({
  isTriggerInclusive: fc.boolean(),
  leftover: fc.constantFrom('user', 'fund'),
  closeOutScope: fc.constantFrom('whole-account', 'largest-loss-first'),
  orderCancelScope: fc.constantFrom('scope', 'account', 'none'),
  partial: fc.constantFrom<MarketRules['partial']>(
    { kind: 'none' },
    { kind: 'restore-margin', thresholdMicros: quoteMicros(5_000_000_000), slicePpm: ratePpm(200_000) },
    { kind: 'tier-by-tier' },
    {
      kind: 'slice',
      thresholdMicros: quoteMicros(5_000_000_000),
      slicePpm: ratePpm(200_000),
      coolDownMs: 100,
    },
    {
      kind: 'block-cap',
      sharePpm: ratePpm(100_000),
      notionalMinMicros: quoteMicros(500_000_000),
      notionalMaxMicros: quoteMicros(4_000_000_000),
      blockMs: 50,
    },
  ),
  forcedPriceBound: fc.constantFrom<MarketRules['forcedPriceBound']>(
    { kind: 'bankruptcy' },
    { kind: 'band' },
    { kind: 'fillable', adjustmentPpm: ratePpm(1_000_000), spreadPpm: ratePpm(1_500_000) },
  ),
  isPartialFillOrKill: fc.boolean(),
  bankruptcyDeviationPpmMax: fc.constantFrom(0, 50_000).map(ratePpm),
  backstopPpm: fc.constantFrom(0, 666_667).map(ratePpm),
  insuranceInventoryPpmMax: fc.constantFrom(0, 300_000, 1_000_000).map(ratePpm),
  insuranceDrawdown: fc.constantFrom(null, {
    windowMs: 200,
    startPpm: ratePpm(300_000),
    stopPpm: ratePpm(250_000),
  }),
  deleveragingRanking: fc.constantFrom(
    'profit-and-leverage',
    'profit-and-margin-ratio',
    'gain-and-leverage',
    'rotation',
  ),
  deleveragingPrice: fc.constantFrom('bankruptcy', 'mark', 'previous-mark'),
});

const forced = sequencesOf(
  { ...WORLD, shockWeight: 4 },
  fc.record({
    instruments: fc.constant([
      SMALL_INSTRUMENT,
      { ...SMALL_INSTRUMENT, symbol: 'TWOUSDT', priceBandPpm: ratePpm(50_000) },
    ]),
    fund: fc.constantFrom(1, 200, 5_000),
    deposits: fc.constantFrom(500, 3_000),
    leverage: fc.constantFrom(20, 50),
    changes: forcedRules,
  }),
);

/** Commands that a careful sender would not send: prices and sizes out of range, and what is there already or not at all. */
const CARELESS: fc.Arbitrary<UntimedCommand> = fc.oneof(
  fc.integer({ min: 0, max: 5 }).map(openAccount),
  fc
    .record({
      account: fc.integer({ min: 0, max: 4 }),
      instrument: fc.nat({ max: 2 }),
      lots: fc.constantFrom(-5, 0, 1, 2, 1_000_000_000),
      ticks: fc.constantFrom(-1, 0, 1, 10_000, 1_000_000_000),
      clientOrderId: fc.constantFrom(-1, 7),
    })
    .map((terms) => placeLimit({ ...terms, side: 'buy' })),
  fc.constantFrom(-1, 0, 2_000_000).map((ticks) => mark(ticks)),
  fc.constantFrom(
    listInstrument(SMALL_INSTRUMENT),
    listInstrument({ ...SMALL_INSTRUMENT, symbol: 'lower' }),
    rules(rulesInBothShapes(HOUSE_RULES)),
    mark(WORLD.middleTicks, { instrument: 1 }),
  ),
);

/** Few orders an account, and an instrument that is not marked at first. */
const careless: fc.Arbitrary<WorldSequence> = sequencesOf(
  { ...WORLD, accountCount: 3, instrumentCount: 1, others: CARELESS },
  fc.record({
    instruments: fc.constant([SMALL_INSTRUMENT]),
    fund: fc.constant(500),
    deposits: fc.constant(5_000),
    leverage: fc.constant(10),
    changes: ruleChanges,
  }),
).map(({ founding: first, commands }) => ({
  founding: [...first, listInstrument({ ...SMALL_INSTRUMENT, symbol: 'TWOUSDT' })],
  commands,
}));

export const COMPARED_WORLDS = {
  ordinary: { ordersPerAccountMax: 200, sequences: ordinary },
  violent: { ordersPerAccountMax: 200, sequences: violent },
  correlated: { ordersPerAccountMax: 200, sequences: correlated },
  forced: { ordersPerAccountMax: 200, sequences: forced },
  careless: { ordersPerAccountMax: 6, sequences: careless },
} as const satisfies Readonly<Record<string, ComparedWorld>>;

export type ComparedWorldName = keyof typeof COMPARED_WORLDS;

/** Commands a millisecond apart. */
export function timed(commands: readonly UntimedCommand[]): Command[] {
  return commands.map((command, place): Command => ({ ...command, timeMs: simulatedMs(place + 1) }));
}
