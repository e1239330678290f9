import {
  type BenchmarkRow,
  type Measurement,
  median,
  type RunOptions,
  scaled,
  tellProgress,
} from '@spillway/bench-kit';
import { closedLoop, openLoop } from '../load/load.ts';
import { latencyText, type MeasuredLoad, measureLoad, p99Of } from '../load/measured-load.ts';
import { singleOrders } from '../load/order-stream.ts';
import { type LoadSeat, openSeats, openStrangers } from '../load/seats.ts';
import { diskNotes } from '../machine.ts';
import type { ServerProcess } from '../server/server-process.ts';
import {
  costOf,
  machineNote,
  ordersOf,
  rateText,
  type Servers,
  scaledMs,
  withDurableServers,
} from './servers.ts';

const SOCKETS = 50;
const WARM_UP_MS = 4_000;
/** Requests of one socket under way: a sender who waits for each answer, and one who does not. */
const WAITING = 1;
const PIPELINED = 8;
const CLOSED_MS = 3_000;
const OPEN_MS = 4_000;
const IDLE_MS = 1_000;
const RATE_PERCENT_MIN = 70;
const P99_DIFFERENCE_MS_MAX = 5;

/** A server with the sockets that load it. */
interface Side {
  readonly server: ServerProcess;
  readonly seats: readonly LoadSeat[];
}

interface Loads {
  readonly echo: readonly MeasuredLoad[];
  readonly exchange: readonly MeasuredLoad[];
}

interface OrdersRun {
  readonly acknowledgedOrders: number;
  readonly idleCores: number;
  readonly waiting: Loads;
  readonly pipelined: Loads;
  readonly open: Loads;
  readonly halfPeak: number;
}

/** Loads both sides by turns, so that whatever else happens on this machine happens to both. */
async function byTurns(
  sides: { readonly echo: Side; readonly exchange: Side },
  { rounds }: RunOptions,
  loadOf: (side: Side) => Promise<MeasuredLoad>,
): Promise<Loads> {
  const echo: MeasuredLoad[] = [];
  const exchange: MeasuredLoad[] = [];
  for (let round = 0; round < rounds; round += 1) {
    echo.push(await loadOf(sides.echo));
    exchange.push(await loadOf(sides.exchange));
  }
  return { echo, exchange };
}

/** Cores that the exchange takes for its market alone. */
async function idleCoresOf({ server }: Side, durationMs: number): Promise<number> {
  const before = await server.usage();
  await new Promise((resolve) => setTimeout(resolve, durationMs));
  return ((await server.usage()).cpuNs - before.cpuNs) / (durationMs * 1e6);
}

async function runOrders(servers: Servers, options: RunOptions): Promise<OrdersRun> {
  const sockets = Math.max(2, scaled(SOCKETS, options));
  const sides = {
    echo: { server: servers.echo, seats: await openStrangers(servers.echo.url, sockets, singleOrders) },
    exchange: {
      server: servers.exchange,
      seats: await openSeats(servers.exchange.url, sockets, singleOrders),
    },
  };
  const closed = (outstanding: number, durationMs: number) => (side: Side) =>
    measureLoad(side.server, () =>
      closedLoop({ seats: side.seats, outstanding, durationMs: scaledMs(durationMs, options) }),
    );
  tellProgress('warming up');
  const warm = await byTurns(sides, { ...options, rounds: 1 }, closed(PIPELINED, WARM_UP_MS));
  const idleCores = await idleCoresOf(sides.exchange, scaledMs(IDLE_MS, options));
  tellProgress('closed loop: every socket sends again as soon as it is answered');
  const waiting = await byTurns(sides, options, closed(WAITING, CLOSED_MS));
  tellProgress(`the same, with ${PIPELINED} requests of each socket under way`);
  const pipelined = await byTurns(sides, options, closed(PIPELINED, CLOSED_MS));
  const peak = median(pipelined.exchange.map(({ requests, wallMs }) => (requests * 1_000) / wallMs));
  const halfPeak = peak / 2;
  tellProgress(`open loop: ${rateText(halfPeak)} requests a second`);
  const open = await byTurns(sides, options, (side) =>
    measureLoad(side.server, () =>
      openLoop({ seats: side.seats, durationMs: scaledMs(OPEN_MS, options), perSecond: halfPeak }),
    ),
  );
  for (const { seats } of Object.values(sides)) for (const { socket } of seats) socket.close();
  const acknowledgedOrders = ordersOf([warm, waiting, pipelined, open].flatMap(({ exchange }) => exchange));
  return { acknowledgedOrders, idleCores, waiting, pipelined, open, halfPeak };
}

