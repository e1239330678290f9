/** Rows at a hundredth of their size: what they come to is checked by the rows themselves, their times by nobody. */
import { describe, expect, test } from 'vitest';
import { slopeOf } from './rows/soak.ts';
import { ROWS } from './rows.ts';

describe('every row runs, and as many orders stand in the journal as were acknowledged', () => {
  test.each(ROWS)('$name', async (row) => {
    const measurements = await row.run({ rounds: 1, scale: 0.01, settings: { minutes: 0.05 } });
    expect(measurements.length).toBeGreaterThan(0);
    for (const { operations, judgement } of measurements) {
      expect(operations).toBeGreaterThan(0);
      if (judgement !== null) expect(Number.isFinite(judgement.value)).toBe(true);
    }
  });
});

test('the slope is that of the line through the points', () => {
  expect(slopeOf([0, 1, 2, 5].map((x) => ({ x, y: 7 - 3 * x })))).toBeCloseTo(-3, 12);
});
