import { expect, test } from 'vitest';
import { BINANCE_USDM } from './binance-usdm.ts';
import { SPILLWAY_HOUSE } from './spillway-house.ts';

test('the house lists four instruments, with the risk tiers of Binance', () => {
  expect(Object.keys(SPILLWAY_HOUSE.instruments)).toEqual(['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'DOGEUSDT']);
  for (const [symbol, { riskTiers }] of Object.entries(SPILLWAY_HOUSE.instruments)) {
    expect(riskTiers).toEqual(BINANCE_USDM.instruments[symbol]?.riskTiers);
  }
});

test('L5 the house closes at most a fifth of what is above 100,000 USDT, and nets hedged legs first', () => {
  expect(SPILLWAY_HOUSE.rules).toMatchObject({
    isHedgeNetted: true,
    partial: { kind: 'restore-margin', thresholdMicros: 100_000_000_000, slicePpm: 200_000 },
  });
});

test('A7 the house lowers leverage where the margin covers it, other than Binance', () => {
  expect(SPILLWAY_HOUSE.rules.leverageLowering).toBe('when-covered');
  expect(BINANCE_USDM.rules.leverageLowering).toBe('not-when-isolated');
});
