/** Holds the one live run of this process: moves it on by a timer, publishes what happened, replaces it on reset. */
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { AccountId } from '@spillway/protocol';
import type { Frame, RunPhase, RunState } from '@spillway/protocol/wire';
import type { SeatNotice } from '../seats/seat-feed.ts';
import { LiveRun } from './live-run.ts';
import type { LoadedScenario } from './load-scenario.ts';
import { TICK_MS } from './pacing.ts';
import { createRunRecorder, type RunRecorder } from './run-recorder.ts';

/** At most 20 frames a second, and one more whenever an operator acts. */
const FRAME_INTERVAL_MS = 50;
/** At most 10 account states a second. */
const ACCOUNT_INTERVAL_MS = 100;
const RUN_ID_BYTES = 6;

/** Where a host publishes. */
export interface HostListeners {
  readonly frame: (frame: Frame) => void;
  readonly runState: (state: RunState) => void;
  readonly notices: (notices: readonly SeatNotice[]) => void;
  readonly accountsChanged: (accounts: readonly AccountId[]) => void;
  /** Another run took the place of the one before. */
  readonly replaced: (run: LiveRun) => void;
}

export interface RunHostOptions {
  readonly load: (scenario: string, seed: string) => LoadedScenario;
  readonly scenario: string;
  readonly seed: string;
  /** The scenario's own when absent. */
  readonly speed?: number | undefined;
  readonly isPaused: boolean;
  /** Where runs are recorded; nowhere when absent. */
  readonly journalFolder?: string | undefined;
  /** Hears of faults that halted a run or left its record incomplete. */
  readonly report: (error: unknown) => void;
}

export interface ResetChange {
  readonly scenario?: string | undefined;
  readonly seed?: string | undefined;
}

export class RunHost {
  readonly #options: RunHostOptions;
  readonly #listeners: HostListeners;
  #run: LiveRun;
  #recorder: RunRecorder;
  #timer: NodeJS.Timeout | null = null;
  #immediate: NodeJS.Immediate | null = null;
  #lastTickMs = performance.now();
  #lastFrameMs = 0;
  #lastAccountsMs = 0;
  #isClosed = false;
  /** What everybody was told last. */
  #toldPhase: RunPhase;

  constructor(options: RunHostOptions, listeners: HostListeners) {
    this.#options = options;
    this.#listeners = listeners;
    const scenario = options.load(options.scenario, options.seed);
    const phase = options.isPaused ? 'ready' : 'running';
    const { run, recorder } = this.#open(scenario, { phase, speed: options.speed ?? scenario.speed });
    this.#run = run;
    this.#recorder = recorder;
    this.#toldPhase = run.phase;
    this.#schedule(false);
  }

  get run(): LiveRun {
    return this.#run;
  }

  start(): void {
    this.#change(() => this.#run.start());
  }

  pause(): void {
    this.#change(() => this.#run.pause());
  }

  setSpeed(speed: number): void {
    this.#change(() => this.#run.setSpeed(speed));
  }

  async step(byMs: number): Promise<void> {
    const run = this.#run;
    const done = run.step(byMs);
    this.#tellState();
    await done;
    this.#flushNow();
  }

  /**
   * Replaces the run. One that was playing plays again at once, one that stood still is ready; the speed stays
   * unless the scenario changes. Throws what `load` throws, and then nothing has changed.
   */
  reset({ scenario = this.#run.scenario.name, seed = this.#run.scenario.seed }: ResetChange): void {
    const before = this.#run;
    const loaded = this.#options.load(scenario, seed);
    const speed = scenario === before.scenario.name ? before.speed : loaded.speed;
    const phase = before.phase === 'running' ? 'running' : 'ready';
    const { run, recorder } = this.#open(loaded, { phase, speed });
    before.abandon();
    this.#finishRecord(before);
    this.#run = run;
    this.#recorder = recorder;
    this.#toldPhase = run.phase;
    this.#listeners.replaced(run);
  }

  /** Tells everybody what happened since the last time, as far as it is due. */
  publish(): void {
    const nowMs = performance.now();
    const notices = this.#run.seats.takeNotices();
    if (notices.length > 0) this.#listeners.notices(notices);
    if (nowMs - this.#lastFrameMs >= FRAME_INTERVAL_MS) this.#flushNow();
    if (nowMs - this.#lastAccountsMs >= ACCOUNT_INTERVAL_MS) {
      this.#lastAccountsMs = nowMs;
      const changed = this.#run.seats.takeChanged();
      if (changed.length > 0) this.#listeners.accountsChanged(changed);
    }
  }

  /** Stops the clock for good and closes the record. */
  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#immediate !== null) clearImmediate(this.#immediate);
    this.#run.abandon();
    this.#finishRecord(this.#run);
  }

  #open(
    scenario: LoadedScenario,
    { phase, speed }: { readonly phase: 'ready' | 'running'; readonly speed: number },
  ): { readonly run: LiveRun; readonly recorder: RunRecorder } {
    const runId = randomBytes(RUN_ID_BYTES).toString('hex');
    const recorder = createRunRecorder(this.#options.journalFolder, { scenario, runId });
    const clock = (): number => performance.now();
    const run = new LiveRun({ runId, scenario, speed, phase, clock, recorder });
    return { run, recorder };
  }

  /** What an operator changed is seen at once, not a frame later. */
  #change(work: () => void): void {
    work();
    this.#flushNow();
    this.#tellState();
  }

  #flushNow(): void {
    if (!this.#run.hasNews) return;
    this.#lastFrameMs = performance.now();
    this.#listeners.frame(this.#run.flush());
  }

  #tellState(): void {
    this.#toldPhase = this.#run.phase;
    this.#listeners.runState(this.#run.state());
  }

  /** One stretch of work, then the sockets; at once again when the run is behind, else at the next tick. */
  #tick(): void {
    const nowMs = performance.now();
    const elapsedMs = nowMs - this.#lastTickMs;
    this.#lastTickMs = nowMs;
    let isBehind = false;
    try {
      isBehind = this.#run.slice(elapsedMs);
      this.publish();
      // A run also ends by itself: at its time, or when a message broke the market.
      if (this.#run.phase !== this.#toldPhase) this.#phaseChanged();
    } catch (error) {
      // What cannot be published must not go on unseen; the process stays for whoever looks and resets.
      this.#options.report(error);
      this.#run.halt(error);
    }
    this.#schedule(isBehind);
  }

  /** A disk that is full costs the record, not the market. */
  #finishRecord(run: LiveRun): void {
    try {
      this.#recorder.finish(run);
    } catch (error) {
      this.#options.report(error);
    }
  }

  #phaseChanged(): void {
    this.#flushNow();
    this.#tellState();
    if (this.#run.phase === 'finished') this.#finishRecord(this.#run);
  }

  #schedule(isBehind: boolean): void {
    if (this.#isClosed) return;
    if (isBehind) this.#immediate = setImmediate(() => this.#tick());
    else this.#timer = setTimeout(() => this.#tick(), TICK_MS);
  }
}
