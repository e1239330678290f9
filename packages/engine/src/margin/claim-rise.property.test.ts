import { quoteMicros, ratePpm } from '@spillway/protocol';
import { plainInstrument } from '@spillway/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OrderPool } from '../book/order-pool.ts';
import type { Direction } from '../direction.ts';
import {
  createInstrumentState,
  type InstrumentState,
  steepestMaintenanceRate,
  valueMicros,
} from '../instrument-state.ts';
import { createTreasury } from '../treasury.ts';
import { TriggerOrders } from '../triggers/trigger-orders.ts';
import { claimRiseMicros, ROUNDINGS_MICROS } from './claim-rise.ts';
import { type ClosingFeeTerms, closingFeePpmOf } from './closing-fee.ts';
import { Exposure } from './exposure.ts';
import { claimMicros } from './order-margin.ts';

/** Three tiers, with floors that are no whole units and low enough for positions of some lots to cross them. */
const SPECIFICATION = plainInstrument({
  microsPerTickLot: 7,
  takerFeePpm: ratePpm(9_000),
  riskTiers: [
    [0, 4_000, 0, 100],
    [1_000_003, 50_000, 46_000, 15],
    [5_000_011, 200_000, 796_001, 4],
  ].map(([floor = 0, rate = 0, amount = 0, leverageMax = 1]) => ({
    notionalFloorMicros: quoteMicros(floor),
    maintenanceRatePpm: ratePpm(rate),
    maintenanceAmountMicros: quoteMicros(amount),
    leverageMax,
  })),
});

interface Drawn {
  readonly markTicks: number;
  readonly sizeLots: number;
  readonly leverage: number;
  readonly isClosingFeeInMaintenance: boolean;
  readonly buys: readonly [lots: number, ticks: number];
  readonly sells: readonly [lots: number, ticks: number];
  readonly direction: Direction;
  readonly order: readonly [lots: number, ticks: number];
}

const lotsArbitrary = fc.integer({ min: 0, max: 2_000 });
const ticksArbitrary = fc.integer({ min: 1, max: 2_000 });
const ordersArbitrary = fc.tuple(lotsArbitrary, ticksArbitrary);

const drawnArbitrary: fc.Arbitrary<Drawn> = fc.record({
  markTicks: ticksArbitrary,
  sizeLots: fc.integer({ min: -2_000, max: 2_000 }),
  leverage: fc.integer({ min: 1, max: 100 }),
  isClosingFeeInMaintenance: fc.boolean(),
  buys: ordersArbitrary,
  sells: ordersArbitrary,
  direction: fc.constantFrom<Direction>(1, -1),
  order: fc.tuple(fc.integer({ min: 1, max: 2_000 }), ticksArbitrary),
});

function instrumentOf(drawn: Drawn): InstrumentState {
  return {
    ...createInstrumentState(0, SPECIFICATION, {
      orders: new OrderPool(),
      triggerOrders: new TriggerOrders(),
      assetId: 0,
      treasury: createTreasury(null),
      listedMs: 0,
    }),
    markTicks: drawn.markTicks,
  };
}

function termsOf({ isClosingFeeInMaintenance }: Drawn): ClosingFeeTerms {
  return { rules: { isClosingFeeInMaintenance }, accounts: { feeTier: () => 0 } };
}

function rateOf(drawn: Drawn, instrument: InstrumentState): number {
  return Math.max(1 / drawn.leverage, steepestMaintenanceRate(instrument, termsOf(drawn).rules));
}

function exposureOf(drawn: Drawn, instrument: InstrumentState): Exposure {
  const closingFeePpm = closingFeePpmOf(termsOf(drawn), instrument, 0);
  const exposure = new Exposure().readNone({ leverage: drawn.leverage, closingFeePpm, isIsolated: false });
  exposure.sizeLots = drawn.sizeLots;
  for (const [direction, [lots, ticks]] of [[1, drawn.buys] as const, [-1, drawn.sells] as const]) {
    exposure.addOrder(direction, lots, valueMicros(instrument, lots, ticks));
  }
  return exposure;
}

