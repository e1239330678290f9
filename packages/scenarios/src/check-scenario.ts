/** What the schema cannot say: relations between the fields of a scenario. One line a fault. */
import { VENUE_PRESETS } from '@spillway/venues';
import { haltFaults } from './check-halts.ts';
import type { Scenario, ScenarioInstrument } from './scenario.ts';
import { scenarioTimeMs } from './scenario-time.ts';
import { MS_PER_MINUTE } from './scenario-units.ts';

export function scenarioFaults(scenario: Scenario): readonly string[] {
  return [
    ...clockFaults(scenario),
    ...instrumentFaults(scenario),
    ...landmarkFaults(scenario),
    ...phaseFaults(scenario),
    ...haltFaults(scenario),
    ...groupFaults(scenario),
    ...leverageFaults(scenario),
  ];
}

function clockFaults(scenario: Scenario): readonly string[] {
  if (scenario.startsAt !== null) return [];
  return allTimes(scenario)
    .filter(({ time }) => !time.startsWith('+'))
    .map(
      ({ path, time }) =>
        `${path}: "${time}" is a clock time; expected startsAt to be set, or a time such as "+05:00"`,
    );
}

function allTimes(scenario: Scenario): readonly { path: string; time: string }[] {
  const { shocks, halts, market } = scenario;
  return [
    ...shocks.map(({ at }, index) => ({ path: `shocks.${index}.at`, time: at })),
    ...halts.flatMap(({ from, to }, index) => [
      { path: `halts.${index}.from`, time: from },
      ...(to === null ? [] : [{ path: `halts.${index}.to`, time: to }]),
    ]),
    ...market.phases.flatMap(({ from, to }, index) => [
      { path: `market.phases.${index}.from`, time: from },
      { path: `market.phases.${index}.to`, time: to },
    ]),
    ...market.instruments.flatMap(({ index: path }, number) =>
      path.kind === 'landmarks'
        ? path.landmarks.map(({ at }, index) => ({
            path: `market.instruments.${number}.index.landmarks.${index}.at`,
            time: at,
          }))
        : [],
    ),
  ];
}

function instrumentFaults(scenario: Scenario): readonly string[] {
  const contracts = VENUE_PRESETS[scenario.venue.preset]?.instruments ?? {};
  const linear = Object.keys(contracts).filter((symbol) => contracts[symbol]?.contractType === 'linear');
  const symbols = scenario.market.instruments.map(({ symbol }) => symbol);
  return symbols.flatMap((symbol, index) => {
    const place = `market.instruments.${index}.symbol`;
    if (!linear.includes(symbol)) {
      // The agents reckon sizes from notional in the quote currency, which an inverse contract turns around.
      const fault = Object.hasOwn(contracts, symbol)
        ? 'settles in its coin, which agents do not trade'
        : `is not listed by ${scenario.venue.preset}`;
      return [`${place}: "${symbol}" ${fault}; expected ${linear.join(', ')}`];
    }
    const isTwice = symbols.indexOf(symbol) !== index;
    return isTwice ? [`${place}: "${symbol}" is there twice; expected every instrument once`] : [];
  });
}

function landmarkFaults(scenario: Scenario): readonly string[] {
  return scenario.market.instruments.flatMap((instrument, index) =>
    pathFaults(instrument, scenario).map((fault) => `market.instruments.${index}.index.landmarks${fault}`),
  );
}

function pathFaults(instrument: ScenarioInstrument, scenario: Scenario): readonly string[] {
  if (instrument.index.kind !== 'landmarks') return [];
  const { startsAt, markIntervalMs, durationMinutes } = scenario;
  const times = instrument.index.landmarks.map(({ at }) => scenarioTimeMs(at, startsAt));
  if (times.includes(null)) return [];
  const faults = instrument.index.landmarks.flatMap(({ at }, index) => {
    const timeMs = times[index] ?? 0;
    const beforeMs = index === 0 ? null : (times[index - 1] ?? 0);
    if (index === 0 && timeMs !== 0) return [`.0.at: "${at}" is after the start; expected the start itself`];
    if (beforeMs !== null && timeMs <= beforeMs) {
      return [
        `.${index}.at: "${at}" is not after the landmark before it; expected landmarks in order of time`,
      ];
    }
    if (timeMs % markIntervalMs !== 0) {
      return [`.${index}.at: "${at}" falls between two marks; expected a multiple of ${markIntervalMs} ms`];
    }
    return [];
  });
  const lastMs = times.at(-1) ?? 0;
  if (faults.length === 0 && lastMs < durationMinutes * MS_PER_MINUTE) {
    faults.push(`: the last one is before the end; expected one at or after ${durationMinutes} minutes`);
  }
  return faults;
}

function phaseFaults(scenario: Scenario): readonly string[] {
  return scenario.market.phases.flatMap(({ from, to }, index) => {
    const fromMs = scenarioTimeMs(from, scenario.startsAt);
    const toMs = scenarioTimeMs(to, scenario.startsAt);
    if (fromMs === null || toMs === null || fromMs < toMs) return [];
    return [`market.phases.${index}.to: "${to}" is not after "${from}"; expected a later time`];
  });
}

function groupFaults(scenario: Scenario): readonly string[] {
  const names = scenario.population.groups.map(({ name }) => name);
  return scenario.population.groups.flatMap((group, index) => {
    const place = `population.groups.${index}`;
    const faults: string[] = [];
    if (names.indexOf(group.name) !== index) {
      faults.push(`${place}.name: "${group.name}" is there twice; expected names that differ`);
    }
    if (['holder', 'hedger'].includes(group.name)) {
      faults.push(`${place}.name: "${group.name}" is taken; expected another name`);
    }
    if (group.kind === 'market-maker' && group.farthestFraction < group.nearestFraction) {
      faults.push(
        `${place}.farthestFraction: ${group.farthestFraction} is below nearestFraction; expected at least ${group.nearestFraction}`,
      );
    }
    return faults;
  });
}

function leverageFaults(scenario: Scenario): readonly string[] {
  const { leverageBuckets } = scenario.population.holders;
  return leverageBuckets.flatMap(({ leverage }, index) => {
    const before = leverageBuckets[index - 1]?.leverage ?? 0;
    if (leverage > before) return [];
    const place = `population.holders.leverageBuckets.${index}.leverage`;
    return [`${place}: ${leverage} is not above the one before it; expected buckets in order of leverage`];
  });
}
