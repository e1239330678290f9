import { FlowEngine } from '../flow-engine.ts';
import { medianSpan, type Span } from '../measure.ts';
import { type BenchmarkRow, type Measurement, type RunOptions, scaled } from '../measurement.ts';
import { PeerProcess } from '../peer-process.ts';
import { type OrderFlow, orderFlow } from '../streams/order-flow.ts';
import { orderStream } from '../streams/order-stream.ts';
import { timeFlow } from '../time-flow.ts';

const OPERATIONS = 1_000_000;
const SEEDS = [1, 2, 3];
const WARM_UP_ROUNDS = 3;

function timeEngine(flow: OrderFlow): Span {
  const flowEngine = new FlowEngine(flow);
  return timeFlow(flow, {
    sendUntil: (rowCount) => flowEngine.sender.sendUntil(rowCount),
    expectWholeFlow: () => flowEngine.expectWholeFlow(),
  });
}

function restingText(flow: OrderFlow): string {
  return `${flow.prefillCount.toLocaleString('en')} resting`;
}

interface Rounds {
  readonly engineSpans: readonly Span[];
  readonly peerSpans: readonly Span[];
}

/**
 * Engine and peer on the same flow, by turns, each after whole rounds that are not timed: what is compared is machine
 * code with machine code, and not how long V8 takes to make it. Every round makes its subject anew, so that it takes V8
 * some of them to learn what stays the same.
 */
async function playRounds(flow: OrderFlow, roundCount: number): Promise<Rounds> {
  const engineSpans: Span[] = [];
  const peerSpans: Span[] = [];
  const peer = new PeerProcess(flow.streams);
  try {
    for (let round = 0; round < WARM_UP_ROUNDS + roundCount; round += 1) {
      engineSpans.push(timeEngine(flow));
      peerSpans.push(await peer.round());
    }
  } finally {
    peer.stop();
  }
  return { engineSpans: engineSpans.slice(WARM_UP_ROUNDS), peerSpans: peerSpans.slice(WARM_UP_ROUNDS) };
}

async function compareOnFlow(
  flow: OrderFlow,
  options: RunOptions,
  line: { readonly what: string; readonly target: number },
): Promise<Measurement> {
  const { engineSpans, peerSpans } = await playRounds(flow, options.rounds);
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
  run: async (options) => {
    const measurements: Measurement[] = [];
    for (const seed of SEEDS) {
      const resting = scaled(10_000, options);
      const operations = scaled(OPERATIONS, options);
      const flow = orderFlow([orderStream({ seed, resting, operations })]);
      const what = `matching, ${restingText(flow)}, seed ${seed}`;
      measurements.push(await compareOnFlow(flow, options, { what, target: 50 }));
    }
    return measurements;
  },
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
    return [await compareOnFlow(flow, options, { what, target: 30 })];
  },
};
