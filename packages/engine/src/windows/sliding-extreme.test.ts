import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Direction } from '../direction.ts';
import { SlidingExtreme } from './sliding-extreme.ts';

test('H4 I6 both ends of the window count', () => {
  const highest = new SlidingExtreme(1, 1_000);
  highest.add(0, 7);
  highest.add(1_000, 5);
  expect(highest.extreme()).toBe(7);
  highest.add(1_001, 4);
  expect(highest.extreme()).toBe(5);
  highest.expire(2_002);
  expect(highest.extreme()).toBeNull();
});

test('H4 I6 a window has the extreme that looking at everything in it finds', () => {
  const step = fc.record({ afterMs: fc.integer({ min: 0, max: 7 }), value: fc.integer({ min: -9, max: 9 }) });
  const setup = fc.record({
    direction: fc.constantFrom<Direction>(1, -1),
    windowMs: fc.integer({ min: 0, max: 60 }),
    restoredAfter: fc.nat({ max: 90 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 90, size: 'max' }), setup, (steps, given) => {
      const { direction, windowMs, restoredAfter } = given;
      let window = new SlidingExtreme(direction, windowMs);
      const seen: { timeMs: number; value: number }[] = [];
      let timeMs = 0;
      steps.forEach(({ afterMs, value }, index) => {
        timeMs += afterMs;
        window.add(timeMs, value);
        seen.push({ timeMs, value });
        const values = seen.filter((entry) => entry.timeMs >= timeMs - windowMs).map((entry) => entry.value);
        expect(window.extreme()).toBe(direction === 1 ? Math.max(...values) : Math.min(...values));
        if (index !== restoredAfter) return;
        const restored = new SlidingExtreme(direction, windowMs);
        for (const entry of window.entries()) restored.add(entry.timeMs, entry.value);
        expect(restored.entries()).toEqual(window.entries());
        window = restored;
      });
    }),
  );
});

test('H4 I6 a long falling run is kept whole, and given up in order', () => {
  const highest = new SlidingExtreme(1, 500);
  for (let timeMs = 0; timeMs < 5_000; timeMs += 1) highest.add(timeMs, 10_000 - timeMs);
  expect(highest.entries()).toHaveLength(501);
  expect(highest.extreme()).toBe(10_000 - 4_499);
  highest.clear();
  expect(highest.extreme()).toBeNull();
});
