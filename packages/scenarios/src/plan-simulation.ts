/** A scenario and a seed make a run. */
import { type InstrumentSpecification, instrumentId, simulatedMs } from '@spillway/protocol';
import type {
  IndexPathPlan,
  InstrumentPlan,
  PopulationPlan,
  ScheduledHalt,
  SimulationPlan,
} from '@spillway/simulation';
import { VENUE_PRESETS, type VenuePreset } from '@spillway/venues';
import { planGroup } from './plan-groups.ts';
import type { Scenario, ScenarioHalt, ScenarioIndex, ScenarioInstrument } from './scenario.ts';
import { ScenarioError } from './scenario-error.ts';
import { scenarioTimeMs } from './scenario-time.ts';
import { micros, milliseconds, minutesToMs, partsPerMillion } from './scenario-units.ts';

/** The plan of a checked scenario. The same scenario and seed always give the same run. */
export function planSimulation(scenario: Scenario, seed: string): SimulationPlan {
  const preset = presetOf(scenario);
  const { market, venue } = scenario;
  return {
    seed,
    durationMs: simulatedMs(minutesToMs(scenario.durationMinutes)),
    rules: {
      ...preset.rules,
      leftover: venue.leftover ?? preset.rules.leftover,
      closeOutScope: venue.closeOutScope ?? preset.rules.closeOutScope,
      insuranceInventoryPpmMax:
        venue.insuranceInventoryShareMax === null
          ? preset.rules.insuranceInventoryPpmMax
          : partsPerMillion(venue.insuranceInventoryShareMax),
    },
    insuranceFundMicros: micros(venue.insuranceFund),
    instruments: market.instruments.map((instrument) => planInstrument(instrument, scenario, preset)),
    correlation: uniformCorrelation(market.instruments.length, market.correlation),
    phases: market.phases.map(({ from, to, volatilityMultiple, firstFactorDrift }) => ({
      fromMs: timeMs(from, scenario),
      toMs: timeMs(to, scenario),
      volatilityMultiple,
      firstFactorDrift,
    })),
    jumps: market.jumps,
    shockHalfLifeMs: market.shockHalfLifeMinutes === null ? null : minutesToMs(market.shockHalfLifeMinutes),
    markIntervalMs: scenario.markIntervalMs,
    latency: scenario.latency,
    shocks: scenario.shocks.map(({ label, at, lastsMinutes, moveFraction }) => ({
      label,
      timeMs: simulatedMs(timeMs(at, scenario)),
      lastsMs: minutesToMs(lastsMinutes),
      moveFraction,
    })),
    halts: scenario.halts.map((halt) => planHalt(halt, scenario)),
    population: planPopulation(scenario),
  };
}

function presetOf(scenario: Scenario): VenuePreset {
  const preset = VENUE_PRESETS[scenario.venue.preset];
  if (preset !== undefined) return preset;
  throw new ScenarioError([`venue.preset: "${scenario.venue.preset}" is unknown; expected a venue preset`]);
}

function planInstrument(
  instrument: ScenarioInstrument,
  scenario: Scenario,
  preset: VenuePreset,
): InstrumentPlan {
  const specification: InstrumentSpecification | undefined = preset.instruments[instrument.symbol];
  if (specification === undefined) {
    throw new ScenarioError([`market.instruments: "${instrument.symbol}" is not listed by ${preset.name}`]);
  }
  const { holderWeight, activityScale } = instrument;
  return {
    specification: withHalts(specification, instrument),
    holderWeight,
    activityScale,
    indexPath: planPath(instrument.index, scenario),
  };
}

/** What the scenario says of circuit breaker and trading band; where it says nothing, what the venue does. */
function withHalts(
  specification: InstrumentSpecification,
  { circuitBreaker, tradingBand }: ScenarioInstrument,
): InstrumentSpecification {
  return {
    ...specification,
    circuitBreaker:
      circuitBreaker === null
        ? specification.circuitBreaker
        : {
            movePpm: partsPerMillion(circuitBreaker.moveFraction),
            windowMs: milliseconds(circuitBreaker.windowSeconds),
            haltMs: milliseconds(circuitBreaker.haltSeconds),
            scope: circuitBreaker.scope,
          },
    tradingBand:
      tradingBand === null
        ? specification.tradingBand
        : {
            widthPpm: partsPerMillion(tradingBand.widthFraction),
            referenceMs: milliseconds(tradingBand.referenceSeconds),
          },
  };
}

function planHalt({ symbol, from, to }: ScenarioHalt, scenario: Scenario): ScheduledHalt {
  const index = scenario.market.instruments.findIndex((instrument) => instrument.symbol === symbol);
  if (symbol !== null && index === -1) {
    throw new ScenarioError([`halts: "${symbol}" is no instrument of the scenario`]);
  }
  return {
    instrumentId: symbol === null ? null : instrumentId(index),
    timeMs: simulatedMs(timeMs(from, scenario)),
    untilMs: simulatedMs(to === null ? 0 : timeMs(to, scenario)),
  };
}

function planPath(index: ScenarioIndex, scenario: Scenario): IndexPathPlan {
  if (index.kind === 'diffusion') return index;
  const landmarks = index.landmarks.map(({ at, price, volatilityPerMinute }) => ({
    timeMs: timeMs(at, scenario),
    price,
    volatilityPerMinute,
  }));
  return { kind: 'landmarks', landmarks };
}

function timeMs(time: string, scenario: Scenario): number {
  const resolved = scenarioTimeMs(time, scenario.startsAt);
  if (resolved === null) throw new ScenarioError([`"${time}" is a clock time; expected startsAt to be set`]);
  return resolved;
}

function uniformCorrelation(size: number, correlation: number): readonly (readonly number[])[] {
  return Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (__, column) => (row === column ? 1 : correlation)),
  );
}

function planPopulation(scenario: Scenario): PopulationPlan {
  const { isolatedShare, holders, hedgers, groups } = scenario.population;
  const { sizeMedian, sizeMax, reactionMeanSeconds, ...drawn } = holders;
  return {
    holders: {
      ...drawn,
      isolatedShare,
      sizeMedianMicros: micros(sizeMedian),
      sizeMicrosMax: micros(sizeMax),
      reactionMeanMs: milliseconds(reactionMeanSeconds),
    },
    hedgers: {
      countPerInstrument: hedgers.countPerInstrument,
      leverage: hedgers.leverage,
      unwindGapFraction: hedgers.unwindGapFraction,
      unwindShare: hedgers.unwindShare,
      lookMeanMs: milliseconds(hedgers.lookMeanSeconds),
    },
    groups: groups.map(planGroup),
  };
}
