/**
 * Bounds of accounts of a few micros, where what is rounded weighs as much as what is not: every one of them is tried
 * out, at every mark that a search would pass over.
 */
import { mulDivFloor, PPM, quoteMicros, type RiskTier, validateInstrument } from '@spillway/protocol';
import { flatTier, plainInstrument } from '@spillway/testkit';
import { expect, test } from 'vitest';
import { OrderPool } from '../book/order-pool.ts';
import { createInstrumentState, type InstrumentState, valueMicros } from '../instrument-state.ts';
import { maintenanceMarginMicros } from '../margin/margin-math.ts';
import { createTreasury } from '../treasury.ts';
import { TriggerOrders } from '../triggers/trigger-orders.ts';
import { budgetMicrosOf, riskMicros, safeBoundTicks, safeFraction } from './safe-marks.ts';

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

/** One tick of one lot is one micro. */
const INSTRUMENTS: readonly MovableInstrument[] = [
  tiersAt(5_000, []),
  tiersAt(900_000, []),
  tiersAt(5_000, [11, 22, 33, 44]),
  tiersAt(500_000, [10, 11, 21, 22, 32]),
].map((riskTiers, id) => {
  const specification = plainInstrument({
    tickSize: '0.001',
    lotSize: '0.001',
    microsPerTickLot: 1,
    riskTiers,
  });
  return createInstrumentState(id, specification, {
    orders: new OrderPool(),
    triggerOrders: new TriggerOrders(),
    assetId: 0,
    treasury: createTreasury(),
  });
});

interface Held {
  readonly instrument: MovableInstrument;
  readonly sizeLots: number;
  readonly markTicks: number;
}

function maintenanceAt({ instrument, sizeLots }: Held, markTicks: number): number {
  const notionalMicros = Math.abs(valueMicros(instrument, sizeLots, markTicks));
  return maintenanceMarginMicros(instrument.specification, notionalMicros);
}

/** By how much a move of its mark changes what a position leaves above maintenance. */
function excessChange(held: Held, markTicks: number): number {
  const earned = valueMicros(held.instrument, held.sizeLots, markTicks - held.markTicks);
  return earned - maintenanceAt(held, markTicks) + maintenanceAt(held, held.markTicks);
}

/** The worst change among the marks that are passed over: from the bound to 12 ticks on the other side of the mark. */
function worstChange(held: Held, fraction: number): number {
  const { instrument, sizeLots, markTicks } = held;
  const boundTicks = safeBoundTicks(instrument, sizeLots, fraction);
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
  let tierCount = 0;
  for (const { instrument } of account) tierCount += instrument.specification.riskTiers.length;
  const budgetMicros = budgetMicrosOf({ equityMicros: excessMicros, maintenanceMicros: 0 }, tierCount);
  if (budgetMicros < 0) return null;
  let risk = 0;
  for (const { instrument, sizeLots, markTicks } of account) {
    instrument.markTicks = markTicks;
    risk += riskMicros(instrument, sizeLots, budgetMicros);
  }
  const fraction = safeFraction(budgetMicros, risk);
  let left = excessMicros;
  for (const held of account) {
    held.instrument.markTicks = held.markTicks;
    left += worstChange(held, fraction);
  }
  return left;
}

const SIZES = [-3, -2, -1, 1, 2, 3];
const MARKS = Array.from({ length: 48 }, (_, place) => place + 1);
const EXCESSES = Array.from({ length: 60 }, (_, place) => place);

function everyPosition(
  instrument: InstrumentState,
  sizes: readonly number[],
  marks: readonly number[],
): Held[] {
  return sizes.flatMap((sizeLots) => marks.map((markTicks) => ({ instrument, sizeLots, markTicks })));
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
});

test('L1 within its bound no mark brings a single position down to maintenance', () => {
  const accounts = INSTRUMENTS.flatMap((instrument) => everyPosition(instrument, SIZES, MARKS)).map(
    (held) => [held],
  );
  const { least, count } = leastLeft(accounts);
  expect(count).toBeGreaterThan(50_000);
  expect(least).toBeGreaterThan(0);
});

test('L1 within their bounds no marks bring two positions together down to maintenance', () => {
  const marks = [7, 10, 11, 12, 21, 22, 23, 31, 32, 33, 43];
  const [first, ...others] = INSTRUMENTS;
  if (first === undefined) throw new RangeError('no instrument');
  const pairs = others.flatMap((other) =>
    everyPosition(other, [-1, 1], marks).flatMap((held) =>
      everyPosition(first, [-2, 1], marks).map((companion) => [held, companion]),
    ),
  );
  const { least, count } = leastLeft(pairs);
  expect(count).toBeGreaterThan(50_000);
  expect(least).toBeGreaterThan(0);
});
