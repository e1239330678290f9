/**
 * Bounds of accounts of a few micros, where what is rounded weighs as much as what is not: every one of them is tried
 * out, at every mark that a search would pass over.
 */
import {
  HOUSE_RULES,
  mulDivFloor,
  PPM,
  priceTicks,
  quoteMicros,
  type RiskTier,
  validateInstrument,
} from '@spillway/protocol';
import { flatTier, plainInstrument } from '@spillway/testkit';
import { expect, test } from 'vitest';
import { OrderPool } from '../book/order-pool.ts';
import {
  createInstrumentState,
  type InstrumentState,
  notionalMicros,
  valueMicros,
} from '../instrument-state.ts';
import { maintenanceAtMarkMicros } from '../margin/margin-math.ts';
import { createTreasury } from '../treasury.ts';
import { TriggerOrders } from '../triggers/trigger-orders.ts';
import { budgetMicrosOf, riskMicros, roundingMicros, safeBoundTicks, safeFraction } from './safe-marks.ts';

/** Tiers from the given floors up, 9 % each: most amounts are cut by almost a whole micro. */
function tiersAt(firstPpm: number, floorsMicros: readonly number[]): RiskTier[] {
  const tiers = [flatTier(firstPpm, 1)];
  let amountMicros = 0;
  for (const [place, floorMicros] of floorsMicros.entries()) {
    amountMicros += mulDivFloor(floorMicros, 90_000, PPM);
    tiers.push({
      ...flatTier(firstPpm + 90_000 * (place + 1), 1),
      notionalFloorMicros: quoteMicros(floorMicros),
      maintenanceAmountMicros: quoteMicros(amountMicros),
    });
  }
  return tiers;
}

/** An instrument whose mark a test may move, as only the market may otherwise. */
type MovableInstrument = InstrumentState & { markTicks: number };

const TIERS: readonly RiskTier[][] = [
  tiersAt(5_000, []),
  tiersAt(900_000, []),
  tiersAt(5_000, [11, 22, 33, 44]),
  tiersAt(500_000, [10, 11, 21, 22, 32]),
];

/** One tick of one lot is one micro. */
const INSTRUMENTS: readonly MovableInstrument[] = TIERS.map((riskTiers, id) => {
  const specification = plainInstrument({
    tickSize: '0.001',
    lotSize: '0.001',
    microsPerTickLot: 1,
    riskTiers,
  });
  return createInstrumentState(id, specification, {
    orders: new OrderPool(),
    triggerOrders: new TriggerOrders(),
    listedMs: 0,
    assetId: 0,
    treasury: createTreasury(null),
  });
});

/** One lot is worth 240 units of the coin at a price of one tick, and 5 at 48. */
const INVERSE: readonly MovableInstrument[] = TIERS.map((riskTiers, place) => {
  const specification = plainInstrument({
    contractType: 'inverse',
    settlementAsset: 'BTC',
    tickSize: '1',
    lotSize: '0.0000024',
    microsPerTickLot: 0,
    microTicksPerLot: 240,
    priceTicksMax: priceTicks(400),
    riskTiers,
  });
  return createInstrumentState(TIERS.length + place, specification, {
    orders: new OrderPool(),
    triggerOrders: new TriggerOrders(),
    listedMs: 0,
    assetId: 0,
    treasury: createTreasury(null),
  });
});
const COIN = { ...HOUSE_RULES, assets: [{ symbol: 'BTC', decimals: 8 }] };

interface Held {
  readonly instrument: MovableInstrument;
  readonly sizeLots: number;
  readonly markTicks: number;
  readonly closingFeePpm: number;
}

function maintenanceAt({ instrument, sizeLots, closingFeePpm }: Held, markTicks: number): number {
  return maintenanceAtMarkMicros(instrument, notionalMicros(instrument, sizeLots, markTicks), closingFeePpm);
}

/** By how much a move of its mark changes what a position leaves above maintenance. */
function excessChange(held: Held, markTicks: number): number {
  const { instrument, sizeLots } = held;
  const earned =
    valueMicros(instrument, sizeLots, markTicks) - valueMicros(instrument, sizeLots, held.markTicks);
  return earned - maintenanceAt(held, markTicks) + maintenanceAt(held, held.markTicks);
}

