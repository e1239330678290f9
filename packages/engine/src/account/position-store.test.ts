import { accountId, type Engine, instrumentId, recordingSink, simulatedMs } from '@spillway/protocol';
import { cancelAll, leverage, placeLimit, type UntimedCommand } from '@spillway/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { marketOf } from '../engine.ts';
import { HUNDRED, plainMarket, tradeBetween } from '../engine-subject.fixture.ts';
import { checkInvariants, createEngine } from '../index.ts';
import { sequenceArbitrary, setupArbitrary, WIDE_WORLD } from '../random-market.fixture.ts';

function rowsOf(engine: Engine): number {
  return marketOf(engine).positions.count;
}

test('A4 an account that never traded owns no row, and is shown flat at the leverage of a new account', () => {
  const bench = plainMarket();
  bench.fund(1_000, 1, 2);
  expect(rowsOf(bench.engine)).toBe(0);
  expect(bench.position(1)).toMatchObject({ mode: 'cross', leverage: 20, sizeLots: 0, bucketMicros: 0 });
  expect(bench.lots(1)).toBe(0);
  expect(bench.engine.account(accountId(1))).toMatchObject({ availableMicros: 1_000_000_000 });
  expect(rowsOf(bench.engine)).toBe(0);
});

test('A4 rows are made for positions, orders and settings, and stay while there is one of them', () => {
  const bench = plainMarket();
  bench.fund(1_000, 1, 2, 3);
  tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10 });
  bench.accept(leverage(3, 7));
  expect(rowsOf(bench.engine)).toBe(3);
  const { positions } = marketOf(bench.engine);
  // Rows of others come and go; the broom passes over each row many times.
  for (let account = 10; account < 400; account += 1) {
    bench.fund(1_000, account);
    bench.accept(placeLimit({ account, side: 'buy', ticks: 9_000, lots: 1 }), cancelAll(account, 0));
  }
  expect(bench.lots(1)).toBe(10);
  expect(bench.lots(2)).toBe(-10);
  expect(bench.position(3).leverage).toBe(7);
  // Of the 390 rows that came and went only the latest can be left.
  expect(positions.count).toBeLessThanOrEqual(10);
  expect(positions.end).toBeLessThanOrEqual(10);
});

/** Makes rows that nobody needs, in every account and instrument, and lets the broom pass over all of them. */
function disturbRows(engine: Engine): void {
  const { accounts, dueIndex, instruments, positions } = marketOf(engine);
  for (let slot = 0; slot < accounts.count; slot += 1) {
    for (const instrument of instruments) positions.row(slot, instrument.id, 0);
  }
  positions.sweep(dueIndex);
}

function viewOf(engine: Engine): unknown[] {
  const { accounts, instruments } = marketOf(engine);
  return [...accounts.slotsById()].flatMap((slot) => {
    const account = accountId(accounts.accountId(slot));
    return [
      engine.account(account),
      ...instruments.map(({ id }) => engine.position(account, instrumentId(id))),
    ];
  });
}

test('S1 making and sweeping rows leaves no trace in events, views and bytes', () => {
  fc.assert(
    fc.property(setupArbitrary(WIDE_WORLD), sequenceArbitrary(WIDE_WORLD), (first, commands) => {
      const plainEvents: unknown[] = [];
      const disturbedEvents: unknown[] = [];
      const plain = createEngine({ sink: recordingSink((event) => plainEvents.push(event)) });
      const disturbed = createEngine({ sink: recordingSink((event) => disturbedEvents.push(event)) });
      const all: UntimedCommand[] = [...first, ...commands];
      for (const [index, command] of all.entries()) {
        const timed = { ...command, timeMs: simulatedMs(index) };
        expect(disturbed.apply(timed)).toEqual(plain.apply(timed));
        disturbRows(disturbed);
      }
      checkInvariants(disturbed);
      expect(disturbedEvents).toEqual(plainEvents);
      expect(viewOf(disturbed)).toEqual(viewOf(plain));
      expect(disturbed.stateHash()).toBe(plain.stateHash());
    }),
    { numRuns: 60 },
  );
});
