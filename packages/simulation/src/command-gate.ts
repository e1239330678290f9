import type {
  ApplyResult,
  Command,
  CommandOrigin,
  Engine,
  JournalRecord,
  SimulatedMs,
} from '@spillway/protocol';

/** The only way into the engine: writes every command down, then applies it. */
export class CommandGate {
  readonly #engine: Engine;
  readonly #journal: (record: JournalRecord) => void;
  #count = 0;

  constructor(engine: Engine, journal: (record: JournalRecord) => void) {
    this.#engine = engine;
    this.#journal = journal;
  }

  /** Commands applied so far, refused ones included. */
  get count(): number {
    return this.#count;
  }

  apply(command: Command, origin: CommandOrigin): ApplyResult {
    this.#count += 1;
    this.#journal({ sequence: this.#count, origin, command });
    return this.#engine.apply(command);
  }

  /** Applies what somebody sent without knowing the time: it gets the current one. */
  applyAt(timeMs: SimulatedMs, command: Command, origin: CommandOrigin): ApplyResult {
    return this.apply({ ...command, timeMs }, origin);
  }
}
