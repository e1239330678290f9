/** Venues in which everything can happen that SPEC.md has a rule for: every parameter is drawn. */
import {
  type Command,
  type InstrumentSpecification,
  type MarketRules,
  type PartialRule,
  priceTicks,
  quoteMicros,
  ratePpm,
  simulatedMs,
  sizeLots,
} from '@spillway/protocol';
import {
  contribute,
  deposit,
  depositUnits,
  flatTier,
  isolated,
  leverage,
  listInstrument,
  mark,
  openAccount,
  openSubAccount,
  placeLimit,
  positionMode,
  rules,
  type UntimedCommand,
  type WideWorld,
  wideSequenceArbitrary,
} from '@spillway/testkit';
import fc from 'fast-check';
import { HOUSE_RULES } from '../reference/engine/house-rules.ts';
import { SMALL_INSTRUMENT } from './worlds.fixture.ts';

export const WIDE_WORLD: WideWorld = {
  accountCount: 6,
  instrumentCount: 3,
  assetCount: 2,
  middleTicks: 10_000,
  lotsMax: 200_000,
  quoteMax: 3_000,
  contributionMax: 20,
  shockWeight: 2,
};

/** When the founding of a venue is done. */
const FOUNDED_MS = 40;

const micros = (quote: number): ReturnType<typeof quoteMicros> => quoteMicros(quote * 1_000_000);

const partials: fc.Arbitrary<PartialRule> = fc.constantFrom<PartialRule>(
  { kind: 'none' },
  { kind: 'restore-margin', thresholdMicros: micros(5_000), slicePpm: ratePpm(200_000) },
  { kind: 'slice', thresholdMicros: micros(5_000), slicePpm: ratePpm(200_000), coolDownMs: 100 },
  { kind: 'tier-by-tier' },
  {
    kind: 'block-cap',
    sharePpm: ratePpm(100_000),
    notionalMinMicros: micros(500),
    notionalMaxMicros: micros(4_000),
    blockMs: 50,
  },
);

