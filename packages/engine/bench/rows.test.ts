import { describe, expect, test } from 'vitest';
import { ROWS } from './rows.ts';

describe('every row runs, at a thousandth of its size, and its outcome is right', () => {
  test.each(ROWS)('$name', async (row) => {
    const measurements = await row.run({ rounds: 1, scale: 0.001, settings: {} });
    expect(measurements.length).toBeGreaterThan(0);
    for (const { operations, cpuNs, wallNs, judgement } of measurements) {
      expect(operations).toBeGreaterThan(0);
      for (const number of [cpuNs, wallNs, judgement?.value ?? null]) {
        expect(number === null || Number.isFinite(number)).toBe(true);
      }
    }
  });
});
