import { explainInverseIsolated, explainMargin } from '@spillway/margin';
import { expect, test } from 'vitest';
import { BYBIT_UTA } from './bybit-uta.ts';

test('M10 a published example: 1 BTC at 20,000, fifty times, maintenance 0.5 % of entry, liquidates at 19,700', () => {
  // 20,000 × (1 − 1/50 + 0.5 %) = 20,000 × 0.985. Bybit help centre, Liquidation Price (USDT Contract), example 1.
  const rate = (BYBIT_UTA.instruments['BTCUSDT']?.riskTiers[0]?.maintenanceRatePpm ?? 0) / 1_000_000;
  const report = explainMargin({
    rules: { maintenanceBasis: BYBIT_UTA.rules.maintenanceBasis },
    wallet: 400,
    positions: [
      {
        symbol: 'BTCUSDT',
        side: 'long',
        qty: 1,
        entry: 20_000,
        mark: 20_000,
        mode: 'isolated',
        leverage: 50,
        mmr: rate,
      },
    ],
  });
  expect(report.positions[0]?.liquidationPrice).toBe('19700');
});

test('X2 the inverse contract settles in bitcoin: 60,000 lots at 50,000 are 1.2 BTC', () => {
  const contract = BYBIT_UTA.instruments['BTCUSD'];
  expect(contract).toMatchObject({ contractType: 'inverse', settlementAsset: 'BTC' });
  expect(BYBIT_UTA.rules.assets).toContainEqual({ symbol: 'BTC', decimals: 8 });
  // 50,000 dollars are 100,000 ticks of half a dollar: 60,000 × 200,000,000 / 100,000 = 120,000,000 units of 10^-8.
  expect((60_000 * (contract?.microTicksPerLot ?? 0)) / 100_000).toBe(120_000_000);
});

test('M9 the published inverse example: 60,000 USD at 50,000, ten times, liquidates at 45,662.10 or 55,248.62', () => {
  // 60,000 / (1.2 ± (0.12 − 0.006)); Bybit help centre, Liquidation Price, isolated margin, unified trading account.
  const rate = (BYBIT_UTA.instruments['BTCUSD']?.riskTiers[0]?.maintenanceRatePpm ?? 0) / 1_000_000;
  const price = (side: 'long' | 'short') => {
    const question = { side, contractValue: 60_000, entry: 50_000, leverage: 10, mmr: rate };
    const report = explainInverseIsolated({
      ...question,
      maintenanceBasis: BYBIT_UTA.rules.maintenanceBasis,
    });
    return Number(report.liquidationPrice).toFixed(2);
  };
  expect(price('long')).toBe('45662.10');
  expect(price('short')).toBe('55248.62');
});

test('A11 the margin mode belongs to the account, and a covered position may change it', () => {
  expect(BYBIT_UTA.rules).toMatchObject({ marginModeScope: 'account', marginModeChange: 'when-covered' });
});

test('I6 the fund stops 30 % below its peak of eight hours and takes over again within 25 %', () => {
  expect(BYBIT_UTA.rules.insuranceDrawdown).toEqual({
    windowMs: 28_800_000,
    startPpm: 300_000,
    stopPpm: 250_000,
  });
});

test('F2 the published cap is three quarters of initial less maintenance rate: 0.75 × (1 % − 0.5 %)', () => {
  expect(BYBIT_UTA.instruments['BTCUSDT']?.funding?.capPpb).toBe((3 * (10_000_000 - 5_000_000)) / 4);
});
