export { createSimulation } from './create-simulation.ts';
export type {
  DiffusionPathPlan,
  DiffusionPhase,
  IndexPathPlan,
  IndexPathsPlan,
  JumpPlan,
  Landmark,
  LandmarkPathPlan,
} from './index-paths/index-path-plan.ts';
export { replayJournal } from './replay-journal.ts';
export type {
  AgentGroup,
  InstrumentPlan,
  LatencyPlan,
  PopulationPlan,
  ScheduledHalt,
  ScheduledShock,
  SimulationPlan,
} from './simulation-plan.ts';
export type { RunPlace, ShockInstruction, Simulation, SimulationOutputs } from './simulation-types.ts';
