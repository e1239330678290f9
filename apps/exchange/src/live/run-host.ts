/** Holds the one live run of this process: moves it on by a timer, publishes what happened, replaces it on reset. */
import { performance } from 'node:perf_hooks';
import type { InputRequest } from '@spillway/data-directory';
import type { AccountId } from '@spillway/protocol';
import type { Answer, Frame, RunPhase, RunState } from '@spillway/protocol/wire';
import type { JournalFigures } from '../observability/journal-watch.ts';
import type { SeatNotice } from '../seats/seat-feed.ts';
import type { SeatRegistry } from '../seats/seat-registry.ts';
import type { LiveRun } from './live-run.ts';
import type { LoadedScenario } from './load-scenario.ts';
import { TICK_MS } from './pacing.ts';
import type { HostedRun, RunStore } from './run-store.ts';

/** At most 20 frames a second, and one more whenever an operator acts. */
const FRAME_INTERVAL_MS = 50;
/** At most 10 account states a second. */
const ACCOUNT_INTERVAL_MS = 100;

/** Where a host publishes. */
export interface HostListeners {
  readonly frame: (frame: Frame) => void;
  readonly runState: (state: RunState) => void;
  readonly notices: (notices: readonly SeatNotice[]) => void;
  readonly accountsChanged: (accounts: readonly AccountId[]) => void;
}

export interface RunHostOptions {
  readonly load: (scenario: string, seed: string) => LoadedScenario;
  readonly store: RunStore;
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
  #hosted: HostedRun;
  #timer: NodeJS.Timeout | null = null;
  #immediate: NodeJS.Immediate | null = null;
  #lastTickMs = performance.now();
  #lastFrameMs = 0;
  #lastAccountsMs = 0;
  #isClosed = false;
  #lastReset: Promise<void> = Promise.resolve();
  /** What everybody was told last. */
  #toldPhase: RunPhase;

  /** @param first - the run to begin with */
  constructor(options: RunHostOptions, first: HostedRun, listeners: HostListeners) {
    this.#options = options;
    this.#listeners = listeners;
    this.#hosted = first;
    this.#toldPhase = first.run.phase;
    this.#schedule(false);
  }

  get run(): LiveRun {
    return this.#hosted.run;
  }

  get seats(): SeatRegistry {
    return this.#hosted.desk.seats;
  }

  /** Does what somebody asks for; answers as before when it was asked before. */
  take(request: InputRequest): Answer<unknown> {
    const answer = this.#hosted.desk.take(request);
    const { kind } = request.action;
    if (kind !== 'phase' && kind !== 'speed') return answer;
    // What an operator changed is seen at once, not a frame later.
    this.#flushNow();
    this.#tellState();
    return answer;
  }

  /** Does some work once all that happened so far would survive a crash; never when it cannot be kept. */
  afterDurable(work: () => void): void {
    this.#hosted.log.afterDurable(work);
  }

  /** How the writing of the run goes; null where nothing is kept. */
  journalFigures(): JournalFigures | null {
    return this.#hosted.log.figures();
  }

  async step(byMs: number): Promise<void> {
    const { run } = this;
    if (run.phase !== 'paused') this.#pause();
    const done = run.step(byMs);
    this.#tellState();
    await done;
    this.#flushNow();
  }

  /**
   * Replaces the run. One that was playing plays again at once, one that stood still is ready; the speed stays
   * unless the scenario changes. Rejects with what `load` throws, and then nothing has changed.
   */
  async reset(change: ResetChange): Promise<void> {
    // One after the other: each replaces the run that the one before it put there.
    const reset = this.#lastReset.then(() => this.#reset(change));
    this.#lastReset = reset.catch(() => undefined);
    await reset;
  }

  /** Tells everybody what happened since the last time, as far as it is due. */
  publish(): void {
    const nowMs = performance.now();
    const notices = this.run.seats.takeNotices();
    if (notices.length > 0) this.#listeners.notices(notices);
    if (nowMs - this.#lastFrameMs >= FRAME_INTERVAL_MS) this.#flushNow();
    if (nowMs - this.#lastAccountsMs >= ACCOUNT_INTERVAL_MS) {
      this.#lastAccountsMs = nowMs;
      const changed = this.run.seats.takeChanged();
      if (changed.length > 0) this.#listeners.accountsChanged(changed);
    }
  }

  /** The log can keep nothing more: the market must not go on where nothing is kept. */
  fail(error: Error): void {
    this.#options.report(error);
    this.run.halt(error);
  }

  /** Stops the clock for good and closes the record. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#immediate !== null) clearImmediate(this.#immediate);
    this.run.abandon();
    this.#finishRecord(this.#hosted);
    await this.#hosted.log.close();
  }

  async #reset({
    scenario = this.run.scenario.name,
    seed = this.run.scenario.seed,
  }: ResetChange): Promise<void> {
    const loaded = this.#options.load(scenario, seed);
    const { run } = this;
    const speed = scenario === run.scenario.name ? run.speed : loaded.speed;
    const phase = run.phase === 'running' ? 'running' : 'ready';
    const next = await this.#options.store.found(loaded, { phase, speed });
    const before = this.#hosted;
    before.run.abandon();
    this.#hosted = next;
    this.#toldPhase = next.run.phase;
    this.#finishRecord(before);
    await before.log.close();
  }

  #pause(): void {
    this.take({ actor: 'operator', requestId: null, action: { kind: 'phase', phase: 'paused' } });
  }

  #flushNow(): void {
    if (!this.run.hasNews) return;
    this.#lastFrameMs = performance.now();
    this.#listeners.frame(this.run.flush());
  }

  #tellState(): void {
    this.#toldPhase = this.run.phase;
    this.#listeners.runState(this.run.state());
  }

  /** One stretch of work, then the sockets; at once again when the run is behind, else at the next tick. */
  #tick(): void {
    const nowMs = performance.now();
    const elapsedMs = nowMs - this.#lastTickMs;
    this.#lastTickMs = nowMs;
    let isBehind = false;
    try {
      isBehind = this.run.slice(elapsedMs);
      this.#hosted.log.checkpoint(this.run);
      this.publish();
      // A run also ends by itself: at its time, or when a message broke the market.
      if (this.run.phase !== this.#toldPhase) this.#phaseChanged();
    } catch (error) {
      // What cannot be published must not go on unseen; the process stays for whoever looks and resets.
      this.#options.report(error);
      this.run.halt(error);
    }
    this.#schedule(isBehind);
  }

  /** A disk that is full costs the record, not the market. */
  #finishRecord({ run, recorder }: HostedRun): void {
    try {
      recorder.finish(run);
    } catch (error) {
      this.#options.report(error);
    }
  }

  #phaseChanged(): void {
    this.#flushNow();
    this.#tellState();
    if (this.run.phase === 'finished') this.#finishRecord(this.#hosted);
  }

  #schedule(isBehind: boolean): void {
    if (this.#isClosed) return;
    if (isBehind) this.#immediate = setImmediate(() => this.#tick());
    else this.#timer = setTimeout(() => this.#tick(), TICK_MS);
  }
}
