import { accountId, instrumentId, partialSink, simulatedMs } from '@spillway/protocol';
import { contribute, isolated, leverage, mark, placeLimit, shock } from '@spillway/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { marketOf } from '../engine.ts';
import { HUNDRED, plainMarket, tradeBetween } from '../engine-subject.fixture.ts';
import { checkInvariants, createEngine, restoreEngine, SnapshotError } from '../index.ts';
import { instrumentAt, moveMark } from '../market.ts';
import { SMALL_WORLD, sequenceArbitrary, setupArbitrary } from '../random-market.fixture.ts';
import { hash64, hexOf } from './murmur-hash3.ts';

function busyMarket() {
  const bench = plainMarket();
  bench.accept(contribute(10_000), shock('a shock'));
  bench.fund(60, 1);
  bench.fund(10_000, 2, 3);
  bench.accept(isolated(3), leverage(3, 5));
  tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10_000 });
  tradeBetween(bench, { buyer: 3, seller: 2, ticks: HUNDRED, lots: 3_000 });
  bench.accept(placeLimit({ account: 3, side: 'sell', ticks: 10_500, lots: 700, isReduceOnly: true }));
  bench.accept(placeLimit({ account: 2, side: 'buy', ticks: 9_000, lots: 500 }), mark(9_450));
  return bench;
}

test('S1 the same market reached in another order of slots has the same bytes', () => {
  const one = plainMarket();
  const two = plainMarket();
  const bids = [9_000, 8_000, 7_000];
  one.fund(1_000, 1);
  two.fund(1_000, 1);
  for (const ticks of bids) one.accept(placeLimit({ account: 1, side: 'buy', ticks, lots: 10 }));
  for (const ticks of bids) two.accept(placeLimit({ account: 1, side: 'buy', ticks, lots: 10 }));
  const restored = restoreEngine(two.engine.snapshot(), partialSink({}));
  expect(one.engine.snapshot()).toEqual(restored.snapshot());
  two.accept(placeLimit({ account: 1, side: 'buy', ticks: 6_000, lots: 10 }));
  expect(two.engine.stateHash()).not.toBe(one.engine.stateHash());
});

test('S2 a restored market answers every question alike', () => {
  const { engine } = busyMarket();
  const restored = restoreEngine(engine.snapshot(), partialSink({}));
  checkInvariants(restored);
  expect(restored.stateHash()).toBe(engine.stateHash());
  expect(restored.specification(instrumentId(0))).toEqual(engine.specification(instrumentId(0)));
  expect(restored.rules).toEqual(engine.rules);
  for (const account of [1, 2, 3].map(accountId)) {
    expect(restored.account(account)).toEqual(engine.account(account));
    expect(restored.position(account, instrumentId(0))).toEqual(engine.position(account, instrumentId(0)));
    expect(restored.openOrders(account)).toEqual(engine.openOrders(account));
  }
  expect(restored.levels(instrumentId(0), 'buy', 9)).toEqual(engine.levels(instrumentId(0), 'buy', 9));
  expect(restored.insuranceInventoryLots(instrumentId(0))).toBe(10_000);
});

test('S2 a restored market has filed its accounts: its first mark finds none to file', () => {
  const engine = restoreEngine(busyMarket().engine.snapshot(), partialSink({}));
  const restored = marketOf(engine);
  expect(restored.dueIndex.stale.count).toBe(0);
  const heldRows = restored.instruments.flatMap(({ holders }) =>
    Array.from({ length: holders.count }, (_, place) => holders.rowAt(place)),
  );
  // The first account was liquidated.
  expect(heldRows.length).toBe(2);
  expect(heldRows.some((row) => restored.dueIndex.isFiled(row))).toBe(true);
  checkInvariants(engine);
});

test('S3 a position in an instrument that has no mark is refused', () => {
  const bench = plainMarket();
  bench.fund(1_000, 1, 2);
  tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10 });
  const bytes = bench.engine.snapshot();
  moveMark(marketOf(bench.engine), instrumentAt(marketOf(bench.engine), 0), 0);
  const unmarked = bench.engine.snapshot();
  expect(() => restoreEngine(bytes, partialSink({}))).not.toThrow();
  expect(() => restoreEngine(unmarked, partialSink({}))).toThrow(
    new SnapshotError('account 1 cannot have this position in instrument 0'),
  );
});

test('S3 damaged, cut off and foreign bytes are refused', () => {
  const bytes = busyMarket().engine.snapshot();
  const restore = (changed: Uint8Array) => () => restoreEngine(changed, partialSink({}));
  for (const place of [0, 4, 5, 40, bytes.length >> 1, bytes.length - 1]) {
    const damaged = bytes.slice();
    damaged[place] = (damaged[place] ?? 0) ^ 1;
    expect(restore(damaged)).toThrow(SnapshotError);
  }
  for (const length of [0, 3, 20, bytes.length - 1])
    expect(restore(bytes.slice(0, length))).toThrow(SnapshotError);
  expect(restore(Uint8Array.from([...bytes, 0]))).toThrow(SnapshotError);
});

test.each([1, 3, 200])('S3 version %i is refused with a message that names both versions', (version) => {
  const other = busyMarket().engine.snapshot();
  other[4] = version;
  expect(() => restoreEngine(other, partialSink({}))).toThrow(
    new SnapshotError(`its version is ${version}, this engine reads version 2`),
  );
});

test('S1 the state hash is that of the bytes before the last eight, which are the hash', () => {
  const { engine } = busyMarket();
  const bytes = engine.snapshot();
  const body = bytes.subarray(0, bytes.length - 8);
  expect(engine.stateHash()).toBe(hexOf(hash64(body)));
  const view = new DataView(bytes.buffer, body.length);
  expect({ high: view.getUint32(0, true), low: view.getUint32(4, true) }).toEqual(hash64(body));
});

/** The bytes with a hash that matches them, whatever they are. */
function sealed(bytes: Uint8Array): Uint8Array {
  const whole = bytes.slice();
  const body = whole.subarray(0, whole.length - 8);
  const { high, low } = hash64(body);
  const view = new DataView(whole.buffer, body.length);
  view.setUint32(0, high, true);
  view.setUint32(4, low, true);
  return whole;
}

test('S3 bytes that were changed behind a matching hash are refused, or are the one form of another market', () => {
  const seen = { refused: 0, restored: 0 };
  const damage = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat({ max: 255 })), {
    minLength: 1,
    maxLength: 2,
  });
  fc.assert(
    fc.property(
      setupArbitrary(SMALL_WORLD),
      sequenceArbitrary(SMALL_WORLD),
      fc.array(damage, { minLength: 120, maxLength: 120 }),
      (first, commands, damages) => {
        const engine = createEngine({ sink: partialSink({}) });
        for (const [index, command] of [...first, ...commands].entries()) {
          engine.apply({ ...command, timeMs: simulatedMs(index) });
        }
        const bytes = engine.snapshot();
        for (const places of damages) {
          const damaged = bytes.slice();
          for (const [share, value] of places) damaged[5 + Math.floor(share * (bytes.length - 14))] = value;
          const whole = sealed(damaged);
          try {
            expect(restoreEngine(whole, partialSink({})).snapshot()).toEqual(whole);
            seen.restored += 1;
          } catch (error) {
            if (!(error instanceof SnapshotError)) throw error;
            seen.refused += 1;
          }
        }
      },
    ),
    { numRuns: 400 },
  );
  expect(seen.refused).toBeGreaterThan(500);
  expect(seen.restored).toBeGreaterThan(20);
});
