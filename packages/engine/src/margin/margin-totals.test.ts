import { partialSink, simulatedMs } from '@spillway/protocol';
import { plainInstrument, type UntimedCommand } from '@spillway/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PositionStore } from '../account/position-store.ts';
import { OrderPool } from '../book/order-pool.ts';
import { marketOf } from '../engine.ts';
import { createEngine } from '../index.ts';
import { createInstrumentState, type InstrumentState } from '../instrument-state.ts';
import { checkMarginTotals } from '../invariants/check-margin-totals.ts';
import type { Market } from '../market.ts';
import { SMALL_WORLD, sequenceArbitrary, setupArbitrary, WIDE_WORLD } from '../random-market.fixture.ts';
import { createTreasury } from '../treasury.ts';
import { TriggerOrders } from '../triggers/trigger-orders.ts';
import { MarginTotals } from './margin-totals.ts';

/** Asks some accounts, in some order: `draw` picks them. */
function checkSome(market: Market, draw: number): number {
  let asked = 0;
  for (let slot = 0; slot < market.accounts.count; slot += 1) {
    if (((draw >> slot) & 1) === 0) continue;
    checkMarginTotals(market, slot);
    asked += 1;
  }
  return asked;
}

describe('M4 M5 the kept sums of margin are those of a full recount', () => {
  test.each([
    { title: 'few instruments', world: SMALL_WORLD },
    { title: 'many instruments', world: WIDE_WORLD },
  ])(
    'M4 after every command of random sequences, whoever is asked and whoever is not: $title',
    ({ world }) => {
      let asked = 0;
      const draws = fc.infiniteStream(fc.nat({ max: 63 }));
      fc.assert(
        fc.property(setupArbitrary(world), sequenceArbitrary(world), draws, (first, commands, drawn) => {
          const engine = createEngine({ sink: partialSink({}) });
          const market = marketOf(engine);
          const all: UntimedCommand[] = [...first, ...commands];
          for (const [index, command] of all.entries()) {
            engine.apply({ ...command, timeMs: simulatedMs(index) });
            // A sum that is asked after every change would hide one that misses a change.
            asked += checkSome(market, drawn.next().value ?? 0);
          }
          checkSome(market, 63);
        }),
        { numRuns: 100 },
      );
      expect(asked).toBeGreaterThan(10_000);
    },
  );
});

/** Instruments of one micro a tick and lot, which count how often they are valued. */
function countingInstruments(count: number): { instruments: InstrumentState[]; valuations: number[] } {
  const pools = { orders: new OrderPool(), triggerOrders: new TriggerOrders() };
  const valuations = Array.from({ length: count }, () => 0);
  const instruments = valuations.map((_, id) => {
    const specification = plainInstrument({ microsPerTickLot: 1, symbol: `COUNT${id}` });
    const state = createInstrumentState(id, specification, {
      ...pools,
      assetId: 0,
      treasury: createTreasury(null),
      listedMs: 0,
    });
    return Object.defineProperty({ ...state, markTicks: 1 }, 'specification', {
      get: () => {
        valuations[id] = (valuations[id] ?? 0) + 1;
        return specification;
      },
    });
  });
  return { instruments, valuations };
}

/** One account with a position of one lot in each of some instruments. */
function oneAccount(count: number) {
  const { instruments, valuations } = countingInstruments(count);
  const positions = new PositionStore({ isIsolatedByDefault: () => false });
  const margins = new MarginTotals(positions, instruments, { feeTier: () => 0 });
  const rows = instruments.map(({ id }) => {
    positions.addInstrument(20);
    const row = positions.row(0, id, 0);
    positions.setPosition(row, 1, 0);
    return row;
  });
  margins.claimsMicros(0);
  valuations.fill(0);
  const valued = (): number[] => [...valuations.keys()].filter((id) => (valuations[id] ?? 0) > 0);
  return { instruments, positions, margins, rows, valued };
}

describe('what is valued anew', () => {
  test('M5 an order on one of 16 instruments: that one alone', () => {
    const { positions, margins, rows, valued } = oneAccount(16);
    positions.countOrders(positions.ordersPlace(rows[5] ?? 0, 1), 3, 3);
    margins.claimsMicros(0);
    margins.unrealisedMicros(0);
    margins.maintenanceMicros(0);
    expect(valued()).toEqual([5]);
  });

  test('M5 an order, while nobody asks for claims: nothing', () => {
    const { positions, margins, rows, valued } = oneAccount(16);
    positions.countOrders(positions.ordersPlace(rows[5] ?? 0, 1), 3, 3);
    margins.unrealisedMicros(0);
    margins.maintenanceMicros(0);
    expect(valued()).toEqual([]);
  });

  test('M5 nothing changed: nothing', () => {
    const { margins, valued } = oneAccount(16);
    margins.noteMark();
    margins.claimsMicros(0);
    expect(valued()).toEqual([]);
  });

  test('M5 one mark moved: its instrument alone', () => {
    const { instruments, margins, valued } = oneAccount(16);
    Object.assign(instruments[9] ?? {}, { markTicks: 2 });
    margins.noteMark();
    expect(margins.unrealisedMicros(0)).toBe(17);
    expect(valued()).toEqual([9]);
  });
});

test('M3 a sum that would lose a micro beyond 2^53 on the way is added up anew', () => {
  const { positions, margins, rows } = oneAccount(3);
  const profit = (row: number, micros: number): void => positions.setPosition(rows[row] ?? 0, 1, 1 - micros);
  const big = 6_000_000_000_000_000;
  profit(0, big + 1);
  profit(1, -big);
  profit(2, big + 2);
  expect(margins.unrealisedMicros(0)).toBe(big + 3);
  // Without the second row the others are 2 × big + 3, an odd number that a double cannot hold.
  profit(1, -big - 7);
  expect(margins.unrealisedMicros(0)).toBe(big - 4);
});
