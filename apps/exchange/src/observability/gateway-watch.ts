/** What the gateway tells of its connections: counted for `/metrics`, written to the log, followed by the tracer. */
import { performance } from 'node:perf_hooks';
import type { Answer } from '@spillway/protocol/wire';
import type { Logger } from 'pino';
import type { CommandTrace, CommandTracer } from './command-trace.ts';
import { LineSampler } from './line-sampler.ts';
import type { Traffic } from './traffic.ts';

/** Messages that only an operator may send; what is in them is no secret. */
const OPERATOR_MESSAGES = new Set(['runStart', 'runPause', 'runStep', 'runSpeed', 'runShock', 'runReset']);
/** Refusals are logged like this; all are counted. */
const REFUSAL_LINES = { burst: 20, perSecond: 2 };

export interface GatewayWatchOptions {
  readonly traffic: Traffic;
  readonly logger: Logger;
  /** Null when nobody traces. */
  readonly tracer: CommandTracer | null;
}

/** Who is at the other end. */
export interface ConnectionFacts {
  readonly address: string;
  readonly isAdmin: boolean;
  /** The name of his seat; null before he has one. */
  readonly seat: () => string | null;
}

/** A message that was received. */
export interface ReceivedMessage {
  /** One of the interface, or `unknown`. */
  readonly name: string;
  /** What was in it; undefined before that is understood. */
  readonly request: unknown;
  readonly tookMs: number;
}

export class GatewayWatch {
  readonly traffic: Traffic;
  readonly logger: Logger;
  readonly tracer: CommandTracer | null;
  readonly refusals = new LineSampler(REFUSAL_LINES, () => performance.now());
  readonly #unwelcome = new LineSampler(REFUSAL_LINES, () => performance.now());
  #connections = 0;

  constructor({ traffic, logger, tracer }: GatewayWatchOptions) {
    this.traffic = traffic;
    this.logger = logger;
    this.tracer = tracer;
  }

  connectionRefused(reason: string, address: string | undefined): void {
    this.traffic.refusedConnections.add(reason);
    const omitted = this.#unwelcome.take();
    if (omitted !== null) this.logger.warn({ reason, address, omitted }, 'connection refused');
  }

  connected(facts: ConnectionFacts): ConnectionWatch {
    this.#connections += 1;
    this.traffic.opened += 1;
    return new ConnectionWatch(this, { ...facts, connection: this.#connections });
  }
}

/** One connection. Its number in the log is its own: what Socket.IO calls it could be misused. */
export class ConnectionWatch {
  readonly #watch: GatewayWatch;
  readonly #facts: ConnectionFacts & { readonly connection: number };
  readonly #sinceMs = performance.now();
  #messages = 0;
  #cause: string | null = null;

  constructor(watch: GatewayWatch, facts: ConnectionFacts & { readonly connection: number }) {
    this.#watch = watch;
    this.#facts = facts;
    const { connection, address, isAdmin } = facts;
    watch.logger.info({ connection, address, isAdmin, seat: facts.seat() }, 'connected');
  }

  /** Begins to follow a message; null when nobody traces. */
  trace(message: string): CommandTrace | null {
    return this.#watch.tracer?.begin(message) ?? null;
  }

  answered({ name, request, tookMs }: ReceivedMessage, answer: Answer<unknown>): void {
    const { traffic, logger } = this.#watch;
    const code = answer.ok ? 'OK' : answer.code;
    this.#messages += 1;
    traffic.answered(name, code, tookMs);
    if (OPERATOR_MESSAGES.has(name)) {
      const { connection, isAdmin } = this.#facts;
      logger.info({ connection, isAdmin, message: name, code, request }, 'operator');
    } else if (!answer.ok) {
      this.#logRefusal(name, code);
    }
  }

  expelled(): void {
    if (this.#cause === null) this.#watch.traffic.expelled += 1;
    this.#cause = 'expelled';
  }

  slow(packetsWaiting: number): void {
    if (this.#cause === null) {
      this.#watch.traffic.slowDropped += 1;
      this.#watch.logger.warn({ ...this.#who(), packetsWaiting }, 'slow consumer dropped');
    }
    this.#cause = 'slow consumer';
  }

  ended(socketReason: string): void {
    const reason = this.#cause ?? socketReason;
    const seconds = Math.round((performance.now() - this.#sinceMs) / 1_000);
    this.#watch.traffic.disconnections.add(reason);
    this.#watch.logger.info({ ...this.#who(), reason, seconds, messages: this.#messages }, 'disconnected');
  }

  /** Not the words of the refusal: they may repeat what was sent, and that may be a secret in the wrong place. */
  #logRefusal(message: string, code: string): void {
    const omitted = this.#watch.refusals.take();
    if (omitted !== null) this.#watch.logger.info({ ...this.#who(), message, code, omitted }, 'refused');
  }

  #who(): { readonly connection: number; readonly seat: string | null } {
    return { connection: this.#facts.connection, seat: this.#facts.seat() };
  }
}
