/** Everything a run is made of, resolved: plain data, so that it can be printed in a manifest. */
import type {
  HedgerParameters,
  HolderParameters,
  IndexArbitrageurParameters,
  MarketMakerParameters,
  MomentumTraderParameters,
  NoiseTraderParameters,
} from '@spillway/agents';
import type {
  InstrumentId,
  InstrumentSpecification,
  MarketRules,
  QuoteMicros,
  SimulatedMs,
} from '@spillway/protocol';
import type { DiffusionPhase, IndexPathPlan, JumpPlan } from './index-paths/index-path-plan.ts';

export interface InstrumentPlan {
  readonly specification: InstrumentSpecification;
  readonly indexPath: IndexPathPlan;
  /** Relative frequency of holders' positions in this instrument. */
  readonly holderWeight: number;
  /** Multiplies every notional of makers, arbitrageurs, momentum and noise traders. */
  readonly activityScale: number;
}

/** Something that happens at a known time of the scenario. */
export interface ScheduledShock {
  readonly label: string;
  readonly timeMs: SimulatedMs;
  /** How long moves of the mark are put down to it. */
  readonly lastsMs: number;
  /** An index move at that moment, on top of the path, as a fraction; 0 when the path itself holds the move. */
  readonly moveFraction: number;
}

/** Trading stands still from a known time on. */
export interface ScheduledHalt {
  /** Null halts the whole market. */
  readonly instrumentId: InstrumentId | null;
  readonly timeMs: SimulatedMs;
  /** When it resumes; 0 when it does not within the run. */
  readonly untilMs: SimulatedMs;
}

/** Agents of one strategy, so many for each instrument, each with the same money. */
interface AgentGroupBase {
  /** The agents are called `<name>-<symbol>-<number>`. */
  readonly name: string;
  readonly countPerInstrument: number;
  readonly depositMicros: QuoteMicros;
}
export type AgentGroup = AgentGroupBase &
  (
    | { readonly kind: 'market-maker'; readonly parameters: MarketMakerParameters }
    | { readonly kind: 'index-arbitrageur'; readonly parameters: IndexArbitrageurParameters }
    | { readonly kind: 'momentum-trader'; readonly parameters: MomentumTraderParameters }
    | { readonly kind: 'noise-trader'; readonly parameters: NoiseTraderParameters }
  );

export interface PopulationPlan {
  readonly holders: HolderParameters;
  readonly hedgers: HedgerParameters;
  readonly groups: readonly AgentGroup[];
}

/** How long a decision travels to the market: a base plus an exponential part, drawn for every decision. */
export interface LatencyPlan {
  readonly baseMs: number;
  readonly jitterMeanMs: number;
}

export interface SimulationPlan {
  readonly seed: string;
  readonly durationMs: SimulatedMs;
  readonly rules: MarketRules;
  /** What the insurance fund starts with. */
  readonly insuranceFundMicros: QuoteMicros;
  readonly instruments: readonly InstrumentPlan[];
  readonly correlation: readonly (readonly number[])[];
  readonly phases: readonly DiffusionPhase[];
  readonly jumps: JumpPlan | null;
  readonly shockHalfLifeMs: number | null;
  readonly markIntervalMs: number;
  readonly latency: LatencyPlan;
  readonly shocks: readonly ScheduledShock[];
  readonly halts: readonly ScheduledHalt[];
  readonly population: PopulationPlan;
}
