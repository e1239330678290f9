export type { ShockInstruction, Simulation, SimulationOutputs } from './simulation-types.ts';
