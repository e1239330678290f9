import {
  type BenchmarkRow,
  expectOutcome,
  type Measurement,
  median,
  type RunOptions,
  scaled,
  tellProgress,
} from '@spillway/bench-kit';
import { openSockets } from '../load/seats.ts';
import type { WireSocket } from '../load/wire-socket.ts';
import type { ServerProcess } from '../server/server-process.ts';
import { type Servers, scaledMs, withServers } from './servers.ts';

const SUBSCRIBERS = 1_000;
const WATCH_MS = 5_000;
const SETTLE_MS = 300;
const RATIO_PERCENT_MIN = 90;

/** What sending to all cost, and what came. */
interface Watched {
  readonly cpuNs: number;
  readonly wallMs: number;
  readonly deliveries: number;
  /** The frames, as one of the subscribers got them. */
  readonly frames: readonly string[];
}

interface Round {
  /** Processor time of one delivery, without what the server does when nobody listens. */
  readonly ours: number;
  /** The same with it. */
  readonly oursWithMarket: number;
  readonly bare: number;
  readonly watched: Watched;
}

const FRAME_START = '["frame",';
const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

async function watch(
  server: ServerProcess,
  subscribers: readonly WireSocket[],
  during: () => Promise<unknown>,
): Promise<Watched> {
  let deliveries = 0;
  const frames: string[] = [];
  for (const [index, socket] of subscribers.entries()) {
    socket.onEvent = (text) => {
      if (!text.startsWith(FRAME_START)) return;
      deliveries += 1;
      if (index === 0) frames.push(text.slice(FRAME_START.length, -1));
    };
  }
  const [startedMs, before] = [performance.now(), await server.usage()];
  await during();
  const cpuNs = (await server.usage()).cpuNs - before.cpuNs;
  const wallMs = performance.now() - startedMs;
  // What was sent last is still on its way.
  await wait(SETTLE_MS);
  expectOutcome(
    'subscribers that are still connected',
    subscribers.filter(({ isOpen }) => isOpen).length,
    subscribers.length,
  );
  return { cpuNs, wallMs, deliveries, frames };
}

/** The exchange's frames to so many, and then the same bytes at the same pace from a bare server. */
async function runRound({ exchange, echo }: Servers, options: RunOptions): Promise<Round> {
  const count = Math.max(2, scaled(SUBSCRIBERS, options));
  const watchMs = scaledMs(WATCH_MS, options);
  const quiet = await watch(exchange, [], () => wait(watchMs));
  const subscribers = await openSockets(exchange.url, count);
  // Whoever connects is greeted; that is no fan-out.
  await wait(SETTLE_MS);
  const watched = await watch(exchange, subscribers, () => wait(watchMs));
  for (const socket of subscribers) socket.close();

  const frames = watched.frames.map((frame) => JSON.parse(frame) as unknown);
  const listeners = await openSockets(echo.url, count);
  await wait(SETTLE_MS);
  const intervalMs = watched.wallMs / Math.max(1, frames.length);
  const bare = await watch(echo, listeners, () => echo.broadcast({ frames, intervalMs }));
  for (const socket of listeners) socket.close();
  expectOutcome('frames of the bare server', bare.frames, watched.frames);
  expectOutcome('deliveries of the bare server', bare.deliveries, frames.length * count);
  const quietNs = (quiet.cpuNs / quiet.wallMs) * watched.wallMs;
  return {
    ours: (watched.cpuNs - quietNs) / watched.deliveries,
    oursWithMarket: watched.cpuNs / watched.deliveries,
    bare: bare.cpuNs / bare.deliveries,
    watched,
  };
}

function measurementOf(rounds: readonly Round[]): Measurement {
  const [ours, bare] = [median(rounds.map((round) => round.ours)), median(rounds.map((round) => round.bare))];
  const frames = rounds.flatMap(({ watched }) => watched.frames);
  const bytes = frames.reduce((sum, frame) => sum + frame.length, 0) / Math.max(1, frames.length);
  return {
    what: `delivery of a frame to one of ${SUBSCRIBERS.toLocaleString('en')}`,
    operations: rounds.reduce((sum, { watched }) => sum + watched.deliveries, 0),
    cpuNs: ours,
    wallNs: null,
    against: { name: 'io.emit', cpuNs: bare },
    judgement: { value: (100 * bare) / ours, unit: '%', bound: 'at least', target: RATIO_PERCENT_MIN },
    notes: [
      `${Math.round(bytes)} bytes a frame, ${(frames.length / rounds.reduce((sum, { watched }) => sum + watched.wallMs / 1_000, 0)).toFixed(1)} frames a second; what the market costs when nobody watches is taken off, and with it a delivery takes ${(median(rounds.map((round) => round.oursWithMarket)) / 1_000).toFixed(1)} µs`,
      `rounds: ${rounds.map((round) => `${((100 * round.bare) / round.ours).toFixed(0)} %`).join(', ')}`,
    ],
  };
}

export const fanOut: BenchmarkRow = {
  name: 'fan-out',
  description: 'frames to 1,000 subscribers, against a bare io.emit of equal bytes at the same pace',
  run: (options) =>
    withServers({ dataFolder: null, isPaused: false }, async (servers) => {
      const rounds: Round[] = [];
      for (let round = 0; round < options.rounds; round += 1) {
        tellProgress(`round ${round + 1}`);
        rounds.push(await runRound(servers, options));
      }
      return [measurementOf(rounds)];
    }),
};
