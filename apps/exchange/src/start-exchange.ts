/** Puts the process together: the run, the gateway and the console, on one port. */
import { randomBytes } from 'node:crypto';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type ExchangeLimits, Gateway } from './gateway/gateway.ts';
import { createRequestListener, type Health } from './http/answer-request.ts';
import { readStaticSite, unbuiltSite } from './http/static-site.ts';
import { createScenarioLoader } from './live/load-scenario.ts';
import { RunHost } from './live/run-host.ts';
import { createMemoryRunStore } from './live/run-store.ts';
import { createSeatTokenMaker } from './seats/seat-tokens.ts';

const ADMIN_TOKEN_BYTES = 24;
const SECRET_BYTES = 32;
const CONSOLE_FOLDER = fileURLToPath(new URL('../../console/out/', import.meta.url));
/** A request is a line and some headers; whoever needs longer is not asking. */
const REQUEST_TIMEOUT_MS = 10_000;

const LIMITS: ExchangeLimits = {
  rate: { burst: 200, perSecond: 100 },
  seatsMax: 500,
  connectionsMax: 1_000,
  packetsWaitingMax: 1_000,
};

export interface ExchangeOptions {
  /** A name of the catalogue or a scenario file. */
  readonly scenario: string;
  readonly seed: string;
  /** Simulated milliseconds a wall millisecond; the scenario's own when absent. */
  readonly speed?: number | undefined;
  readonly isPaused?: boolean | undefined;
  /** 0 picks a free port. */
  readonly port: number;
  /** Loopback when absent. */
  readonly host?: string | undefined;
  /** Grants the run controls; a random one when absent. */
  readonly adminToken?: string | undefined;
  /** Where runs are recorded; nowhere when absent. */
  readonly journalFolder?: string | undefined;
  readonly allowedOrigins?: readonly string[] | undefined;
  /** The folder of the built console. */
  readonly siteFolder?: string | undefined;
  readonly limits?: Partial<ExchangeLimits> | undefined;
  /** Hears of faults of the server itself. */
  readonly report?: ((error: unknown) => void) | undefined;
}

export interface Exchange {
  /** Such as `http://localhost:4000`. */
  readonly url: string;
  readonly adminToken: string;
  /** What to watch in the scenario that is playing. */
  readonly lookAt: string;
  readonly title: string;
  readonly isConsoleBuilt: boolean;
  /** Ends every connection, the run and the process's hold on the port. */
  close(): Promise<void>;
}

/**
 * Starts an exchange and waits until it listens. Rejects with a `ScenarioError` when the scenario cannot be
 * used, and with the system's error (such as `EADDRINUSE`) when the port cannot be had.
 */
export async function startExchange(options: ExchangeOptions): Promise<Exchange> {
  const boundHost = options.host ?? '127.0.0.1';
  const adminToken = options.adminToken ?? randomBytes(ADMIN_TOKEN_BYTES).toString('base64url');
  const originRules = { boundHost, allowedOrigins: options.allowedOrigins ?? [] };
  const report = options.report ?? (() => undefined);
  const site = readStaticSite(options.siteFolder ?? CONSOLE_FOLDER);
  const limits = { ...LIMITS, ...options.limits };
  const seatTokens = createSeatTokenMaker(randomBytes(SECRET_BYTES));
  const gateway = new Gateway({ adminToken, seatTokens, originRules, limits, report });
  const load = createScenarioLoader(options.scenario);
  const httpServer = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS });
  await listen(httpServer, options.port, boundHost);
  const store = createMemoryRunStore({ seatsMax: limits.seatsMax, journalFolder: options.journalFolder });
  const scenario = load(options.scenario, options.seed);
  const phase = options.isPaused === true ? 'ready' : 'running';
  const first = await store.found(scenario, { phase, speed: options.speed ?? scenario.speed });
  const host = new RunHost({ load, store, report }, first, gateway.listeners);
  const health = (): Health => healthOf(host, gateway);
  httpServer.on('request', createRequestListener({ site: site ?? unbuiltSite(), originRules, health }));
  gateway.attach(httpServer, host);
  return {
    url: urlOf(boundHost, (httpServer.address() as AddressInfo).port),
    adminToken,
    lookAt: host.run.scenario.lookAt,
    title: host.run.scenario.title,
    isConsoleBuilt: site !== null,
    close: async () => {
      await host.close();
      await gateway.close();
      httpServer.closeAllConnections();
    },
  };
}

function listen(httpServer: HttpServer, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    httpServer.once('error', reject);
    httpServer.listen(port, host, () => {
      httpServer.off('error', reject);
      resolve();
    });
  });
}

function urlOf(host: string, port: number): string {
  const isLoopback = host === '127.0.0.1' || host === '::1' || host === 'localhost';
  const name = host.includes(':') ? `[${host}]` : host;
  return `http://${isLoopback ? 'localhost' : name}:${port}`;
}

function healthOf(host: RunHost, gateway: Gateway): Health {
  const { runId, scenario, seed, phase, simulatedMs, durationMs, haltReason } = host.run.state();
  return {
    status: haltReason === null ? 'ok' : 'halted',
    haltReason,
    runId,
    scenario,
    seed,
    phase,
    simulatedMs,
    durationMs,
    seats: host.seats.count,
    connections: gateway.connectionCount,
  };
}
