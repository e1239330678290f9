import type {
  ApplyResult,
  Command,
  CommandOrigin,
  EngineView,
  EventSink,
  InstrumentId,
  JournalRecord,
  SimulatedMs,
} from '@spillway/protocol';

/** A sudden move of the index, from outside the market. */
export interface ShockInstruction {
  /** Null hits every instrument. */
  readonly instrumentId: InstrumentId | null;
  /** Relative move in parts per million: −50,000 is −5 %. */
  readonly movePpm: number;
  readonly label: string;
}

/** A moment of a run, told apart from every other: how much was worked off, and what the clock showed. */
export interface RunPlace {
  /** Events of the simulation's own queue that were worked off. */
  readonly steps: number;
  readonly timeMs: SimulatedMs;
}

/** Where a simulation reports to. */
export interface SimulationOutputs {
  /** Receives every event of the engine. */
  readonly sink: EventSink;
  /** Receives every command that was applied, refused ones included, before it is applied. */
  readonly journal: (record: JournalRecord) => void;
}

/** A run in progress: an engine, its agents and its drivers under one virtual clock. */
export interface Simulation {
  readonly engine: EngineView;
  readonly nowMs: SimulatedMs;
  readonly durationMs: SimulatedMs;
  readonly isFinished: boolean;
  /** Commands applied so far. */
  readonly commandCount: number;
  /** Where it stands: what comes in now comes in here. */
  readonly place: RunPlace;
  /**
   * Runs everything that is due up to and including `timeMs`, or `eventLimit` queue events, whichever is
   * first; says whether it got there. A host that must stay responsive calls it again.
   */
  advanceTo(timeMs: SimulatedMs, eventLimit?: number): boolean;
  /**
   * Goes on to a place where an earlier run of the same plan stood, so that what came in there can come in again. Throws
   * a `RangeError` for a place that this run has passed, or will never come to.
   */
  advanceToPlace(place: RunPlace): void;
  /** Applies a command from outside (a person, a bot, an operator) at the current time. */
  submit(command: Command, origin: CommandOrigin): ApplyResult;
  /** Hits the index now. What a person does to a run is in its journal, so it replays. */
  shock(instruction: ShockInstruction): void;
  stateHash(): string;
  /** The account number for the next seat: above every agent's. */
  nextSeatAccountId(): number;
}
