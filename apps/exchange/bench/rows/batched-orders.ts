import { type BenchmarkRow, type RunOptions, scaled, tellProgress } from '@spillway/bench-kit';
import { closedLoop } from '../load/load.ts';
import { type MeasuredLoad, measureLoad } from '../load/measured-load.ts';
import { batchedOrders as batches, singleOrders } from '../load/order-stream.ts';
import { type LoadSeat, openSeats } from '../load/seats.ts';
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
/** Requests of one socket under way, so that the server is never idle. */
const OUTSTANDING = 8;
const ORDERS_A_BATCH = 100;
const WARM_UP_MS = 4_000;
const CLOSED_MS = 4_000;
const RATIO_MIN = 8;

interface BatchRun {
  readonly acknowledgedOrders: number;
  readonly single: readonly MeasuredLoad[];
  readonly batched: readonly MeasuredLoad[];
}

async function runBatches({ exchange }: Servers, options: RunOptions): Promise<BatchRun> {
  const sockets = Math.max(2, scaled(SOCKETS, options));
  const singles = await openSeats(exchange.url, sockets, singleOrders);
  const batchers = await openSeats(exchange.url, sockets, () => batches(ORDERS_A_BATCH));
  const loadOf = (seats: readonly LoadSeat[], durationMs: number): Promise<MeasuredLoad> =>
    measureLoad(exchange, () =>
      closedLoop({ seats, outstanding: OUTSTANDING, durationMs: scaledMs(durationMs, options) }),
    );
  tellProgress('warming up');
  const warm = [await loadOf(singles, WARM_UP_MS), await loadOf(batchers, WARM_UP_MS)];
  const single: MeasuredLoad[] = [];
  const batched: MeasuredLoad[] = [];
  for (let round = 0; round < options.rounds; round += 1) {
    tellProgress(`round ${round + 1}: orders one by one, then ${ORDERS_A_BATCH} a message`);
    single.push(await loadOf(singles, CLOSED_MS));
    batched.push(await loadOf(batchers, CLOSED_MS));
  }
  for (const { socket } of [...singles, ...batchers]) socket.close();
  return { acknowledgedOrders: ordersOf([...warm, ...single, ...batched]), single, batched };
}

const ordersIn = ({ orders }: MeasuredLoad): number => orders;

export const batchedOrders: BenchmarkRow = {
  name: 'batched-orders',
  description: `durable orders, ${ORDERS_A_BATCH} a message, against one a message`,
  run: async (options) => {
    const { single, batched } = await withDurableServers((servers) => runBatches(servers, options));
    const [one, many] = [costOf(single, ordersIn), costOf(batched, ordersIn)];
    return [
      {
        what: `acknowledged durable order of ${ORDERS_A_BATCH} in a message`,
        operations: many.operations,
        cpuNs: many.cpuNs,
        wallNs: many.wallNs,
        against: { name: 'single', cpuNs: one.cpuNs },
        judgement: { value: one.cpuNs / many.cpuNs, unit: 'x', bound: 'at least', target: RATIO_MIN },
        notes: [
          `a server CPU-second: ${rateText(1e9 / many.cpuNs)} orders, single ${rateText(1e9 / one.cpuNs)}; on the clock ${rateText(1e9 / many.wallNs)}, single ${rateText(1e9 / one.wallNs)} a second`,
          'every batch rests and is cancelled by the next message, which counts; of single orders every 20',
          machineNote([...single, ...batched]),
        ],
      },
    ];
  },
};
