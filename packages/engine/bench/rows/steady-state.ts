import { constants, type PerformanceEntry, PerformanceObserver, performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import {
  addSpans,
  type BenchmarkRow,
  liveBytes,
  type Measurement,
  percentile,
  type Span,
  scaled,
  timed,
} from '@spillway/bench-kit';
import { FlowEngine } from '../flow-engine.ts';
import { type OrderFlow, orderFlow } from '../streams/order-flow.ts';
import { orderStream } from '../streams/order-stream.ts';

const OPERATIONS = 10_000_000;
const BATCH = 100;

/** Node.js puts the kind of a collection into a field that the general type of an entry does not have. */
function kindOf(entry: PerformanceEntry): number | undefined {
  return (entry as PerformanceEntry & { readonly detail?: { readonly kind?: number } }).detail?.kind;
}

/** Pauses of the garbage collector while it is watched. */
class CollectorWatch {
  majorCount = 0;
  longestMajorMs = 0;
  minorCount = 0;
  longestMinorMs = 0;
  readonly #observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const kind = kindOf(entry);
      if (kind === constants.NODE_PERFORMANCE_GC_MAJOR) {
        this.majorCount += 1;
        this.longestMajorMs = Math.max(this.longestMajorMs, entry.duration);
      } else if (kind === constants.NODE_PERFORMANCE_GC_MINOR) {
        this.minorCount += 1;
        this.longestMinorMs = Math.max(this.longestMinorMs, entry.duration);
      }
    }
  });

  start(): void {
    this.#observer.observe({ entryTypes: ['gc'] });
  }

  /** What was seen is told after the work, when the event loop turns. */
  async stop(): Promise<void> {
    await wait(20);
    this.#observer.disconnect();
  }
}

/** Times every hundred operations; reads of the clock would drown a single one. */
function sendInBatches(flowEngine: FlowEngine, untilRow: number, batchNs: Float64Array): void {
  const { sender } = flowEngine;
  let batch = 0;
  let before = performance.now();
  while (sender.row < untilRow) {
    sender.sendUntil(Math.min(sender.row + BATCH, untilRow));
    const now = performance.now();
    batchNs[batch] = (now - before) * 1_000_000;
    batch += 1;
    before = now;
  }
}

interface SteadyState {
  readonly span: Span;
  readonly watch: CollectorWatch;
  readonly earlyBytes: number;
  readonly lateBytes: number;
  readonly batchNs: Float64Array;
}

/** Memory is looked at after a tenth of the operations and after all of them; collections that this forces are not watched. */
async function run(flow: OrderFlow): Promise<SteadyState> {
  const operations = flow.rowCount - flow.prefillCount;
  const early = flow.prefillCount + Math.round(operations / 10);
  const emptyBytes = liveBytes();
  const flowEngine = new FlowEngine(flow);
  const watch = new CollectorWatch();
  flowEngine.sender.sendUntil(flow.prefillCount);
  const first = timed(() => flowEngine.sender.sendUntil(early));
  const earlyBytes = liveBytes() - emptyBytes;
  const batchNs = new Float64Array(Math.ceil((flow.rowCount - early) / BATCH));
  watch.start();
  const rest = timed(() => sendInBatches(flowEngine, flow.rowCount, batchNs));
  await watch.stop();
  const lateBytes = liveBytes() - batchNs.byteLength - emptyBytes;
  flowEngine.expectWholeFlow();
  return { span: addSpans(first, rest), watch, earlyBytes, lateBytes, batchNs };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(2)} MB`;
}

/** A long run: whether memory stays where it is, and how long the longest waits are. */
export const steadyState: BenchmarkRow = {
  name: 'steady-state',
  description: 'memory after 1 M and after 10 M operations, pauses, and the time of 100 operations',
  run: async (options) => {
    const resting = scaled(10_000, options);
    const operations = scaled(OPERATIONS, options);
    const flow = orderFlow([orderStream({ seed: 1, resting, operations })]);
    const { span, watch, earlyBytes, lateBytes, batchNs } = await run(flow);
    const microseconds = (share: number): string => `${(percentile(batchNs, share) / 1_000).toFixed(0)} µs`;
    const lines: Measurement[] = [
      {
        what: 'memory after all operations, beside that after a tenth',
        operations,
        cpuNs: span.cpuNs / operations,
        wallNs: span.wallNs / operations,
        against: null,
        judgement: {
          value: 100 * Math.abs(lateBytes / earlyBytes - 1),
          unit: '%',
          bound: 'at most',
          target: 5,
        },
        notes: [
          `${megabytes(earlyBytes)}, then ${megabytes(lateBytes)}: heap and typed arrays of the engine`,
        ],
      },
      {
        what: 'longest pause of a major collection',
        operations,
        cpuNs: null,
        wallNs: null,
        against: null,
        judgement: { value: watch.longestMajorMs, unit: 'ms', bound: 'at most', target: 5 },
        notes: [
          `${watch.majorCount} major, ${watch.minorCount} minor collections, the longest minor one ${watch.longestMinorMs.toFixed(1)} ms`,
        ],
      },
      {
        what: '100 operations, 99.9 of 100 times within',
        operations,
        cpuNs: null,
        wallNs: percentile(batchNs, 0.999),
        against: null,
        judgement: null,
        notes: [
          `p50 ${microseconds(0.5)}, p99 ${microseconds(0.99)}, p99.9 ${microseconds(0.999)} on the clock`,
        ],
      },
    ];
    return lines;
  },
};