/** Every parameter of the rules of a market. */
export const anyRules: fc.Arbitrary<MarketRules> = fc
  .record({
    maintenanceBasis: fc.constantFrom('mark', 'entry'),
    isClosingFeeInMaintenance: fc.boolean(),
    hedgeInitialMargin: fc.constantFrom('both-legs', 'larger-leg'),
    isolatedRemovalFloor: fc.constantFrom('initial', 'initial-or-tenth'),
    marginModeScope: fc.constantFrom('instrument', 'instrument', 'account'),
    marginModeChange: fc.constantFrom('when-flat', 'when-covered', 'when-covered'),
    leverageLowering: fc.constantFrom('when-covered', 'not-when-isolated'),
    isLeverageChosen: fc.constantFrom(true, true, false),
    amendKeepsPriority: fc.constantFrom('when-only-reduced', 'never'),
    isTriggerInclusive: fc.boolean(),
    orderCancelScope: fc.constantFrom('scope', 'account', 'none'),
    isHedgeNetted: fc.boolean(),
    partial: partials,
    forcedPriceBound: fc.constantFrom<MarketRules['forcedPriceBound']>(
      { kind: 'bankruptcy' },
      { kind: 'band' },
      { kind: 'fillable', adjustmentPpm: ratePpm(1_000_000), spreadPpm: ratePpm(1_500_000) },
    ),
    isPartialFillOrKill: fc.boolean(),
    bankruptcyDeviationPpmMax: fc.constantFrom(0, 50_000).map(ratePpm),
    backstopPpm: fc.constantFrom(0, 666_667).map(ratePpm),
    leftover: fc.constantFrom('user', 'fund'),
    closeOutScope: fc.constantFrom('largest-loss-first', 'whole-account'),
    insuranceInventoryPpmMax: fc.constantFrom(0, 300_000, 1_000_000).map(ratePpm),
    insuranceDrawdown: fc.constantFrom(null, {
      windowMs: 500,
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
  } satisfies { [Field in keyof MarketRules]?: fc.Arbitrary<MarketRules[Field]> })
  .map((changes) => ({
    ...HOUSE_RULES,
    ...changes,
    assets: [
      { symbol: 'USDT', decimals: 6 },
      { symbol: 'COIN', decimals: 8 },
    ],
  }));

/** What an instrument may have beside the plain contract. */
const furnishings: fc.Arbitrary<Partial<InstrumentSpecification>> = fc.record({
  notionalMinMicros: fc.constantFrom(0, 20).map(micros),
  feeTiers: fc.constantFrom(
    [],
    [
      { makerFeePpm: ratePpm(-100), takerFeePpm: ratePpm(300) },
      { makerFeePpm: ratePpm(0), takerFeePpm: ratePpm(100) },
    ],
  ),
  markMethod: fc.constantFrom<InstrumentSpecification['markMethod']>(
    { kind: 'index' },
    { kind: 'median', basisWindowMs: 30 },
  ),
  funding: fc.constantFrom<InstrumentSpecification['funding']>(null, {
    intervalMs: 1_000,
    interestPpb: 100_000,
    clampPpb: 500_000,
    capPpb: 20_000_000,
    divisor: 1,
    impactNotionalMicros: micros(300),
    premiumWeights: 'rising',
  }),
  tradingBand: fc.constantFrom(null, { widthPpm: ratePpm(60_000), referenceMs: 20 }),
  circuitBreaker: fc.constantFrom<InstrumentSpecification['circuitBreaker']>(
    null,
    { movePpm: ratePpm(150_000), windowMs: 200, haltMs: 30, scope: 'instrument' },
    { movePpm: ratePpm(250_000), windowMs: 200, haltMs: 30, scope: 'market' },
  ),
  openInterestScaling: fc.constantFrom(null, { lowerMicros: micros(20_000), upperMicros: micros(400_000) }),
});

/** One lot is worth a dollar, 10^12 / price units of the coin: as much as ten lots of the linear ones, when a coin is 1,000. */
const INVERSE: Partial<InstrumentSpecification> = {
  symbol: 'COINUSD',
  contractType: 'inverse',
  settlementAsset: 'COIN',
  lotSize: '1',
  microsPerTickLot: 0,
  microTicksPerLot: 10_000_000_000,
  sizeLotsMin: sizeLots(1),
  sizeLotsMax: sizeLots(100_000),
  priceTicksMax: priceTicks(1_000_000),
  riskTiers: [flatTier(5_000, 60)],
};

function founding(
  marketRules: MarketRules,
  extras: readonly Partial<InstrumentSpecification>[],
): UntimedCommand[] {
  const accounts = Array.from({ length: WIDE_WORLD.accountCount }, (_, index) => index + 1);
  const [first, second, third] = extras;
  return [
    rules(marketRules),
    listInstrument({ ...SMALL_INSTRUMENT, ...first }),
    listInstrument({ ...SMALL_INSTRUMENT, riskTiers: [flatTier(10_000, 50)], symbol: 'TWOUSDT', ...second }),
    listInstrument({
      ...SMALL_INSTRUMENT,
      ...third,
      notionalMinMicros: micros(0),
      openInterestScaling: null,
      ...INVERSE,
    }),
    ...[0, 1, 2].map((instrument) => mark(WIDE_WORLD.middleTicks, { instrument })),
    contribute(300),
    ...accounts.flatMap((account) => [
      account === 6 ? openSubAccount(6, 5) : openAccount(account),
      deposit(account, 3_000),
      depositUnits(account, 4_000_000_000, 1),
    ]),
    ...[2, 3, 4].map((account) => positionMode(account, 'hedge')),
    ...[1, 4].map((account) => isolated(account)),
    ...accounts.map((account) => leverage(account, 20)),
    ...hedgedPair({ account: 3, counterparty: 5, lots: 150_000 }),
    ...hedgedPair({ account: 2, counterparty: 6, lots: 100_000 }),
  ];
}

/** Gives an account in hedge mode a long leg, and a short one of half the size. */
function hedgedPair(pair: {
  readonly account: number;
  readonly counterparty: number;
  readonly lots: number;
}): UntimedCommand[] {
  const { account, counterparty, lots } = pair;
  const ticks = WIDE_WORLD.middleTicks;
  return [
    placeLimit({ account: counterparty, side: 'sell', lots, ticks }),
    placeLimit({ account, side: 'buy', lots, ticks, leg: 'long' }),
    placeLimit({ account: counterparty, side: 'buy', lots: lots / 2, ticks }),
    placeLimit({ account, side: 'sell', lots: lots / 2, ticks, leg: 'short' }),
  ];
}

/** A full venue with random rules and furnishings, and whatever happens there. */
export function wideCommands(length: {
  readonly min: number;
  readonly max: number;
}): fc.Arbitrary<Command[]> {
  return fc
    .record({
      first: fc
        .record({ marketRules: anyRules, extras: fc.tuple(furnishings, furnishings, furnishings) })
        .map(({ marketRules, extras }) => founding(marketRules, extras)),
      later: wideSequenceArbitrary(WIDE_WORLD, { ...length, fromMs: FOUNDED_MS }),
    })
    .map(({ first, later }) => {
      const timed = first.map((command, place): Command => {
        return { ...command, timeMs: simulatedMs(Math.min(place, FOUNDED_MS)) };
      });
      return [...timed, ...later];
    });
}
