import type { RunState } from '@spillway/protocol/wire';
import type { Logger } from 'pino';
import type { Readiness } from '../http/answer-request.ts';
import type { Room } from '../rooms/room.ts';
import type { CommandTracer } from './command-trace.ts';
import { GatewayWatch } from './gateway-watch.ts';
import { SILENT } from './logger.ts';
import { MetricsPage } from './metrics-page.ts';
import { RunWatch } from './run-watch.ts';
import { ThreadWatch } from './thread-watch.ts';
import { Traffic } from './traffic.ts';

export interface ObservationOptions {
  /** Nobody when absent. */
  readonly logger?: Logger | undefined;
  /** An OTLP collector, such as `http://localhost:4318`; nothing is traced, nor loaded for it, when absent. */
  readonly tracesEndpoint?: string | undefined;
}

/** All that watches one exchange: its log, its figures, its traces. */
export class Observation {
  readonly logger: Logger;
  readonly watch: GatewayWatch;
  readonly tracer: CommandTracer | null;
  readonly #traffic = new Traffic();
  readonly #thread = new ThreadWatch();
  readonly #run: RunWatch;
  #readiness: Readiness = 'ready';

  private constructor(logger: Logger, tracer: CommandTracer | null) {
    this.logger = logger;
    this.tracer = tracer;
    this.watch = new GatewayWatch({ traffic: this.#traffic, logger, tracer });
    this.#run = new RunWatch(logger);
  }

  static async begin({ logger = SILENT, tracesEndpoint }: ObservationOptions): Promise<Observation> {
    if (tracesEndpoint === undefined) return new Observation(logger, null);
    const { createOtlpTracer } = await import('./otlp-tracer.ts');
    return new Observation(logger, createOtlpTracer(tracesEndpoint));
  }

  /** Whether messages sent now would be answered. */
  readonly readiness = (): Readiness => this.#readiness;

  /** Logs a fault of the server itself. */
  readonly report = (error: unknown): void => {
    if (error instanceof Error) this.logger.error({ err: error }, 'fault');
    else this.logger.error({ fault: String(error) }, 'fault');
  };

  noteRun(state: RunState): void {
    this.#run.note(state);
  }

  /** Follows a room from its opening on; returns the page of its figures. */
  follow(room: Room, connections: () => number): MetricsPage {
    this.noteRun(room.state);
    void room.failed.then((failure) => {
      if (this.#readiness === 'ready') this.#readiness = 'failed';
      this.logger.fatal({ reason: failure.message }, 'nothing more can be kept');
    });
    return new MetricsPage({
      traffic: this.#traffic,
      thread: this.#thread,
      connections,
      seats: () => room.seatCount,
      greeting: () => room.greeting,
      askRoom: () => room.ask('figures', null),
      isFailed: () => this.#readiness === 'failed',
    });
  }

  stopping(): void {
    this.#readiness = 'stopping';
  }

  async close(): Promise<void> {
    this.#thread.close();
    await this.tracer?.close();
  }
}
