import { expect, test } from 'vitest';
import { expectOutcome, OutcomeError } from './measurement.ts';

test('an outcome that is wrong is an error, with both sides in it', () => {
  expect(() => expectOutcome('trades', [1, 2], [1, 2])).not.toThrow();
  expect(() => expectOutcome('trades', [1, 3], [1, 2])).toThrow(OutcomeError);
  expect(() => expectOutcome('trades', [1, 3], [1, 2])).toThrow('trades: expected [1,2], got [1,3]');
});
