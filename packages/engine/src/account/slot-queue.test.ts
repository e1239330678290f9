import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SlotQueue } from './slot-queue.ts';

/** A number adds that slot, null takes the oldest out. */
const steps = fc.array(
  fc.oneof({ weight: 3, arbitrary: fc.nat({ max: 300 }) }, { weight: 2, arbitrary: fc.constant(null) }),
  { maxLength: 2_000, size: 'max' },
);

test('a queue of slots gives out what a Set would, oldest entry first', () => {
  let taken = 0;
  fc.assert(
    fc.property(steps, (all) => {
      const queue = new SlotQueue();
      const expected = new Set<number>();
      for (const slot of all) {
        if (slot !== null) {
          queue.add(slot);
          expected.add(slot);
        } else if (expected.size > 0) {
          const [oldest = 0] = expected;
          expect(queue.takeOldest()).toBe(oldest);
          expected.delete(oldest);
          taken += 1;
        }
        expect(queue.count).toBe(expected.size);
      }
      for (let slot = 0; slot <= 301; slot += 1) expect(queue.has(slot)).toBe(expected.has(slot));
      for (const slot of expected) expect(queue.takeOldest()).toBe(slot);
      expect(queue.count).toBe(0);
    }),
  );
  expect(taken).toBeGreaterThan(1_000);
});
