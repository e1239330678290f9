/** Puts the process together: the run, the gateway and the console, on one port. */
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { DataDirectory } from '@spillway/data-directory';
import { createCredentials } from './credentials.ts';
import { type ExchangeLimits, Gateway } from './gateway/gateway.ts';
import { createRequestListener, type Health } from './http/answer-request.ts';
import { answerWhileStarting } from './http/answer-while-starting.ts';
import { readStaticSite, unbuiltSite } from './http/static-site.ts';
import type { FirstRunOptions, TakenUp } from './live/first-run.ts';
import { Observation, type ObservationOptions } from './observability/observation.ts';
import { type OpenedRoom, openRoom, openRoomHere, type Room, type RoomNews } from './rooms/room.ts';
import type { RoomOptions } from './rooms/room-messages.ts';

const CONSOLE_FOLDER = fileURLToPath(new URL('../../console/out/', import.meta.url));
/** A request is a line and some headers; whoever needs longer is not asking. */
const REQUEST_TIMEOUT_MS = 10_000;

const LIMITS: ExchangeLimits = {
  rate: { burst: 200, perSecond: 100 },
  seatsMax: 500,
  connectionsMax: 1_000,
  packetsWaitingMax: 1_000,
};

export interface ExchangeOptions extends FirstRunOptions, ObservationOptions {
  /** 0 picks a free port. */
  readonly port: number;
  /** Loopback when absent. */
  readonly host?: string | undefined;
  /** Grants the run controls; when absent the one of the first start of the data folder, or a random one. */
  readonly adminToken?: string | undefined;
  /** What is kept from one start to the next; nothing when absent: then a run ends with the process. */
  readonly dataFolder?: string | undefined;
  /** Makes another admin token in place of the one of the first start. */
  readonly isNewAdminToken?: boolean | undefined;
  readonly allowedOrigins?: readonly string[] | undefined;
  /** The folder of the built console. */
  readonly siteFolder?: string | undefined;
  readonly limits?: Partial<ExchangeLimits> | undefined;
  /** Grants `/metrics` to whoever has it; without one it is for this machine alone. */
  readonly metricsToken?: string | undefined;
  /** Hears of faults of the server itself; the log when absent. */
  readonly report?: ((error: unknown) => void) | undefined;
}

export interface Exchange {
  /** Such as `http://localhost:4000`. */
  readonly url: string;
  /** Null when it was shown at an earlier start: it is not kept, only how to recognise it. */
  readonly adminToken: string | null;
  /** What was taken up of an earlier process; null for a new run. */
  readonly takenUp: TakenUp | null;
  /** Resolves when nothing more can be kept: the exchange has stopped taking anything and should be ended. */
  readonly failed: Promise<Error>;
  /** What to watch in the scenario that is playing. */
  readonly lookAt: string;
  readonly title: string;
  readonly isConsoleBuilt: boolean;
  /**
   * Takes nothing more and says so, waits until all that was taken is kept and answered, then ends every connection, the run
   * and the process's hold on the port.
   */
  close(): Promise<void>;
}

/**
 * Starts an exchange and waits until it listens. Rejects with a `ScenarioError` when the scenario cannot be
 * used, with a `DataDirectoryError` when what was kept cannot, and with the system's error (such as `EADDRINUSE`) when
 * the port cannot be had.
 */
export async function startExchange(options: ExchangeOptions): Promise<Exchange> {
  const boundHost = options.host ?? '127.0.0.1';
  const originRules = { boundHost, allowedOrigins: options.allowedOrigins ?? [] };
  const observation = await Observation.begin(options);
  const report = options.report ?? observation.report;
  const site = readStaticSite(options.siteFolder ?? CONSOLE_FOLDER);
  const limits = { ...LIMITS, ...options.limits };
  const data = options.dataFolder === undefined ? null : new DataDirectory(options.dataFolder);
  const { adminToken, ...credentials } = createCredentials({
    adminToken: options.adminToken,
    isNewAdminToken: options.isNewAdminToken ?? false,
    data,
  });
  const { watch } = observation;
  const gateway = new Gateway({ ...credentials, originRules, limits, watch, report });
  const httpServer = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS });
  const stopRefusing = answerWhileStarting(httpServer);
  // Before the run: a port that cannot be had is told before a long run is done again.
  await listen(httpServer, options.port, boundHost);
  const { room, takenUp } = await openRoomFor(options, {
    gateway,
    observation,
    seatsMax: limits.seatsMax,
    report,
  });
  let isStopping = false;
  const health = (): Health => {
    const told = healthOf(room, gateway);
    return isStopping ? { ...told, status: 'stopping' } : told;
  };
  stopRefusing();
  httpServer.on(
    'request',
    createRequestListener({
      site: site ?? unbuiltSite(),
      originRules,
      health,
      ready: observation.readiness,
      metrics: observation.follow(room, () => gateway.connectionCount),
      metricsToken: options.metricsToken ?? null,
      report,
    }),
  );
  gateway.attach(httpServer, room);
  return {
    url: urlOf(boundHost, (httpServer.address() as AddressInfo).port),
    adminToken,
    takenUp,
    failed: room.failed,
    lookAt: room.greeting.lookAt,
    title: room.greeting.title,
    isConsoleBuilt: site !== null,
    close: async () => {
      isStopping = true;
      gateway.stop();
      observation.stopping();
      await room.close();
      await gateway.close();
      httpServer.closeAllConnections();
      await observation.close();
    },
  };
}

interface RoomSurroundings {
  readonly gateway: Gateway;
  readonly observation: Observation;
  readonly seatsMax: number;
  readonly report: (error: unknown) => void;
}

function openRoomFor(
  options: ExchangeOptions,
  { gateway, observation, seatsMax, report }: RoomSurroundings,
): Promise<OpenedRoom> {
  const { scenario, seed, speed, isPaused, isNewRun, dataFolder, journalFolder, journalStorage } = options;
  const { isAcknowledgingEarlySoThatDataIsLost } = options;
  const roomOptions: RoomOptions = {
    scenario,
    seed,
    speed,
    isPaused,
    isNewRun,
    dataFolder,
    journalFolder,
    isAcknowledgingEarlySoThatDataIsLost,
    seatsMax,
  };
  const news = (item: RoomNews): void => {
    if (item.kind === 'runState') observation.noteRun(item.state);
    if (item.kind === 'replaced') observation.noteRun(item.greeting.state);
    gateway.tell(item);
  };
  const listeners = { news, report, tracer: observation.tracer };
  return journalStorage === undefined
    ? openRoom(roomOptions, listeners)
    : openRoomHere(roomOptions, listeners, { journalStorage });
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

function healthOf(room: Room, gateway: Gateway): Health {
  const { runId, scenario, seed, phase, simulatedMs, durationMs, haltReason } = room.state;
  return {
    status: haltReason === null ? 'ok' : 'halted',
    haltReason,
    runId,
    scenario,
    seed,
    phase,
    simulatedMs,
    durationMs,
    seats: room.seatCount,
    connections: gateway.connectionCount,
  };
}
