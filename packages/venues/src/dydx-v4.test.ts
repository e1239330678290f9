import { expect, test } from 'vitest';
import {
  DYDX_LIQUIDITY_TIERS,
  fundingCapPpb,
  openInterestScalingOf,
  riskTiersOf,
} from './dydx-liquidity-tiers.ts';
import { DYDX_V4 } from './dydx-v4.ts';

test('M2 maintenance is a share of the initial margin: 1.2, 3, 5 and 10 %', () => {
  const rates = Object.values(DYDX_LIQUIDITY_TIERS).map((tier) => {
    const [only] = riskTiersOf(tier);
    return [only?.maintenanceRatePpm, only?.leverageMax];
  });
  expect(rates).toEqual([
    [12_000, 50],
    [30_000, 20],
    [50_000, 10],
    [100_000, 5],
  ]);
});

test('F2 the published cap: 600 % × (5 % − 3 %) is 12 % in eight hours, paid as 1.5 % an hour', () => {
  // dydxprotocol/v4-documentation, funding.
  const capPpb = fundingCapPpb(DYDX_LIQUIDITY_TIERS['Mid-Cap']);
  expect(capPpb).toBe(15_000_000);
  expect(capPpb * 8).toBe(120_000_000);
});

test('F2 premium and interest are added without a clamp', () => {
  for (const { funding } of Object.values(DYDX_V4.instruments)) {
    expect(funding).toMatchObject({ clampPpb: null, interestPpb: 100_000, divisor: 8 });
  }
});

test('M1 open interest counts for the smaller tiers alone', () => {
  expect(openInterestScalingOf(DYDX_LIQUIDITY_TIERS['Large-Cap'])).toBeNull();
  expect(DYDX_V4.instruments['BTCUSD']?.openInterestScaling).toBeNull();
  expect(DYDX_V4.instruments['SOLUSD']?.openInterestScaling).toEqual({
    lowerMicros: 20_000_000_000_000,
    upperMicros: 50_000_000_000_000,
  });
});

test('L1, L15, L17 the trigger is strict, a block closes a tenth, the price follows the shortage', () => {
  expect(DYDX_V4.rules).toMatchObject({
    isTriggerInclusive: false,
    isLeverageChosen: false,
    isHedgeModeOffered: false,
    orderCancelScope: 'none',
    partial: {
      kind: 'block-cap',
      sharePpm: 100_000,
      notionalMinMicros: 1_000_000_000,
      notionalMaxMicros: 100_000_000_000,
    },
    forcedPriceBound: { kind: 'fillable', adjustmentPpm: 1_000_000, spreadPpm: 1_500_000 },
    deleveragingRanking: 'rotation',
  });
});

test('A15 the last four tiers are paid for making, never more than the lowest taker fee', () => {
  for (const { feeTiers } of Object.values(DYDX_V4.instruments)) {
    expect(feeTiers.slice(-4).map(({ makerFeePpm }) => Number(makerFeePpm))).toEqual([-50, -90, -110, -110]);
  }
});