const requestsOf = ({ requests }: MeasuredLoad): number => requests;

function rateMeasurement(what: string, loads: Loads, notes: readonly string[]): Measurement {
  const [echo, exchange] = [costOf(loads.echo, requestsOf), costOf(loads.exchange, requestsOf)];
  return {
    what,
    operations: exchange.operations,
    cpuNs: exchange.cpuNs,
    wallNs: exchange.wallNs,
    against: { name: 'echo', cpuNs: echo.cpuNs },
    judgement: {
      value: (100 * echo.cpuNs) / exchange.cpuNs,
      unit: '%',
      bound: 'at least',
      target: RATE_PERCENT_MIN,
    },
    notes: [
      `a server CPU-second: ${rateText(1e9 / exchange.cpuNs)} requests, echo ${rateText(1e9 / echo.cpuNs)}; on the clock ${rateText(1e9 / exchange.wallNs)}, echo ${rateText(1e9 / echo.wallNs)} a second`,
      machineNote([...loads.echo, ...loads.exchange]),
      ...notes,
    ],
  };
}

function rateMeasurements({ waiting, pipelined, idleCores }: OrdersRun): readonly Measurement[] {
  return [
    rateMeasurement(`durable request, ${SOCKETS} sockets that wait for each answer`, waiting, [
      '20 of 21 requests are limit orders that rest, checked for margin and synced to the disk; the 21st cancels them',
      `the market by itself takes ${(100 * idleCores).toFixed(1)} % of a core, which counts`,
      ...diskNotes(),
    ]),
    rateMeasurement(`the same, ${PIPELINED} of each under way`, pipelined, []),
  ];
}

function latencyMeasurement({ open, halfPeak }: OrdersRun): Measurement {
  const p99 = (loads: readonly MeasuredLoad[]): number => median(loads.map(p99Of));
  const [echo, exchange] = [p99(open.echo), p99(open.exchange)];
  const lateness = Math.max(...[...open.echo, ...open.exchange].map(({ latenessMs }) => latenessMs));
  const cost = costOf(open.exchange, requestsOf);
  return {
    what: `its p99 at half of its peak, above that of the echo`,
    operations: cost.operations,
    cpuNs: cost.cpuNs,
    wallNs: exchange * 1e6,
    against: { name: 'echo', cpuNs: costOf(open.echo, requestsOf).cpuNs },
    judgement:
      lateness > P99_DIFFERENCE_MS_MAX
        ? null
        : { value: exchange - echo, unit: 'ms', bound: 'at most', target: P99_DIFFERENCE_MS_MAX },
    notes: [
      ...(lateness > P99_DIFFERENCE_MS_MAX
        ? [
            'not judged: the generator itself was later than the target allows, so this machine is too busy for it',
          ]
        : []),
      `${rateText(halfPeak)} requests a second by a timetable, each timed from when it was due; in "wall each" stands the p99`,
      ...open.exchange.map(
        (load, round) =>
          `round ${round + 1}: ${latencyText(load)}; echo ${latencyText(open.echo[round] ?? load)}`,
      ),
      `the generator itself was at most ${lateness.toPrecision(2)} ms late (p99); ${machineNote([...open.echo, ...open.exchange])}`,
    ],
  };
}

export const durableOrders: BenchmarkRow = {
  name: 'durable-orders',
  description: 'single orders, acknowledged once they are on the disk, against a bare echo: rate and latency',
  run: async (options) => {
    const run = await withDurableServers((servers) => runOrders(servers, options));
    return [...rateMeasurements(run), latencyMeasurement(run)];
  },
};
