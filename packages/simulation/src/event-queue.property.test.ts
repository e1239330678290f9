import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventQueue } from './event-queue.ts';

function drain(queue: EventQueue): number[] {
  const payloads: number[] = [];
  while (queue.size > 0) payloads.push(queue.pop());
  return payloads;
}

describe('the event queue', () => {
  test('gives entries of one moment back in the order they came', () => {
    const queue = new EventQueue();
    for (const payload of [5, 3, 9, 1]) queue.push(10, payload);
    queue.push(4, 7);
    expect(queue.nextTimeMs).toBe(4);
    expect(drain(queue)).toEqual([7, 5, 3, 9, 1]);
    expect(queue.nextTimeMs).toBe(Number.POSITIVE_INFINITY);
  });

  test('refuses to pop from nothing', () => {
    expect(() => new EventQueue().pop()).toThrow('empty queue');
  });

  test('agrees with a stable sort by time, over pushes and pops in any order', () => {
    const step = fc.oneof(
      fc.record({ timeMs: fc.integer({ min: 0, max: 30 }) }),
      fc.constant('pop' as const),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 3_000 }), (steps) => {
        const queue = new EventQueue();
        let model: { timeMs: number; payload: number }[] = [];
        for (const [payload, action] of steps.entries()) {
          if (action !== 'pop') {
            queue.push(action.timeMs, payload);
            model.push({ timeMs: action.timeMs, payload });
            continue;
          }
          // Array.prototype.sort is stable: equal times keep the order of pushing.
          model.sort((left, right) => left.timeMs - right.timeMs);
          const expected = model[0];
          if (expected === undefined) continue;
          model = model.slice(1);
          expect(queue.nextTimeMs).toBe(expected.timeMs);
          expect(queue.pop()).toBe(expected.payload);
        }
        expect(queue.size).toBe(model.length);
      }),
      { numRuns: 60 },
    );
  });

  test('grows beyond its first capacity', () => {
    const queue = new EventQueue();
    for (let index = 0; index < 5_000; index += 1) queue.push(5_000 - index, index);
    expect(drain(queue)).toEqual(Array.from({ length: 5_000 }, (_, index) => 4_999 - index));
  });
});
