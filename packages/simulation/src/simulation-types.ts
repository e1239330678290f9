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
  /**
   * Runs everything that is due up to and including `timeMs`, or `eventLimit` queue events, whichever is
   * first; says whether it got there. A host that must stay responsive calls it again.
   */
  advanceTo(timeMs: SimulatedMs, eventLimit?: number): boolean;
  /** Applies a command from outside (a person, a bot, an operator) at the current time. */
  submit(command: Command, origin: CommandOrigin): ApplyResult;
  /** Hits the index now. What a person does to a run is in its journal, so it replays. */
  shock(instruction: ShockInstruction): void;
  stateHash(): string;
  /** The account number for the next seat: above every agent's. */
  nextSeatAccountId(): number;
}
