/** Groups of a scenario in the units of the strategies. */
import type { AgentGroup } from '@spillway/simulation';
import type { ScenarioGroup, ScenarioMakers } from './scenario.ts';
import { micros, milliseconds } from './scenario-units.ts';

const SECONDS_PER_MINUTE = 60;

export function planGroup(group: ScenarioGroup): AgentGroup {
  const { name, countPerInstrument } = group;
  const base = { name, countPerInstrument, depositMicros: micros(group.deposit) };
  const inventoryNotionalMicrosMax = micros(group.inventoryMax);
  switch (group.kind) {
    case 'market-maker':
      return { ...base, kind: group.kind, parameters: makerParameters(group) };
    case 'index-arbitrageur':
      return {
        ...base,
        kind: group.kind,
        parameters: {
          lookIntervalMs: milliseconds(group.lookSeconds),
          entryFraction: group.entryFraction,
          exitFraction: group.exitFraction,
          clipNotionalMicros: micros(group.clipNotional),
          inventoryNotionalMicrosMax,
        },
      };
    case 'momentum-trader':
      return {
        ...base,
        kind: group.kind,
        parameters: {
          lookIntervalMs: milliseconds(group.lookSeconds),
          fastMemorySeconds: group.fastMemorySeconds,
          slowMemorySeconds: group.slowMemorySeconds,
          entryFraction: group.entryFraction,
          exitFraction: group.exitFraction,
          clipNotionalMicros: micros(group.clipNotional),
          inventoryNotionalMicrosMax,
        },
      };
    case 'noise-trader':
      return {
        ...base,
        kind: group.kind,
        parameters: {
          wakeMeanMs: milliseconds(group.wakeMeanSeconds),
          marketOrderShare: group.marketOrderShare,
          sizeMedianMicros: micros(group.sizeMedian),
          sizeSigma: group.sizeSigma,
          limitDistanceMean: group.limitDistanceMean,
          inventoryNotionalMicrosMax,
        },
      };
    default: {
      const unknown: never = group;
      throw new RangeError(`unknown group ${JSON.stringify(unknown)}`);
    }
  }
}

type MakerParameters = Extract<AgentGroup, { kind: 'market-maker' }>['parameters'];

function makerParameters(group: ScenarioMakers): MakerParameters {
  return {
    levels: group.levels,
    nearestFraction: group.nearestFraction,
    farthestFraction: group.farthestFraction,
    levelNotionalMicros: micros(group.levelNotional),
    levelGrowth: group.levelGrowth,
    inventoryNotionalMicrosMax: micros(group.inventoryMax),
    riskAversion: group.riskAversion,
    horizonSeconds: group.horizonSeconds,
    leanFractionMax: group.leanFractionMax,
    marketWeight: group.marketWeight,
    calmVolatilityPerSqrtSecond: group.calmVolatilityPerMinute / Math.sqrt(SECONDS_PER_MINUTE),
    withdrawalElasticity: group.withdrawalElasticity,
    widening: group.widening,
    killMoveFraction: group.killMoveFraction,
    coolDownMeanMs: milliseconds(group.coolDownMeanSeconds),
    lookIntervalMs: milliseconds(group.lookSeconds),
    requoteFraction: group.requoteFraction,
  };
}
