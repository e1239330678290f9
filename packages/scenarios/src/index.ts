export { overrideScenario } from './override-scenario.ts';
export { checkScenario, parseScenario } from './parse-scenario.ts';
export { planSimulation } from './plan-simulation.ts';
export type {
  Scenario,
  ScenarioGroup,
  ScenarioHalt,
  ScenarioIndex,
  ScenarioInstrument,
  ScenarioLandmark,
  ScenarioPhase,
  ScenarioShock,
  ScenarioTime,
} from './scenario.ts';
export { ScenarioError } from './scenario-error.ts';
export { scenarioSchema } from './scenario-schema.ts';
