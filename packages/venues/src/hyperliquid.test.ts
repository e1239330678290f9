import { expect, test } from 'vitest';
import { HYPERLIQUID } from './hyperliquid.ts';

test('M2 maintenance is half the initial margin at the largest leverage, whatever leverage is chosen', () => {
  const rates = Object.values(HYPERLIQUID.instruments).map(({ symbol, riskTiers }) => [
    symbol,
    ...riskTiers.map((tier) => `${tier.maintenanceRatePpm} at ${tier.leverageMax}x`),
  ]);
  expect(rates).toEqual([
    ['BTC', '12500 at 40x', '25000 at 20x'],
    ['ETH', '20000 at 25x', '33334 at 15x'],
    ['SOL', '25000 at 20x', '50000 at 10x'],
    ['XRP', '25000 at 20x', '50000 at 10x'],
    ['DOGE', '50000 at 10x', '100000 at 5x'],
    ['ARB', '50000 at 10x', '100000 at 5x'],
  ]);
});

test('M2 10,000 USDC on an asset of 20x need 250 USDC of maintenance', () => {
  const first = HYPERLIQUID.instruments['SOL']?.riskTiers[0];
  expect((10_000 * (first?.maintenanceRatePpm ?? 0)) / 1_000_000).toBe(250);
});

test('M2 the deduction of the second band: 150 million × (2.5 % − 1.25 %) = 1.875 million USDC', () => {
  const second = HYPERLIQUID.instruments['BTC']?.riskTiers[1];
  expect(second).toMatchObject({
    notionalFloorMicros: 150_000_000_000_000,
    maintenanceAmountMicros: 1_875_000_000_000,
  });
});

test('L1, L13, L21 the trigger is strict, a fifth comes first, two thirds of maintenance are the backstop', () => {
  const { rules } = HYPERLIQUID;
  expect(rules.isTriggerInclusive).toBe(false);
  expect(rules.partial).toEqual({
    kind: 'slice',
    thresholdMicros: 100_000_000_000,
    slicePpm: 200_000,
    coolDownMs: 30_000,
  });
  expect(rules.backstopPpm).toBe(Math.floor(2_000_000 / 3));
});

test('L9 a liquidation costs no fee', () => {
  for (const { liquidationFeePpm } of Object.values(HYPERLIQUID.instruments))
    expect(liquidationFeePpm).toBe(0);
});

test('F2 the hour pays an eighth of the eight-hour rate: 0.01 % interest is 0.00125 % an hour', () => {
  for (const { funding } of Object.values(HYPERLIQUID.instruments)) {
    expect(funding).toMatchObject({ intervalMs: 3_600_000, divisor: 8, capPpb: 40_000_000 });
    // Premium 0: clamp(0.01 %, ±0.05 %) / 8.
    expect((funding?.interestPpb ?? 0) / (funding?.divisor ?? 0)).toBe(12_500);
  }
});

test('A15 three tiers of makers are paid', () => {
  const rebates = HYPERLIQUID.instruments['BTC']?.feeTiers.map(({ makerFeePpm }) => Number(makerFeePpm));
  expect(rebates?.filter((fee) => fee < 0)).toEqual([-10, -20, -30]);
});
