import { accountId, instrumentId, partialSink } from '@spillway/protocol';
import { contribute, isolated, leverage, mark, placeLimit, shock } from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import { HUNDRED, plainMarket, tradeBetween } from '../engine-subject.fixture.ts';
import { checkInvariants, restoreEngine, SnapshotError } from '../index.ts';
import { fnv1a64, hexOf } from './fnv1a64.ts';

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

describe('the hash', () => {
  // Published test vectors of FNV-1a, 64 bit (Landon Curt Noll, isthe.com/chongo/tech/comp/fnv).
  test.each([
    ['', 'cbf29ce484222325'],
    ['a', 'af63dc4c8601ec8c'],
    ['foobar', '85944171f73967e8'],
  ])('S1 FNV-1a of %j', (text, expected) => {
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    expect(hexOf(fnv1a64(bytes))).toBe(expected);
  });

  test('S1 FNV-1a agrees with the definition in bigint on bytes of every value', () => {
    const bytes = Uint8Array.from({ length: 5_000 }, (_, index) => (index * 7 + (index >> 8)) & 255);
    let hash = 0xcbf29ce484222325n;
    for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
    expect(hexOf(fnv1a64(bytes))).toBe(hash.toString(16).padStart(16, '0'));
  });
});

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
  const newer = bytes.slice();
  newer[4] = 9;
  expect(restore(newer)).toThrow('its version is 9');
});
