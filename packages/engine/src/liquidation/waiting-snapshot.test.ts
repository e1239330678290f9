import {
  type Engine,
  type MarketEvent,
  type PartialRule,
  quoteMicros,
  ratePpm,
  recordingSink,
  simulatedMs,
} from '@spillway/protocol';
import {
  contribute,
  isolated,
  leverage,
  listInstrument,
  type MarketBench,
  mark,
  placeLimit,
  plainInstrument,
} from '@spillway/testkit';
import { expect, test } from 'vitest';
import { HUNDRED, plainMarket, tradeBetween } from '../engine-subject.fixture.ts';
import { checkInvariants, restoreEngine } from '../index.ts';

const HALF_UNIT = quoteMicros(500_000);

/** A part of each of two isolated longs was closed, the second one's first; the rest waits. */
function waitingMarket(partial: PartialRule): MarketBench {
  const bench = plainMarket({}, { partial });
  bench.accept(
    listInstrument(plainInstrument({ symbol: 'OTHERUSDT' })),
    mark(HUNDRED, { instrument: 1 }),
    contribute(5_000),
  );
  bench.fund(1_000, 1, 2);
  bench.fund(100_000, 3);
  for (const instrument of [0, 1]) {
    bench.accept(isolated(1, instrument), leverage(1, 10, instrument));
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 1_000, instrument });
    bench.accept(placeLimit({ account: 3, side: 'buy', ticks: 9_020, lots: 50_000, instrument }));
  }
  bench.wait(10_001 - (bench.nowMs % 10_000));
  bench.accept(mark(9_020, { instrument: 1 }), mark(9_020));
  expect(bench.of('liquidationFilled').map(({ instrumentId, sizeLots }) => [instrumentId, sizeLots])).toEqual(
    [
      [1, 100],
      [0, 100],
    ],
  );
  return bench;
}

/** What an engine tells when the wait is over. */
function goOn(engine: Engine, timeMs: number): void {
  for (const later of [1_000, 11_000]) {
    engine.apply({ kind: 'AdvanceTime', timeMs: simulatedMs(timeMs + later) });
    checkInvariants(engine);
  }
}

test.each<PartialRule>([
  { kind: 'slice', thresholdMicros: HALF_UNIT, slicePpm: ratePpm(100_000), coolDownMs: 10_000 },
  {
    kind: 'block-cap',
    sharePpm: ratePpm(100_000),
    notionalMinMicros: HALF_UNIT,
    notionalMaxMicros: quoteMicros(1_000_000_000),
    blockMs: 10_000,
  },
])('L22, S2 a liquidation that waits ($kind) goes on from a snapshot as it would have', (partial) => {
  const bench = waitingMarket(partial);
  const again: MarketEvent[] = [];
  const restored = restoreEngine(
    bench.engine.snapshot(),
    recordingSink((event) => again.push(event)),
  );
  expect(restored.stateHash()).toBe(bench.engine.stateHash());
  const before = bench.events.length;
  goOn(bench.engine, bench.nowMs);
  goOn(restored, bench.nowMs);
  const went = bench.events.slice(before);
  expect(went.filter(({ kind }) => kind === 'liquidationFilled')).toHaveLength(2);
  expect(again).toEqual(went);
  expect(restored.stateHash()).toBe(bench.engine.stateHash());
});
