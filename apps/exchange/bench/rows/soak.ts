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
import { openSeats } from '../load/seats.ts';
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
const WARM_UP_MS = 3_000;
const PEAK_SHARE = 0.7;
const PARTS = 12;
const MILLISECONDS_A_MINUTE = 60_000;
/** Less than one bit of what an order leaves in its journal; whatever were kept for each order would be far more. */
const BYTES_AN_ORDER_MAX = 1;
const P99_RATIO_MAX = 1.5;
/** Beside the load itself: starting, counting what is in the journal. */
const MINUTES_BESIDES = 6;

interface Part {
  readonly load: MeasuredLoad;
  /** Reachable in the server at its end. */
  readonly heapBytes: number;
}

interface SoakRun {
  readonly acknowledgedOrders: number;
  readonly perSecond: number;
  readonly parts: readonly Part[];
}

async function runSoak({ exchange }: Servers, options: RunOptions): Promise<SoakRun> {
  const seats = await openSeats(exchange.url, Math.max(2, scaled(SOCKETS, options)), singleOrders);
  tellProgress('warming up');
  const peaks = [
    await closedLoop({ seats, outstanding: OUTSTANDING, durationMs: scaledMs(WARM_UP_MS, options) }),
  ];
  peaks.push(
    await closedLoop({ seats, outstanding: OUTSTANDING, durationMs: scaledMs(WARM_UP_MS, options) }),
  );
  const { requests, wallMs } = peaks[1] ?? { requests: 1, wallMs: 1 };
  const perSecond = PEAK_SHARE * ((requests * 1_000) / wallMs);
  const partMs = scaledMs(((options.settings['minutes'] ?? 1) * MILLISECONDS_A_MINUTE) / PARTS, options);
  const parts: Part[] = [];
  for (let part = 1; part <= PARTS; part += 1) {
    const load = await measureLoad(exchange, () => openLoop({ seats, durationMs: partMs, perSecond }));
    const { heapBytes } = await exchange.memory();
    parts.push({ load, heapBytes });
    tellProgress(`${part} of ${PARTS}: ${rateText(perSecond)} a second, ${latencyText(load)}`);
  }
  for (const { socket } of seats) socket.close();
  return { acknowledgedOrders: ordersOf([...peaks, ...parts.map(({ load }) => load)]), perSecond, parts };
}

/** The slope of the line that lies nearest to some points. */
export function slopeOf(points: readonly { readonly x: number; readonly y: number }[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(points.map(({ x }) => x)), mean(points.map(({ y }) => y))];
  const products = points.map(({ x, y }) => (x - meanX) * (y - meanY));
  const squares = points.map(({ x }) => (x - meanX) * (x - meanX));
  return mean(products) / mean(squares);
}

function heapMeasurement({ parts }: SoakRun): Measurement {
  let orders = 0;
  const points = parts.map(({ load, heapBytes }) => {
    orders += load.orders;
    return { x: orders, y: heapBytes };
  });
  const cost = costOf(
    parts.map(({ load }) => load),
    (load) => load.requests,
  );
  const megabytes = points.map(({ y }) => (y / 1e6).toFixed(1)).join(', ');
  return {
    what: 'heap that an order leaves behind, second half',
    operations: orders,
    cpuNs: cost.cpuNs,
    wallNs: null,
    against: null,
    judgement: {
      value: slopeOf(points.slice(PARTS / 2)),
      unit: 'bytes',
      bound: 'at most',
      target: BYTES_AN_ORDER_MAX,
    },
    notes: [
      `reachable MB at the end of each part: ${megabytes}`,
      'the first 10,000 requests of each seat fill the book of answers; until then the heap must grow',
    ],
  };
}

function latencyMeasurement({ parts, perSecond }: SoakRun): Measurement {
  const third = PARTS / 3;
  const loads = parts.map(({ load }) => load);
  const [first, last] = [median(loads.slice(0, third).map(p99Of)), median(loads.slice(-third).map(p99Of))];
  return {
    what: 'p99 of the last third, against the first',
    operations: loads.reduce((sum, { requests }) => sum + requests, 0),
    cpuNs: null,
    wallNs: last * 1e6,
    against: null,
    judgement: { value: last / first, unit: 'x', bound: 'at most', target: P99_RATIO_MAX },
    notes: [
      `${rateText(perSecond)} requests a second, ${100 * PEAK_SHARE} % of the peak, for ${(loads.reduce((sum, { wallMs }) => sum + wallMs, 0) / MILLISECONDS_A_MINUTE).toFixed(1)} minutes; ${machineNote(loads)}`,
      `p99 by part, ms: ${loads.map((load) => p99Of(load).toPrecision(3)).join(', ')}`,
    ],
  };
}

export const soak: BenchmarkRow = {
  name: 'soak',
  description: 'durable orders at 70 % of the peak for --minutes: what the heap and the p99 do',
  run: async (options) => {
    const run = await withDurableServers((servers) => runSoak(servers, options));
    return [heapMeasurement(run), latencyMeasurement(run)];
  },
  limitMs: ({ settings }) => ((settings['minutes'] ?? 1) + MINUTES_BESIDES) * MILLISECONDS_A_MINUTE,
};
