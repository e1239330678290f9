import { describe, expect, test } from 'vitest';
import { FlowEngine } from './flow-engine.ts';
import { PeerBooks } from './peer-books.ts';
import { expectedOutcome, orderFlow } from './streams/order-flow.ts';
import { CANCEL, LIMIT, MARKET, orderStream } from './streams/order-stream.ts';

const OPERATIONS = 1_000_000;

describe('the order stream', () => {
  /* Outcomes that books in C++, Java and JavaScript agree on. */
  test.each([
    { seed: 1, resting: 1_000, trades: 82_245, volume: 803_436, tradeHash: 1_502_824_972, left: 1_006 },
    { seed: 1, resting: 10_000, trades: 120_006, volume: 1_230_847, tradeHash: 829_641_690, left: 9_424 },
    { seed: 2, resting: 10_000, trades: 113_284, volume: 1_150_961, tradeHash: 1_606_357_651, left: 9_993 },
    { seed: 3, resting: 10_000, trades: 114_007, volume: 1_159_593, tradeHash: 3_400_884_101, left: 9_478 },
    { seed: 1, resting: 100_000, trades: 217_482, volume: 2_323_126, tradeHash: 2_626_272_199, left: 87_635 },
  ])(
    'seed $seed on $resting resting orders has the known outcome',
    ({ seed, resting, left, ...expected }) => {
      const { outcome } = orderStream({ seed, resting, operations: OPERATIONS });
      expect(outcome).toEqual({ ...expected, resting: left });
    },
  );

  test('has the known mix of operations', () => {
    const { kinds, orderCount } = orderStream({ seed: 1, resting: 1_000, operations: OPERATIONS });
    const count = (kind: number): number => kinds.reduce((sum, other) => sum + (other === kind ? 1 : 0), 0);
    expect([count(LIMIT), count(CANCEL), count(MARKET)]).toEqual([513_245, 457_687, 30_068]);
    expect(orderCount).toBe(543_313);
  });
});

describe('engine and peer make of a flow what the stream says', () => {
  const flows = [
    ['of one stream', [{ seed: 1, resting: 200, operations: 20_000 }]],
    ['of three streams in turn', [4, 5, 6].map((seed) => ({ seed, resting: 100, operations: 5_000 }))],
  ] as const;

  test.each(flows)('%s', (_, terms) => {
    const flow = orderFlow(terms.map(orderStream));
    expect(expectedOutcome(flow).trades.every((trades) => trades > 100)).toBe(true);
    const engine = new FlowEngine(flow);
    engine.sender.sendUntil(flow.rowCount);
    expect(() => engine.expectWholeFlow()).not.toThrow();
    const peer = new PeerBooks(flow);
    peer.sendUntil(flow.rowCount);
    expect(() => peer.expectWholeFlow()).not.toThrow();
  });

  test('and a flow that is cut short is found out', () => {
    const flow = orderFlow([orderStream({ seed: 1, resting: 200, operations: 20_000 })]);
    const engine = new FlowEngine(flow);
    engine.sender.sendUntil(flow.rowCount - 100);
    expect(() => engine.expectWholeFlow()).toThrow('the flow: expected');
    const peer = new PeerBooks(flow);
    peer.sendUntil(flow.rowCount - 100);
    expect(() => peer.expectWholeFlow()).toThrow('the flow in the peer: expected');
  });

  test('streams of different length cannot take turns', () => {
    const streams = [10, 20].map((operations) => orderStream({ seed: 1, resting: 5, operations }));
    expect(() => orderFlow(streams)).toThrow('equally long');
  });
});
