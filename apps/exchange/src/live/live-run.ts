/**
 * One run under a human clock: a simulation, its phase and its speed, and what is known of it outside. It has
 * no timer of its own; whoever holds it calls `slice` with the wall time that went by.
 */
import { createRunMetrics, type RunMetrics } from '@spillway/analysis';
import {
  type ApplyResult,
  type Command,
  type CommandOrigin,
  type EngineView,
  type EventSink,
  type JournalRecord,
  type SimulatedMs,
  simulatedMs,
  teeSink,
} from '@spillway/protocol';
import type { Frame, RunPhase, RunState, Snapshot } from '@spillway/protocol/wire';
import {
  createSimulation,
  type RunPlace,
  type ShockInstruction,
  type Simulation,
} from '@spillway/simulation';
import { createSeatFeed, type SeatFeed } from '../seats/seat-feed.ts';
import { createCauseIndex } from './cause-index.ts';
import type { LoadedScenario } from './load-scenario.ts';
import { droppedMs, nextAimMs, SLICE_BUDGET_MS } from './pacing.ts';
import { createPublicFeed, type PublicFeed } from './public-feed.ts';
import { runTotals } from './run-totals.ts';

/** How many events of the simulation's queue are worked off between two looks at the clock. */
const EVENTS_PER_LOOK = 32;

export interface LiveRunOptions {
  readonly runId: string;
  readonly scenario: LoadedScenario;
  readonly speed: number;
  readonly phase: 'ready' | 'running';
  /** Milliseconds of a clock that never goes back. */
  readonly clock: () => number;
  /** Hears every command before it is applied. */
  readonly journal: (record: JournalRecord) => void;
  /** Hears every event, beside those who always do; null for nobody. */
  readonly sink: EventSink | null;
  /** Hears why the run was halted before its time. */
  readonly onHalt?: ((halt: RunHalt) => void) | undefined;
}

/** What is known of a run when it halts. */
export interface RunHalt {
  readonly error: Error;
  readonly simulatedMs: number;
  readonly commands: number;
  /** The latest ones, oldest first; the last of them may be what broke it. */
  readonly lastCommands: readonly JournalRecord[];
}

const LAST_COMMANDS = 1_000;

export class LiveRun {
  readonly runId: string;
  readonly scenario: LoadedScenario;
  readonly seats: SeatFeed;
  readonly metrics: RunMetrics = createRunMetrics();
  readonly #simulation: Simulation;
  readonly #feed: PublicFeed;
  readonly #clock: () => number;
  #phase: RunPhase;
  #speed: number;
  #aimMs = 0;
  #droppedMs = 0;
  #stepTargetMs: number | null = null;
  #stepWaiters: (() => void)[] = [];
  #haltReason: string | null = null;
  readonly #onHalt: (halt: RunHalt) => void;
  /** By place in the order of all, modulo how many are kept. */
  readonly #lastCommands: JournalRecord[] = [];
  #flushedMs = 0;

