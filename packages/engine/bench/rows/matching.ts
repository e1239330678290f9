import {
  type BenchmarkRow,
  collectGarbage,
  type Measurement,
  medianSpan,
  type RunOptions,
  type Span,
  scaled,
  timed,
} from '@spillway/bench-kit';
import { FlowEngine } from '../flow-engine.ts';
import { PeerBooks } from '../peer-books.ts';
import { type OrderFlow, orderFlow } from '../streams/order-flow.ts';
import { orderStream } from '../streams/order-stream.ts';

const OPERATIONS = 1_000_000;
const SEEDS = [1, 2, 3];

interface FlowSubject {
  readonly sendUntil: (rowCount: number) => void;
  readonly expectWholeFlow: () => void;
}

/** Fills the book, then times the rest of the flow. The outcome is looked at before the time is given out. */
function timeFlow(flow: OrderFlow, subject: FlowSubject): Span {
  subject.sendUntil(flow.prefillCount);
  collectGarbage();
  const span = timed(() => subject.sendUntil(flow.rowCount));
  subject.expectWholeFlow();
  return span;
}

function timeEngine(flow: OrderFlow): Span {
  const flowEngine = new FlowEngine(flow);
  return timeFlow(flow, {
    sendUntil: (rowCount) => flowEngine.sender.sendUntil(rowCount),
    expectWholeFlow: () => flowEngine.expectWholeFlow(),
  });
}

function timePeer(flow: OrderFlow): Span {
  const books = new PeerBooks(flow);
  return timeFlow(flow, {
    sendUntil: (rowCount) => books.sendUntil(rowCount),
    expectWholeFlow: () => books.expectWholeFlow(),
  });
}

function restingText(flow: OrderFlow): string {
  return `${flow.prefillCount.toLocaleString('en')} resting`;
}

/**
 * Engine and peer on the same flow, by turns, each after one whole round that is not timed: what is compared is machine
 * code with machine code, and not how long V8 takes to make it.
 */
function compareOnFlow(
  flow: OrderFlow,
  options: RunOptions,
  line: { readonly what: string; readonly target: number },
): Measurement {
  const engineSpans: Span[] = [];
  const peerSpans: Span[] = [];
  timeEngine(flow);
  timePeer(flow);
  for (let round = 0; round < options.rounds; round += 1) {
    engineSpans.push(timeEngine(flow));
    peerSpans.push(timePeer(flow));
  }
  const operations = flow.rowCount - flow.prefillCount;
  const engine = medianSpan(engineSpans);
  const peerCpuNs = medianSpan(peerSpans).cpuNs;
  return {
    what: line.what,
    operations,
    cpuNs: engine.cpuNs / operations,
    wallNs: engine.wallNs / operations,
    against: { name: 'nodejs-order-book', cpuNs: peerCpuNs / operations },
    judgement: { value: peerCpuNs / engine.cpuNs, unit: 'x', bound: 'at least', target: line.target },
    notes: [],
  };
}

/** Matching with margin checks, settlement, fees and events on, on one instrument. */
export const matching: BenchmarkRow = {
  name: 'matching',
  description: 'orders with margin, fees and events, 10,000 resting, against nodejs-order-book',
  run: async (options) =>
    SEEDS.map((seed) => {
      const resting = scaled(10_000, options);
      const operations = scaled(OPERATIONS, options);
      const flow = orderFlow([orderStream({ seed, resting, operations })]);
      return compareOnFlow(flow, options, {
        what: `matching, ${restingText(flow)}, seed ${seed}`,
        target: 50,
      });
    }),
};

const INSTRUMENT_COUNT = 16;

/** The same over sixteen instruments, whose streams take turns. */
export const matchingMany: BenchmarkRow = {
  name: 'matching-16',
  description: 'the same with 100,000 resting over 16 instruments',
  run: async (options) => {
    const streams = Array.from({ length: INSTRUMENT_COUNT }, (_, index) =>
      orderStream({
        seed: index + 1,
        resting: scaled(100_000 / INSTRUMENT_COUNT, options),
        operations: scaled(OPERATIONS / INSTRUMENT_COUNT, options),
      }),
    );
    const flow = orderFlow(streams);
    const what = `matching, ${restingText(flow)}, ${INSTRUMENT_COUNT} instruments`;
    return [compareOnFlow(flow, options, { what, target: 30 })];
  },
};
