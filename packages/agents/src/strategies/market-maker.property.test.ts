import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inventorySizeShare, type MarketMakerParameters, volatilitySizeShare } from './market-maker.ts';

const PARAMETERS: MarketMakerParameters = {
  levels: 5,
  nearestFraction: 0.0001,
  farthestFraction: 0.003,
  levelNotionalMicros: 1e10,
  levelGrowth: 1.5,
  inventoryNotionalMicrosMax: 1e12,
  riskAversion: 1_000,
  horizonSeconds: 60,
  leanFractionMax: 0.01,
  marketWeight: 0.9,
  calmVolatilityPerSqrtSecond: 0.0001,
  withdrawalElasticity: 0.5,
  widening: 1,
  killMoveFraction: 0.01,
  coolDownMeanMs: 10_000,
  lookIntervalMs: 1_000,
  requoteFraction: 0.0001,
};

describe('withdrawal with inventory', () => {
  test('is (1 − |q|)₊ on the side that adds, 1 on the other', () => {
    expect(inventorySizeShare('buy', 0.25)).toBe(0.75);
    expect(inventorySizeShare('sell', 0.25)).toBe(1);
    expect(inventorySizeShare('sell', -0.25)).toBe(0.75);
    expect(inventorySizeShare('buy', 1.5)).toBe(0);
  });

  test('never lets an order add to a full inventory, never blocks the way out', () => {
    fc.assert(
      fc.property(fc.double({ min: -3, max: 3, noNaN: true }), (share) => {
        const adding = inventorySizeShare(share > 0 ? 'buy' : 'sell', share);
        const leaving = inventorySizeShare(share > 0 ? 'sell' : 'buy', share);
        expect(leaving).toBe(1);
        expect(adding).toBeGreaterThanOrEqual(0);
        expect(adding).toBeLessThanOrEqual(1);
        if (Math.abs(share) >= 1) expect(adding).toBe(0);
      }),
    );
  });
});

describe('withdrawal with volatility', () => {
  test('is nothing in calm and 1 / (1 + e (σ/σ₀ − 1)) above: 1/2 at three times calm with e = 0.5', () => {
    expect(volatilitySizeShare(0.000_05, PARAMETERS)).toBe(1);
    expect(volatilitySizeShare(0.0001, PARAMETERS)).toBe(1);
    expect(volatilitySizeShare(0.0003, PARAMETERS)).toBeCloseTo(0.5, 12);
  });
});
