/** A small run for tests: two instruments, a fall of a tenth within three minutes, a few dozen holders. */
import { quoteMicros, simulatedMs } from '@spillway/protocol';
import { SPILLWAY_HOUSE } from '@spillway/venues';
import type { AgentGroup, InstrumentPlan, SimulationPlan } from './simulation-plan.ts';

const quote = (amount: number): ReturnType<typeof quoteMicros> => quoteMicros(amount * 1_000_000);

type GroupOf<Kind extends AgentGroup['kind']> = Extract<AgentGroup, { readonly kind: Kind }>;

export const MAKERS: GroupOf<'market-maker'> = {
  kind: 'market-maker',
  name: 'maker',
  countPerInstrument: 2,
  depositMicros: quote(2_000_000),
  parameters: {
    levels: 6,
    nearestFraction: 0.0002,
    farthestFraction: 0.02,
    levelNotionalMicros: quote(10_000),
    levelGrowth: 1.4,
    inventoryNotionalMicrosMax: quote(400_000),
    riskAversion: 500,
    horizonSeconds: 60,
    leanFractionMax: 0.003,
    marketWeight: 0.8,
    calmVolatilityPerSqrtSecond: 0.0001,
    withdrawalElasticity: 0.1,
    widening: 1,
    killMoveFraction: 0.02,
    coolDownMeanMs: 5_000,
    lookIntervalMs: 2_000,
    requoteFraction: 0.0002,
  },
};

const NOISE: AgentGroup = {
  kind: 'noise-trader',
  name: 'noise',
  countPerInstrument: 4,
  depositMicros: quote(50_000),
  parameters: {
    wakeMeanMs: 10_000,
    marketOrderShare: 0.5,
    sizeMedianMicros: quote(500),
    sizeSigma: 1,
    limitDistanceMean: 0.001,
    inventoryNotionalMicrosMax: quote(50_000),
  },
};

export const ARBITRAGEURS: GroupOf<'index-arbitrageur'> = {
  kind: 'index-arbitrageur',
  name: 'arbitrageur',
  countPerInstrument: 1,
  depositMicros: quote(1_000_000),
  parameters: {
    lookIntervalMs: 3_000,
    entryFraction: 0.002,
    exitFraction: 0.0002,
    clipNotionalMicros: quote(10_000),
    inventoryNotionalMicrosMax: quote(300_000),
  },
};

export const MOMENTUM_TRADERS: GroupOf<'momentum-trader'> = {
  kind: 'momentum-trader',
  name: 'momentum',
  countPerInstrument: 2,
  depositMicros: quote(10_000),
  parameters: {
    lookIntervalMs: 5_000,
    fastMemorySeconds: 10,
    slowMemorySeconds: 60,
    entryFraction: 0.002,
    exitFraction: 0.0005,
    clipNotionalMicros: quote(5_000),
    inventoryNotionalMicrosMax: quote(50_000),
  },
};

function instrument(symbol: string, startPrice: number, holderWeight: number): InstrumentPlan {
  const specification = SPILLWAY_HOUSE.instruments[symbol];
  if (specification === undefined) throw new RangeError(`${symbol} is not listed`);
  const volatilityPerMinute = 0.004;
  const landmarks = [
    { timeMs: 0, price: startPrice, volatilityPerMinute },
    { timeMs: 60_000, price: startPrice, volatilityPerMinute: 0.0005 },
    { timeMs: 150_000, price: 0.9 * startPrice, volatilityPerMinute },
    { timeMs: 180_000, price: 0.95 * startPrice, volatilityPerMinute },
  ];
  return { specification, holderWeight, activityScale: 1, indexPath: { kind: 'landmarks', landmarks } };
}

export const GROUPS: readonly AgentGroup[] = [MAKERS, NOISE, ARBITRAGEURS, MOMENTUM_TRADERS];

/** A plan that tests change where they need to. */
export function smallPlan(changes: Partial<SimulationPlan> = {}): SimulationPlan {
  return {
    seed: 'small',
    durationMs: simulatedMs(180_000),
    rules: SPILLWAY_HOUSE.rules,
    insuranceFundMicros: quote(20_000),
    instruments: [instrument('BTCUSDT', 100_000, 2), instrument('SOLUSDT', 200, 1)],
    correlation: [
      [1, 0.6],
      [0.6, 1],
    ],
    phases: [],
    jumps: null,
    shockHalfLifeMs: null,
    markIntervalMs: 1_000,
    latency: { baseMs: 40, jitterMeanMs: 60 },
    shocks: [{ label: 'the fall', timeMs: simulatedMs(60_000), lastsMs: 90_000, moveFraction: 0 }],
    halts: [],
    population: {
      holders: {
        count: 80,
        isolatedShare: 0.5,
        longShare: 0.8,
        pairShare: 0.3,
        sizeMedianMicros: quote(4_000),
        sizeSigma: 1.3,
        sizeMicrosMax: quote(200_000),
        leverageBuckets: [
          { leverage: 3, openInterestWeight: 0.3 },
          { leverage: 10, openInterestWeight: 0.4 },
          { leverage: 50, openInterestWeight: 0.3 },
        ],
        sizeLeverageCorrelation: -0.5,
        spareMarginMean: 0.5,
        stopOutShare: 0.1,
        addMarginShare: 0.1,
        reactionMeanMs: 15_000,
      },
      hedgers: {
        countPerInstrument: 3,
        leverage: 2,
        unwindGapFraction: 0.01,
        unwindShare: 0.05,
        lookMeanMs: 20_000,
      },
      groups: GROUPS,
    },
    ...changes,
  };
}
