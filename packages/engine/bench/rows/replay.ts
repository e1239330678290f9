import { type Command, type Engine, partialSink } from '@spillway/protocol';
import { restoreEngine } from '../../src/index.ts';
import { FlowSender, openFlowMarket } from '../flow-engine.ts';
import { collectGarbage, medianSpan, type Span, timed } from '../measure.ts';
import { type BenchmarkRow, expectOutcome, scaled } from '../measurement.ts';
import { type OrderFlow, orderFlow } from '../streams/order-flow.ts';
import { orderStream } from '../streams/order-stream.ts';

const OPERATIONS = 1_000_000;
const MILLIONS_PER_SECOND = 3;

/** The commands of a flow as a journal would hold them: an object each. */
function journalOf(flow: OrderFlow): Command[] {
  const commands: Command[] = [];
  const listener = {
    apply: (command: Command) => {
      commands.push({ ...command });
      return { isAccepted: true, orderId: 0 };
    },
  };
  // Only `apply` is ever called by a sender.
  new FlowSender(listener as unknown as Engine, flow).sendUntil(flow.rowCount);
  return commands;
}

/** Restores a snapshot and applies the commands that came after it, with nobody listening. */
export const replay: BenchmarkRow = {
  name: 'replay',
  description: 'commands of a journal, applied to a restored market',
  run: async (options) => {
    const resting = scaled(10_000, options);
    const operations = scaled(OPERATIONS, options);
    const flow = orderFlow([orderStream({ seed: 1, resting, operations })]);
    const commands = journalOf(flow);
    const original = openFlowMarket(flow, partialSink({}));
    const snapshotBytes = original.snapshot();
    const sender = new FlowSender(original, flow);
    sender.sendUntil(flow.rowCount);
    sender.expectNoRefusal();
    const hash = original.stateHash();
    const replayed = (): Span => {
      const engine = restoreEngine(snapshotBytes, partialSink({}));
      collectGarbage();
      const span = timed(() => {
        for (const command of commands) engine.apply(command);
      });
      expectOutcome('the hash after the replay', engine.stateHash(), hash);
      return span;
    };
    // Not timed, as in the rows of matching.
    replayed();
    const span = medianSpan(Array.from({ length: options.rounds }, replayed));
    const count = commands.length;
    return [
      {
        what: 'replay of a journal',
        operations: count,
        cpuNs: span.cpuNs / count,
        wallNs: span.wallNs / count,
        against: null,
        judgement: {
          value: (count * 1_000) / span.cpuNs,
          unit: 'M/s',
          bound: 'at least',
          target: MILLIONS_PER_SECOND,
        },
        notes: [],
      },
    ];
  },
};
