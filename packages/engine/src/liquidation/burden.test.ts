import { plainInstrument, plainInverseInstrument } from '@spillway/testkit';
import { expect, test } from 'vitest';
import { OrderPool } from '../book/order-pool.ts';
import { createInstrumentState, type InstrumentState } from '../instrument-state.ts';
import { createTreasury } from '../treasury.ts';
import { TriggerOrders } from '../triggers/trigger-orders.ts';
import { burdenMicros } from './liquidation.ts';

function marked(specification: InstrumentState['specification'], markTicks: number): InstrumentState {
  const pools = { orders: new OrderPool(), triggerOrders: new TriggerOrders() };
  const state = createInstrumentState(0, specification, {
    ...pools,
    listedMs: 0,
    assetId: 0,
    treasury: createTreasury(null),
  });
  return { ...state, markTicks };
}

test.each([
  // A long is sold to the other side: 1,000 lots at 90, worth 89 each unit, cost it 1.
  {
    what: 'a long above the mark',
    positionDirection: 1,
    priceTicks: 9_000,
    markTicks: 8_900,
    burden: 1_000_000,
  },
  { what: 'a long at the mark', positionDirection: 1, priceTicks: 9_000, markTicks: 9_000, burden: 0 },
  { what: 'a long below the mark', positionDirection: 1, priceTicks: 8_900, markTicks: 9_000, burden: 0 },
  {
    what: 'a short below the mark',
    positionDirection: -1,
    priceTicks: 9_000,
    markTicks: 9_200,
    burden: 2_000_000,
  },
  { what: 'a short above the mark', positionDirection: -1, priceTicks: 9_200, markTicks: 9_000, burden: 0 },
] as const)('C3 what taking over $what costs', ({ positionDirection, priceTicks, markTicks, burden }) => {
  const instrument = marked(plainInstrument(), markTicks);
  expect(burdenMicros({ instrument, positionDirection, lots: 1_000, priceTicks })).toBe(burden);
});

test('C3 of an inverse contract the cost is in the coin, rounded up once', () => {
  // 1,000 USD are 10 coins at 100 and 12.5 at 80: whoever buys a long back at 100 owes 2.5 coins more than he was given.
  const at80 = { instrument: marked(plainInverseInstrument(), 8_000), positionDirection: 1 } as const;
  expect(burdenMicros({ ...at80, lots: 1_000, priceTicks: 10_000 })).toBe(250_000_000);
  // The other way round a short: 12.5 − 10.
  const at100 = { instrument: marked(plainInverseInstrument(), 10_000), positionDirection: -1 } as const;
  expect(burdenMicros({ ...at100, lots: 1_000, priceTicks: 8_000 })).toBe(250_000_000);
  // One lot, one tick: 10^10 / 6,999 − 10^10 / 7,000 = 204.11 units.
  const near = { instrument: marked(plainInverseInstrument(), 6_999), positionDirection: 1 } as const;
  expect(burdenMicros({ ...near, lots: 1, priceTicks: 7_000 })).toBe(205);
});
