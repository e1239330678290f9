import { describe, expect, test } from 'vitest';
import { expectOutcome, OutcomeError } from './measurement.ts';
import { ROWS } from './rows.ts';

describe('every row runs, at a thousandth of its size, and its outcome is right', () => {
  test.each(ROWS)('$name', async (row) => {
    const measurements = await row.run({ rounds: 1, scale: 0.001 });
    expect(measurements.length).toBeGreaterThan(0);
    for (const { operations, cpuNs, wallNs, judgement } of measurements) {
      expect(operations).toBeGreaterThan(0);
      for (const number of [cpuNs, wallNs, judgement?.value ?? null]) {
        expect(number === null || Number.isFinite(number)).toBe(true);
      }
    }
  });
});

test('an outcome that is wrong is an error, with both sides in it', () => {
  expect(() => expectOutcome('trades', [1, 2], [1, 2])).not.toThrow();
  expect(() => expectOutcome('trades', [1, 3], [1, 2])).toThrow(OutcomeError);
  expect(() => expectOutcome('trades', [1, 3], [1, 2])).toThrow('trades: expected [1,2], got [1,3]');
});
