import { overrideScenario, planSimulation, type Scenario, ScenarioError } from '@spillway/scenarios';
import { readScenario } from '@spillway/scenarios/catalogue';
import type { SimulationPlan } from '@spillway/simulation';
import { wrongInput } from './command-error.ts';

export interface ScenarioRequest {
  /** A name of the catalogue, or a YAML file. */
  readonly nameOrFile: string;
  readonly seed: string;
  /** Such as `population.isolatedShare=0.5`. */
  readonly overrides: readonly string[];
}

export interface PlannedScenario {
  readonly scenario: Scenario;
  readonly plan: SimulationPlan;
}

/** The run that a person asked for; throws a `CommandError` with what is wrong about it. */
export function planScenario({ nameOrFile, seed, overrides }: ScenarioRequest): PlannedScenario {
  try {
    const scenario = overrideScenario(readScenario(nameOrFile), overrides);
    return { scenario, plan: planSimulation(scenario, seed) };
  } catch (error) {
    if (error instanceof ScenarioError) throw wrongInput(error.message, error);
    throw error;
  }
}
