import { describe, expect, test } from 'vitest';
import { type Calibration, calibrate } from './calibration.ts';
import { readScenario } from './catalogue.ts';
import { overrideScenario } from './override-scenario.ts';

const STILL_CLOCK = (): number => 0;

function run(name: string, seed: string, settings: readonly string[]): Calibration {
  return calibrate(overrideScenario(readScenario(name), settings), seed, STILL_CLOCK);
}

/** Up to the shock of 21:15, with a tenth of the holders: seconds instead of half a minute. */
const SHORT_OCTOBER = ['durationMinutes=31', 'population.holders.count=300'];
const FIRST_SLIDE = ['durationMinutes=9', 'population.holders.count=300'];

describe('quiet-day', () => {
  test.each(['1', '2', '3'])('liquidates nobody, keeps mark and index together (seed %s)', (seed) => {
    const result = run('quiet-day', seed, ['durationMinutes=8', 'population.holders.count=400']);
    expect(result.liquidations).toBe(0);
    expect(result.fundEnd).toBe(result.fundStart);
    expect(result.conservationErrorMicros).toBe(0n);
    expect(result.trades).toBeGreaterThan(500);
    for (const { discountMax, spreadMedianFraction } of result.instruments) {
      expect(discountMax).toBeGreaterThan(-0.002);
      expect(spreadMedianFraction).toBeLessThan(0.001);
    }
  });
});

describe('october-2025', () => {
  const mixed = run('october-2025', '42', SHORT_OCTOBER);

  test('liquidates in both modes and instruments, mostly longs, in several waves, and conserves money', () => {
    expect(mixed.conservationErrorMicros).toBe(0n);
    expect(mixed.liquidatedIsolated).toBeGreaterThan(0);
    expect(mixed.liquidatedNotional - mixed.liquidatedIsolated).toBeGreaterThan(0);
    for (const { liquidated } of mixed.instruments) expect(liquidated).toBeGreaterThan(0);
    expect(mixed.longShare).toBeGreaterThan(0.8);
    expect(mixed.waveMax).toBeGreaterThanOrEqual(2);
  });

  test('gives the same hash again, and another for another seed', () => {
    const hash = (seed: string): string => run('october-2025', seed, FIRST_SLIDE).stateHash;
    const first = hash('42');
    expect(hash('42')).toBe(first);
    expect(hash('43')).not.toBe(first);
  });

  test('the isolated share changes the liquidation volume on the same seed and path', () => {
    const cross = run('october-2025', '42', [...SHORT_OCTOBER, 'population.isolatedShare=0']);
    const isolated = run('october-2025', '42', [...SHORT_OCTOBER, 'population.isolatedShare=1']);
    expect(cross.liquidatedIsolated).toBe(0);
    expect(isolated.liquidatedIsolated).toBeGreaterThan(0);
    const difference = Math.abs(isolated.liquidatedNotional / cross.liquidatedNotional - 1);
    expect(difference).toBeGreaterThan(0.02);
    expect(isolated.instruments[0]?.openInterestStart).toBe(cross.instruments[0]?.openInterestStart);
    expect(isolated.instruments[0]?.indexFall).toBe(cross.instruments[0]?.indexFall);
  });
});

describe('circuit-breaker', () => {
  const without = ['BTCUSDT', 'SOLUSDT'].map((symbol) => `market.instruments.${symbol}.circuitBreaker=null`);

  test('is october-2025 again without its circuit breakers, the specifications included', () => {
    const plain = run('circuit-breaker', '42', [...FIRST_SLIDE, ...without]);
    expect(plain.stateHash).toBe(run('october-2025', '42', FIRST_SLIDE).stateHash);
  });

  test('refuses orders in its halts, conserves money, and gives the same hash again', () => {
    const halted = run('circuit-breaker', '42', SHORT_OCTOBER);
    expect(halted.rejected['PlaceOrder TRADING_HALTED']).toBeGreaterThan(0);
    expect(halted.conservationErrorMicros).toBe(0n);
    expect(halted.liquidations).toBeGreaterThan(0);
    expect(run('circuit-breaker', '42', SHORT_OCTOBER).stateHash).toBe(halted.stateHash);
    const october = run('october-2025', '42', SHORT_OCTOBER);
    expect(october.rejected['PlaceOrder TRADING_HALTED']).toBeUndefined();
    expect(october.instruments[0]?.indexFall).toBe(halted.instruments[0]?.indexFall);
  });
});

describe('correlated-selloff', () => {
  const settings = ['durationMinutes=12', 'population.holders.count=200'];

  test('takes the others along with the correlation', () => {
    const together = run('correlated-selloff', '42', [...settings, 'market.correlation=1']);
    const apart = run('correlated-selloff', '42', [...settings, 'market.correlation=0']);
    const [bitcoinTogether, , solanaTogether] = together.instruments;
    const [bitcoinApart, , solanaApart] = apart.instruments;
    expect(bitcoinApart?.indexFall).toBe(bitcoinTogether?.indexFall);
    // With correlation 1 SOL falls by the ratio of the volatilities, 1.8, in log price.
    const ratio =
      Math.log(1 + (solanaTogether?.indexFall ?? 0)) / Math.log(1 + (bitcoinTogether?.indexFall ?? 0));
    expect(ratio).toBeCloseTo(1.8, 2);
    expect(solanaApart?.indexFall ?? -1).toBeGreaterThan((solanaTogether?.indexFall ?? 0) / 2);
    expect(together.conservationErrorMicros).toBe(0n);
  });
});

describe('load-test', () => {
  test('keeps a two-sided market of millions on a calm path', () => {
    const result = run('load-test', '42', ['durationMinutes=5']);
    expect(result.liquidations).toBe(0);
    expect(result.conservationErrorMicros).toBe(0n);
    for (const { depthMin, depthStart } of result.instruments) {
      expect(depthStart).toBeGreaterThan(1_000_000);
      expect(depthMin).toBeGreaterThan(500_000);
    }
  });
});
