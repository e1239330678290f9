import { type ConnectionStatus, connectSpillway, type SpillwayClient } from '@spillway/client';
import type { ResetRequest, RunState, ShockRequest } from '@spillway/protocol/wire';
import { RunReplica } from '../market-data/run-replica.ts';
import { connectionState } from './connection-state.ts';
import { DrawLoop } from './draw-loop.ts';
import { EMPTY_VIEW, type LiveView, readLiveView } from './live-view.ts';

/** Ten times a second is as fast as anybody reads figures. */
const VIEW_INTERVAL_MS = 100;

export interface RunControls {
  readonly start: () => Promise<RunState>;
  readonly pause: () => Promise<RunState>;
  readonly step: (simulatedMs: number) => Promise<RunState>;
  readonly setSpeed: (speed: number) => Promise<RunState>;
  readonly shock: (request: ShockRequest) => Promise<RunState>;
  readonly reset: (request: ResetRequest) => Promise<RunState>;
}

/**
 * One page's connection to the exchange. Frames go straight into the replica, which charts draw from as often
 * as the screen is refreshed; `view` is made anew at most ten times a second, and React sees nothing else.
 */
export class LiveSession {
  readonly replica = new RunReplica();
  readonly drawLoop = new DrawLoop();
  readonly #listeners = new Set<() => void>();
  #client: SpillwayClient | null = null;
  #view: LiveView = EMPTY_VIEW;
  #viewVersion = -1;
  #status: ConnectionStatus = 'connecting';
  #reason = '';
  #lastFrameAt = 0;

  get view(): LiveView {
    return this.#view;
  }

  get controls(): RunControls {
    const client = this.#client;
    if (client === null) throw new Error('There is no connection to the exchange yet.');
    return client;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Connects, and stays connected until the function that it returns is called. */
  open({ url, adminToken }: { readonly url: string; readonly adminToken: string | null }): () => void {
    const client = connectSpillway({ url, adminToken: adminToken ?? undefined });
    this.#client = client;
    client.on('connection', ({ status, reason }) => {
      this.#status = status;
      this.#reason = reason;
    });
    client.on('hello', (hello) => this.replica.greet(hello));
    client.on('runState', (run) => this.replica.updateRun(run));
    client.on('snapshot', (snapshot) => {
      this.#lastFrameAt = performance.now();
      this.replica.restore(snapshot);
    });
    client.on('frame', (frame) => {
      this.#lastFrameAt = performance.now();
      this.replica.apply(frame);
    });
    const timer = setInterval(() => this.#refresh(), VIEW_INTERVAL_MS);
    return () => {
      clearInterval(timer);
      client.close();
      this.#client = null;
    };
  }

  #refresh(): void {
    const connection = connectionState({
      status: this.#status,
      reason: this.#reason,
      isRunning: this.replica.run?.phase === 'running',
      silentMs: performance.now() - this.#lastFrameAt,
    });
    const before = this.#view.connection;
    const isSameConnection =
      connection.kind === before.kind &&
      (connection.kind !== 'stale' || before.kind !== 'stale' || connection.seconds === before.seconds);
    if (isSameConnection && this.replica.version === this.#viewVersion) return;
    this.#viewVersion = this.replica.version;
    this.#view = readLiveView(this.replica, isSameConnection ? before : connection);
    for (const listener of this.#listeners) listener();
  }
}
