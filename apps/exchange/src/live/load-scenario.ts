import { MICROS_PER_QUOTE, type QuoteMicros, quoteMicros } from '@spillway/protocol';
import { planSimulation, type Scenario } from '@spillway/scenarios';
import { readScenario } from '@spillway/scenarios/catalogue';
import type { SimulationPlan } from '@spillway/simulation';

/** A scenario and a seed, ready to be played. */
export interface LoadedScenario {
  readonly name: string;
  readonly title: string;
  /** What to watch, for somebody who sees it for the first time. */
  readonly lookAt: string;
  readonly startsAt: string | null;
  readonly seed: string;
  /** Simulated milliseconds a wall millisecond, to begin with. */
  readonly speed: number;
  readonly seatDepositMicros: QuoteMicros;
  readonly plan: SimulationPlan;
  /** The scenario as it was resolved, for the record of the run. */
  readonly source: Scenario;
}

/**
 * Loads scenarios by name. The one that the process began with may come from a file and is known by its name
 * afterwards; everything else comes from the catalogue. Throws a `ScenarioError`.
 *
 * @param initial A name of the catalogue or a file.
 */
export function createScenarioLoader(
  initial: string,
): (nameOrInitial: string, seed: string) => LoadedScenario {
  const first = readScenario(initial);
  return (name, seed) => {
    const isFirst = name === initial || name === first.name;
    return prepareScenario(isFirst ? first : readScenario(name), seed);
  };
}

/** A resolved scenario with a seed. */
export function prepareScenario(scenario: Scenario, seed: string): LoadedScenario {
  return {
    name: scenario.name,
    title: scenario.title,
    lookAt: scenario.lookAt,
    startsAt: scenario.startsAt,
    seed,
    speed: scenario.speed,
    seatDepositMicros: quoteMicros(Math.round(scenario.seatDeposit * MICROS_PER_QUOTE)),
    plan: planSimulation(scenario, seed),
    source: scenario,
  };
}
