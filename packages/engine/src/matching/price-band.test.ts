import { priceTicks } from '@spillway/protocol';
import { plainInstrument } from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import { OrderPool } from '../book/order-pool.ts';
import { createInstrumentState, type InstrumentState } from '../instrument-state.ts';
import { createTreasury } from '../treasury.ts';
import { TriggerOrders } from '../triggers/trigger-orders.ts';
import { bandEdgeTicks, isWithinBand } from './price-band.ts';

function markedAt(markTicks: number, largestTicks: number): InstrumentState {
  const specification = plainInstrument({ priceTicksMax: priceTicks(largestTicks) });
  const state = createInstrumentState(0, specification, {
    orders: new OrderPool(),
    triggerOrders: new TriggerOrders(),
    listedMs: 0,
    assetId: 0,
    treasury: createTreasury(null),
  });
  return { ...state, markTicks };
}

describe('the price band', () => {
  test('O4 its edges are rounded towards the mark', () => {
    // 999 × 1.05 = 1,048.95 and 999 × 0.95 = 949.05.
    const instrument = markedAt(999, 10_000);
    expect(bandEdgeTicks(instrument, 1, 50_000)).toBe(1_048);
    expect(bandEdgeTicks(instrument, -1, 50_000)).toBe(950);
    expect([949, 950, 999, 1_048, 1_049].map((ticks) => isWithinBand(instrument, ticks, 50_000))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });

  test('O4 its edges are prices of the instrument', () => {
    // 9,900 × 1.05 = 10,395, and 1 % of a tick is no price.
    expect(bandEdgeTicks(markedAt(9_900, 10_000), 1, 50_000)).toBe(10_000);
    expect(bandEdgeTicks(markedAt(1, 10_000), -1, 990_000)).toBe(1);
    expect(bandEdgeTicks(markedAt(9_900, 10_000), -1, 1_000_000)).toBe(1);
  });

  test('O4 it is the same where products have more digits than a number holds', () => {
    // 5 % of 10^12 ticks, in millionths, is 5 × 10^16.
    const mark = 1_000_000_000_000;
    const instrument = markedAt(mark, 2 * mark);
    const edge = 50_000_000_000;
    const distances = [-edge - 1, -edge, 0, edge, edge + 1];
    expect(distances.map((distance) => isWithinBand(instrument, mark + distance, 50_000))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });
});