/** The worst change among the marks that are passed over: from the bound to 12 ticks on the other side of the mark. */
function worstChange(held: Held, fraction: number, budgetMicros: number): number {
  const { sizeLots, markTicks } = held;
  const boundTicks = safeBoundTicks(held, fraction, budgetMicros);
  const farTicks = markTicks + Math.sign(sizeLots) * 12;
  let worst = 0;
  const lastTicks = Math.min(Math.max(boundTicks, farTicks), 400);
  for (let ticks = Math.max(1, Math.min(boundTicks, farTicks)); ticks <= lastTicks; ticks += 1) {
    worst = Math.min(worst, excessChange(held, ticks));
  }
  return worst;
}

/** What is left above maintenance when every mark is where it hurts most; null when nothing may be passed over. */
function leftMicros(account: readonly Held[], excessMicros: number): number | null {
  let setAsideMicros = 0;
  for (const held of account) setAsideMicros += roundingMicros(held);
  const budgetMicros = budgetMicrosOf({ equityMicros: excessMicros, maintenanceMicros: 0 }, setAsideMicros);
  if (budgetMicros < 0) return null;
  let risk = 0;
  for (const held of account) {
    held.instrument.markTicks = held.markTicks;
    risk += riskMicros(held, budgetMicros);
  }
  const fraction = safeFraction(budgetMicros, risk);
  let left = excessMicros;
  for (const held of account) {
    held.instrument.markTicks = held.markTicks;
    left += worstChange(held, fraction, budgetMicros);
  }
  return left;
}

const SIZES = [-3, -2, -1, 1, 2, 3];
const MARKS = Array.from({ length: 48 }, (_, place) => place + 1);
const EXCESSES = Array.from({ length: 60 }, (_, place) => place);

function everyPosition(
  instrument: InstrumentState,
  sizes: readonly number[],
  at: { readonly marks: readonly number[]; readonly closingFeePpm?: number },
): Held[] {
  const { marks, closingFeePpm = 0 } = at;
  return sizes.flatMap((sizeLots) =>
    marks.map((markTicks) => ({ instrument, sizeLots, markTicks, closingFeePpm })),
  );
}

/** The least that any of the accounts is left with, and how many there were that could be passed over. */
function leastLeft(accounts: Iterable<readonly Held[]>): { least: number; count: number } {
  let least = Number.POSITIVE_INFINITY;
  let count = 0;
  for (const account of accounts) {
    for (const excessMicros of EXCESSES) {
      const left = leftMicros(account, excessMicros);
      if (left === null) continue;
      count += 1;
      least = Math.min(least, left);
    }
  }
  return { least, count };
}

test('the tiers are ones that could be listed', () => {
  for (const { specification } of INSTRUMENTS) expect(validateInstrument(specification)).toEqual([]);
  for (const { specification } of INVERSE) expect(validateInstrument(specification, COIN)).toEqual([]);
});

test.each([
  { name: 'a linear contract', instruments: INSTRUMENTS, closingFeePpm: 0 },
  { name: 'a linear contract with the fee of closing', instruments: INSTRUMENTS, closingFeePpm: 20_000 },
  { name: 'an inverse contract', instruments: INVERSE, closingFeePpm: 0 },
  { name: 'an inverse contract with the fee of closing', instruments: INVERSE, closingFeePpm: 20_000 },
])('L1 within its bound no mark brings a position in $name down to maintenance', (venue) => {
  const { instruments, closingFeePpm } = venue;
  const accounts = instruments
    .flatMap((instrument) => everyPosition(instrument, SIZES, { marks: MARKS, closingFeePpm }))
    .map((held) => [held]);
  const { least, count } = leastLeft(accounts);
  expect(count).toBeGreaterThan(50_000);
  expect(least).toBeGreaterThan(0);
});

test('L1 within their bounds no marks bring two positions together down to maintenance', () => {
  const marks = [7, 10, 11, 12, 21, 22, 23, 31, 32, 33, 43];
  const [first, ...others] = INSTRUMENTS;
  if (first === undefined) throw new RangeError('no instrument');
  const pairs = [...others, ...INVERSE.slice(-1)].flatMap((other) =>
    everyPosition(other, [-1, 1], { marks }).flatMap((held) =>
      everyPosition(first, [-2, 1], { marks }).map((companion) => [held, companion]),
    ),
  );
  const { least, count } = leastLeft(pairs);
  expect(count).toBeGreaterThan(50_000);
  expect(least).toBeGreaterThan(0);
});
