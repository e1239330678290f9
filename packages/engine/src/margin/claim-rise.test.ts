/** Bounds of claims by sums in the head: how close they are decides how seldom margin is reckoned exactly. */
import { type MarketRules, PLAIN_CONTRACT, quoteMicros, ratePpm } from '@spillway/protocol';
import { flatTier, plainInstrument, plainInverseInstrument, plainRules } from '@spillway/testkit';
import { expect, test } from 'vitest';
import { OrderPool } from '../book/order-pool.ts';
import { createInstrumentState, type InstrumentState, steepestMaintenanceRate } from '../instrument-state.ts';
import { createTreasury } from '../treasury.ts';
import { TriggerOrders } from '../triggers/trigger-orders.ts';
import { claimRiseMicros } from './claim-rise.ts';

function stateOf(specification: InstrumentState['specification']): InstrumentState {
  return createInstrumentState(0, specification, {
    orders: new OrderPool(),
    triggerOrders: new TriggerOrders(),
    listedMs: 0,
    assetId: 0,
    treasury: createTreasury(null),
  });
}

function rulesWith(isClosingFeeInMaintenance: boolean): MarketRules {
  return plainRules({ isClosingFeeInMaintenance });
}

test('M11 maintenance grows along the steepest tier, with the fee of closing where it is included', () => {
  const steep = {
    ...flatTier(30_000, 20),
    notionalFloorMicros: quoteMicros(1_000_000),
    maintenanceAmountMicros: quoteMicros(20_000),
  };
  const instrument = stateOf(
    plainInstrument({ riskTiers: [flatTier(10_000, 50), steep], takerFeePpm: ratePpm(500) }),
  );
  expect(steepestMaintenanceRate(instrument, rulesWith(false))).toBe(0.03);
  expect(steepestMaintenanceRate(instrument, rulesWith(true))).toBeCloseTo(0.0305, 12);
});

test('M1, X2 no such bound holds where margin rises with open interest, or for an inverse contract', () => {
  const openInterestScaling = { lowerMicros: quoteMicros(1), upperMicros: quoteMicros(2) };
  const scaled = stateOf({ ...PLAIN_CONTRACT, ...plainInstrument({ openInterestScaling }) });
  expect(steepestMaintenanceRate(scaled, rulesWith(false))).toBe(Number.POSITIVE_INFINITY);
  const inverse = stateOf(plainInverseInstrument());
  expect(steepestMaintenanceRate(inverse, rulesWith(false))).toBe(Number.POSITIVE_INFINITY);
});

test('M4 the rise is worth × rate, and cost − worth, and no more than a micro for each of 64 tiers and a few besides', () => {
  // A tenth of 10,000 is 1,000; bought at 10,300, which is 300 dearer than the mark.
  const rise = claimRiseMicros(10_000, 10_300, 0.1);
  expect(rise).toBeGreaterThanOrEqual(1_300 + 64);
  expect(rise).toBeLessThanOrEqual(1_300 + 100);
});

test('M4 without a bound the rise of lots that are worth nothing is without a bound too', () => {
  expect(claimRiseMicros(0, 0, Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
});
