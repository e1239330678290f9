/** Venues in which everything can happen that SPEC.md has a rule for: every parameter is drawn. */
import {
  type Command,
  HOUSE_RULES,
  type InstrumentSpecification,
  type MarketRules,
  type PartialRule,
  quoteMicros,
  ratePpm,
  simulatedMs,
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
  type RuleGroup,
  rules,
  type UntimedCommand,
  type WideWorld,
  wideSequenceArbitrary,
} from '@spillway/testkit';
import fc from 'fast-check';
import { SMALL_INSTRUMENT } from './worlds.fixture.ts';

/** Every group of rules: a venue in which everything can happen. */
export const ALL_GROUPS: readonly RuleGroup[] = ['orders', 'contracts', 'accounts', 'liquidation'];

const WIDE_WORLD: WideWorld = {
  accountCount: 6,
  instrumentCount: 3,
  assetCount: 2,
  groups: ALL_GROUPS,
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

type Drawn<Shape> = { readonly [Field in keyof Shape]?: fc.Arbitrary<Shape[Field]> };

/** Every parameter of the rules of a market, by the group of rules that knows it. */
const RULES_OF: Readonly<Record<RuleGroup, Drawn<MarketRules>>> = {
  orders: { amendKeepsPriority: fc.constantFrom('when-only-reduced', 'never') },
  contracts: {
    maintenanceBasis: fc.constantFrom('mark', 'entry'),
    isClosingFeeInMaintenance: fc.boolean(),
  },
  accounts: {
    isHedgeNetted: fc.boolean(),
    hedgeInitialMargin: fc.constantFrom('both-legs', 'larger-leg'),
    isolatedRemovalFloor: fc.constantFrom('initial', 'initial-or-tenth'),
    marginModeScope: fc.constantFrom('instrument', 'instrument', 'account'),
    marginModeChange: fc.constantFrom('when-flat', 'when-covered', 'when-covered'),
    leverageLowering: fc.constantFrom('when-covered', 'not-when-isolated'),
    isLeverageChosen: fc.constantFrom(true, true, false),
  },
  liquidation: {
    orderCancelScope: fc.constantFrom('scope', 'account', 'none'),
    partial: partials,
    forcedPriceBound: fc.constantFrom<MarketRules['forcedPriceBound']>(
      { kind: 'bankruptcy' },
      { kind: 'band' },
      { kind: 'fillable', adjustmentPpm: ratePpm(1_000_000), spreadPpm: ratePpm(1_500_000) },
    ),
    isPartialFillOrKill: fc.boolean(),
    bankruptcyDeviationPpmMax: fc.constantFrom(0, 50_000).map(ratePpm),
    backstopPpm: fc.constantFrom(0, 666_667).map(ratePpm),
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
  },
};

/** What every world draws. */
const RULES_OF_ALL: Drawn<MarketRules> = {
  isTriggerInclusive: fc.boolean(),
  leftover: fc.constantFrom('user', 'fund'),
  closeOutScope: fc.constantFrom('largest-loss-first', 'whole-account'),
  insuranceInventoryPpmMax: fc.constantFrom(0, 300_000, 1_000_000).map(ratePpm),
};

const USDT = { symbol: 'USDT', decimals: 6 };
const USDC = { symbol: 'USDC', decimals: 6 };
const COIN = { symbol: 'COIN', decimals: 8 };

/** The assets of a world: two where accounts have several; else one, and contracts of either kind settle in it. */
function assetsOf(groups: readonly RuleGroup[]): fc.Arbitrary<MarketRules['assets']> {
  const hasContractRules = groups.includes('contracts');
  if (groups.includes('accounts')) return fc.constant([USDT, hasContractRules ? COIN : USDC]);
  return hasContractRules ? fc.constantFrom([USDT], [COIN]) : fc.constant([USDT]);
}

function rulesOf(groups: readonly RuleGroup[]): fc.Arbitrary<MarketRules> {
  const drawn = Object.assign({}, RULES_OF_ALL, ...groups.map((group) => RULES_OF[group])) as {
    [name: string]: fc.Arbitrary<unknown>;
  };
  return fc
    .record({ assets: assetsOf(groups), changes: fc.record(drawn) })
    .map(({ assets, changes }) => ({ ...HOUSE_RULES, ...(changes as Partial<MarketRules>), assets }));
}

/** What an instrument may have beside the plain contract, by group. */
const FURNISHINGS_OF: Readonly<Record<RuleGroup, Drawn<InstrumentSpecification>>> = {
  orders: {
    notionalMinMicros: fc.constantFrom(0, 20).map(micros),
    tradingBand: fc.constantFrom(null, { widthPpm: ratePpm(60_000), referenceMs: 20 }),
    circuitBreaker: fc.constantFrom<InstrumentSpecification['circuitBreaker']>(
      null,
      { movePpm: ratePpm(150_000), windowMs: 200, haltMs: 30, scope: 'instrument' },
      { movePpm: ratePpm(250_000), windowMs: 200, haltMs: 30, scope: 'market' },
    ),
  },
  contracts: {
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
    openInterestScaling: fc.constantFrom(null, { lowerMicros: micros(20_000), upperMicros: micros(400_000) }),
  },
  accounts: {
    feeTiers: fc.constantFrom(
      [],
      [
        { makerFeePpm: ratePpm(-100), takerFeePpm: ratePpm(300) },
        { makerFeePpm: ratePpm(0), takerFeePpm: ratePpm(100) },
      ],
    ),
  },
  liquidation: {},
};

function furnishingsOf(groups: readonly RuleGroup[]): fc.Arbitrary<Partial<InstrumentSpecification>> {
  const drawn = Object.assign({}, ...groups.map((group) => FURNISHINGS_OF[group])) as {
    [name: string]: fc.Arbitrary<unknown>;
  };
  return fc.record(drawn) as fc.Arbitrary<Partial<InstrumentSpecification>>;
}

/** A lot is a tenth of a dollar: 10^9 / price units of the coin, as many as a linear lot has at 100. */
const INVERSE: Partial<InstrumentSpecification> = {
  contractType: 'inverse',
  settlementAsset: COIN.symbol,
  lotSize: '0.1',
  microsPerTickLot: 0,
  microTicksPerLot: 1_000_000_000,
};

/** What an instrument has by the asset in which it settles: a coin asks for an inverse contract. */
function settledIn(asset: MarketRules['assets'][number] | undefined): Partial<InstrumentSpecification> {
  if (asset?.symbol === COIN.symbol) return INVERSE;
  return asset === undefined ? {} : { settlementAsset: asset.symbol };
}

/** Three instruments: of two assets, the third one settles in the second. */
function instrumentsOf(
  marketRules: MarketRules,
  extras: readonly Partial<InstrumentSpecification>[],
): InstrumentSpecification[] {
  const [firstAsset, secondAsset = firstAsset] = marketRules.assets;
  return ['ONEUSD', 'TWOUSD', 'THREEUSD'].map((symbol, number) => {
    const settlement = settledIn(number === 2 ? secondAsset : firstAsset);
    const riskTiers = number === 1 ? [flatTier(10_000, 50)] : SMALL_INSTRUMENT.riskTiers;
    return { ...SMALL_INSTRUMENT, ...extras[number], ...settlement, symbol, riskTiers };
  });
}

function founding(
  groups: readonly RuleGroup[],
  marketRules: MarketRules,
  extras: readonly Partial<InstrumentSpecification>[],
): UntimedCommand[] {
  const accounts = Array.from({ length: WIDE_WORLD.accountCount }, (_, index) => index + 1);
  const hasAccountRules = groups.includes('accounts');
  return [
    rules(marketRules),
    ...instrumentsOf(marketRules, extras).map(listInstrument),
    ...[0, 1, 2].map((instrument) => mark(WIDE_WORLD.middleTicks, { instrument })),
    contribute(300),
    ...accounts.flatMap((account) => [
      hasAccountRules && account === 6 ? openSubAccount(6, 5) : openAccount(account),
      deposit(account, 3_000),
    ]),
    ...[1, 4].map((account) => isolated(account)),
    ...accounts.map((account) => leverage(account, 20)),
    ...(hasAccountRules ? accountFounding(accounts) : []),
  ];
}

/** Money in the second asset, and accounts with two legs. */
function accountFounding(accounts: readonly number[]): UntimedCommand[] {
  return [
    ...accounts.map((account) => depositUnits(account, 3_000_000_000, 1)),
    ...[2, 3, 4].map((account) => positionMode(account, 'hedge')),
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

/** A venue with random rules and furnishings of these groups, and whatever happens there. */
export function wideCommands(
  groups: readonly RuleGroup[],
  length: { readonly min: number; readonly max: number },
): fc.Arbitrary<Command[]> {
  const furnishings = furnishingsOf(groups);
  return fc
    .record({
      first: fc
        .record({ marketRules: rulesOf(groups), extras: fc.tuple(furnishings, furnishings, furnishings) })
        .map(({ marketRules, extras }) => founding(groups, marketRules, extras)),
      later: wideSequenceArbitrary({ ...WIDE_WORLD, groups }, { ...length, fromMs: FOUNDED_MS }),
    })
    .map(({ first, later }) => {
      const timed = first.map((command, place): Command => {
        return { ...command, timeMs: simulatedMs(Math.min(place, FOUNDED_MS)) };
      });
      return [...timed, ...later];
    });
}
