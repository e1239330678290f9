import { expect, test } from 'vitest';
import { scenarioTimeMs } from './scenario-time.ts';

const STARTS_AT = '2025-10-10T20:45:00Z';

test.each([
  ['20:45', 0],
  ['20:56:30', 690_000],
  ['22:00', 4_500_000],
  ['00:10', 12_300_000],
  ['+35:30', 2_130_000],
  ['+120:00', 7_200_000],
])('%s is %i ms after 20:45', (time, expected) => {
  expect(scenarioTimeMs(time, STARTS_AT)).toBe(expected);
});

test('a clock time needs a clock', () => {
  expect(scenarioTimeMs('21:00', null)).toBeNull();
  expect(scenarioTimeMs('+01:00', null)).toBe(60_000);
});