  constructor(options: LiveRunOptions) {
    this.runId = options.runId;
    this.scenario = options.scenario;
    this.#clock = options.clock;
    this.#speed = options.speed;
    this.#phase = options.phase;
    this.#onHalt = options.onHalt ?? (() => undefined);
    const causes = createCauseIndex();
    this.seats = createSeatFeed(causes);
    // The market is prepared while the simulation is made: there is no book to read until then.
    let engine: EngineView | null = null;
    this.#feed = createPublicFeed({
      runId: options.runId,
      causes,
      book: {
        lastTicks: (instrument) => engine?.lastTicks(instrument) ?? 0,
        bestTicks: (instrument, side) => engine?.bestTicks(instrument, side) ?? 0,
      },
    });
    const sinks = [causes.sink, this.metrics.sink, this.#feed.sink, this.seats.sink];
    this.#simulation = createSimulation(options.scenario.plan, {
      sink: teeSink(options.sink === null ? sinks : [...sinks, options.sink]),
      journal: (record) => {
        this.#lastCommands[(record.sequence - 1) % LAST_COMMANDS] = record;
        options.journal(record);
      },
    });
    engine = this.#simulation.engine;
    this.flush();
  }

  get engine(): EngineView {
    return this.#simulation.engine;
  }

  get nowMs(): SimulatedMs {
    return this.#simulation.nowMs;
  }

  /** Where an input that comes in now comes in. */
  get place(): RunPlace {
    return this.#simulation.place;
  }

  get commandCount(): number {
    return this.#simulation.commandCount;
  }

  get phase(): RunPhase {
    return this.#phase;
  }

  get speed(): number {
    return this.#speed;
  }

  /** Wall time by which the run is behind its pace; a step has none. */
  get lagMs(): number {
    return this.#phase === 'running' ? Math.max(0, this.#aimMs - this.nowMs) / this.#speed : 0;
  }

  /** Wall time that was given up so far, because the machine could not keep up. */
  get droppedMs(): number {
    return this.#droppedMs;
  }

  /** Whether a slice now would do something. */
  get isMoving(): boolean {
    return this.#phase === 'running' || this.#stepTargetMs !== null;
  }

  /** Whether there is something that no frame has said yet. */
  get hasNews(): boolean {
    return this.#feed.hasNews || this.nowMs !== this.#flushedMs;
  }

  state(): RunState {
    const { name, title, seed, startsAt } = this.scenario;
    return {
      runId: this.runId,
      scenario: name,
      title,
      seed,
      phase: this.#phase,
      speed: this.#speed,
      simulatedMs: this.nowMs,
      durationMs: this.#simulation.durationMs,
      startsAt,
      haltReason: this.#haltReason,
    };
  }

  stateHash(): string {
    return this.#simulation.stateHash();
  }

  nextSeatAccountId(): number {
    return this.#simulation.nextSeatAccountId();
  }

  start(): void {
    if (this.#phase === 'finished') return;
    this.#endStep();
    this.#aimMs = this.nowMs;
    this.#phase = 'running';
  }

  pause(): void {
    if (this.#phase === 'finished') return;
    this.#endStep();
    this.#phase = 'paused';
  }

  setSpeed(speed: number): void {
    this.#speed = speed;
  }

  /** Pauses, and goes on by so much, as fast as the machine can. Resolves there, or where something stopped it. */
  async step(byMs: number): Promise<void> {
    if (this.#phase === 'finished') return;
    this.#phase = 'paused';
    const fromMs = this.#stepTargetMs ?? this.nowMs;
    this.#stepTargetMs = Math.min(fromMs + byMs, this.#simulation.durationMs);
    await new Promise<void>((resolve) => this.#stepWaiters.push(resolve));
  }

  /** Hits the index now. A broken market halts the run. */
  shock(instruction: ShockInstruction): void {
    this.#guard(() => this.#simulation.shock(instruction));
  }

  /** Applies a command from outside now; null when the run is over, or when this very command broke it. */
  submit(command: Command, origin: CommandOrigin): ApplyResult | null {
    if (this.#phase === 'finished') return null;
    return this.#guard(() => this.#simulation.submit(command, origin));
  }

  /**
   * Moves on for at most one slice of work. Says whether it is still behind where it should be: then call
   * again as soon as the sockets were looked after.
   */
  slice(elapsedMs: number): boolean {
    if (!this.isMoving) return false;
    const targetMs = this.#stepTargetMs ?? this.#paceTo(elapsedMs);
    const isThere = this.#guard(() => this.#runTo(targetMs)) ?? true;
    if (this.#stepTargetMs !== null && isThere) this.#endStep();
    if (this.#simulation.isFinished) this.#finish(null);
    return !isThere && this.isMoving;
  }

  /** What happened since the last frame, as the next one. */
  flush(): Frame {
    this.#flushedMs = this.nowMs;
    const totals = runTotals(this.metrics, this.engine, this.commandCount);
    return this.#feed.flush({ simulatedMs: this.nowMs, totals });
  }

  snapshot(): Snapshot {
    return this.#feed.snapshot(this.state());
  }

  /** Works off the next event of the simulation; says whether there was one before the end of the run. */
  redoStep(): boolean {
    const { steps } = this.#simulation.place;
    this.#guard(() => this.#simulation.advanceTo(this.#simulation.durationMs, 1));
    return this.#simulation.place.steps > steps;
  }

  /** Goes on, without a look at the clock, to where an input came in before. */
  advanceToPlace(place: RunPlace): void {
    this.#guard(() => this.#simulation.advanceToPlace(place));
  }

  /** Ends the run before its time, because of a fault. */
  halt(error: unknown): void {
    if (this.#haltReason !== null) return;
    const cause = error instanceof Error ? error : new Error(String(error));
    this.#finish(`${cause.name}: ${cause.message}`);
    const lastCommands = this.#lastCommands.toSorted((left, right) => left.sequence - right.sequence);
    this.#onHalt({ error: cause, simulatedMs: this.nowMs, commands: this.commandCount, lastCommands });
  }

  /** Lets go of whoever waits for a step: the run is about to be replaced. */
  abandon(): void {
    this.#finish(this.#haltReason);
  }

  #paceTo(elapsedMs: number): number {
    const { durationMs } = this.#simulation;
    const pace = { nowMs: this.nowMs, aimMs: this.#aimMs, durationMs, speed: this.#speed };
    this.#droppedMs += droppedMs(pace, elapsedMs);
    this.#aimMs = nextAimMs(pace, elapsedMs);
    return Math.floor(this.#aimMs);
  }

  #runTo(targetMs: number): boolean {
    const deadlineMs = this.#clock() + SLICE_BUDGET_MS;
    const target = simulatedMs(targetMs);
    while (!this.#simulation.advanceTo(target, EVENTS_PER_LOOK)) {
      if (this.#clock() >= deadlineMs) return false;
    }
    return true;
  }

  /** A market that breaks its own rules stops for good; the process and everybody's view of it stay. */
  #guard<Value>(work: () => Value): Value | null {
    try {
      return work();
    } catch (error) {
      this.halt(error);
      return null;
    }
  }

  #finish(haltReason: string | null): void {
    this.#haltReason = haltReason;
    this.#phase = 'finished';
    this.#endStep();
  }

  #endStep(): void {
    this.#stepTargetMs = null;
    const waiters = this.#stepWaiters;
    this.#stepWaiters = [];
    for (const resolve of waiters) resolve();
  }
}