const RUNS = { numRuns: 5_000 };

test('M4 an order that comes, and one that goes, raises the claim by no more than was said', () => {
  let rises = 0;
  fc.assert(
    fc.property(drawnArbitrary, (drawn) => {
      const instrument = instrumentOf(drawn);
      const without = exposureOf(drawn, instrument);
      const [lots, ticks] = drawn.order;
      const costMicros = valueMicros(instrument, lots, ticks);
      const withOrder = exposureOf(drawn, instrument);
      withOrder.addOrder(drawn.direction, lots, costMicros);
      const worthMicros = valueMicros(instrument, lots, drawn.markTicks);
      const rate = rateOf(drawn, instrument);
      const riseMicros = claimRiseMicros(worthMicros, costMicros, rate);
      const changeMicros = claimMicros(instrument, withOrder) - claimMicros(instrument, without);
      if (changeMicros < 0) rises += 1;
      expect(Math.abs(changeMicros)).toBeLessThanOrEqual(riseMicros);
    }),
    RUNS,
  );
  // It must have happened that an order that goes raises the claim.
  expect(rises).toBeGreaterThan(0);
});

test('M4 an order that goes raises the claim by no more than its open loss moves', () => {
  fc.assert(
    fc.property(drawnArbitrary, (drawn) => {
      const instrument = instrumentOf(drawn);
      const [lots, ticks] = drawn.order;
      const withOrder = exposureOf(drawn, instrument);
      withOrder.addOrder(drawn.direction, lots, valueMicros(instrument, lots, ticks));
      const movesMicros = Math.abs(valueMicros(instrument, lots, ticks - drawn.markTicks));
      const riseMicros =
        claimMicros(instrument, exposureOf(drawn, instrument)) - claimMicros(instrument, withOrder);
      expect(riseMicros).toBeLessThanOrEqual(movesMicros + ROUNDINGS_MICROS);
    }),
    RUNS,
  );
});

test('M4 M5 a fill of an order that was counted lowers free margin by no more than its loss against the mark', () => {
  fc.assert(
    fc.property(drawnArbitrary, (drawn) => {
      const instrument = instrumentOf(drawn);
      const [lots, ticks] = drawn.order;
      const resting = exposureOf(drawn, instrument);
      resting.addOrder(drawn.direction, lots, valueMicros(instrument, lots, ticks));
      const filled = exposureOf(drawn, instrument);
      filled.sizeLots += drawn.direction * lots;
      const gainMicros = drawn.direction * valueMicros(instrument, lots, drawn.markTicks - ticks);
      const freeChangeMicros =
        gainMicros + claimMicros(instrument, resting) - claimMicros(instrument, filled);
      expect(freeChangeMicros).toBeGreaterThanOrEqual(Math.min(0, gainMicros) - ROUNDINGS_MICROS);
    }),
    RUNS,
  );
});

test('M4 a fill raises the claim by no more than was said, and what was said is not idle', () => {
  let tightest = 0;
  fc.assert(
    fc.property(drawnArbitrary, (drawn) => {
      const instrument = instrumentOf(drawn);
      const before = exposureOf(drawn, instrument);
      const [lots] = drawn.order;
      const filled = exposureOf(drawn, instrument);
      filled.sizeLots += drawn.direction * lots;
      const worthMicros = valueMicros(instrument, lots, drawn.markTicks);
      const rate = rateOf(drawn, instrument);
      const riseMicros = claimRiseMicros(worthMicros, worthMicros, rate);
      const changeMicros = claimMicros(instrument, filled) - claimMicros(instrument, before);
      tightest = Math.max(tightest, changeMicros / riseMicros);
      expect(changeMicros).toBeLessThanOrEqual(riseMicros);
    }),
    RUNS,
  );
  expect(tightest).toBeGreaterThan(0.9);
});
