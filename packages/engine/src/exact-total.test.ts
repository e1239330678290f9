import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExactTotal } from './exact-total.ts';

test('C1 a sum over accounts is the sum in bigint, however large its terms and itself', () => {
  const terms = fc.oneof(
    fc.maxSafeInteger(),
    fc.integer(),
    fc.constantFrom(Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 4_503_599_627_370_496, -1, 0),
  );
  fc.assert(
    fc.property(fc.array(terms, { maxLength: 200, size: 'max' }), (values) => {
      const total = new ExactTotal();
      for (const value of values) total.add(value);
      expect(total.value).toBe(values.reduce((sum, value) => sum + BigInt(value), 0n));
    }),
  );
});
