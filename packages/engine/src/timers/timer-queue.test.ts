import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_TIMER, TIMER_KINDS, type Timer, TimerQueue } from './timer-queue.ts';

function drained(queue: TimerQueue): Timer[] {
  const timers: Timer[] = [];
  for (let handle = queue.dueBy(Infinity); handle !== NO_TIMER; handle = queue.dueBy(Infinity)) {
    timers.push({
      timeMs: queue.timeMs(handle),
      kind: queue.kind(handle),
      owner: queue.owner(handle),
      item: queue.item(handle),
    });
    queue.remove(handle);
  }
  return timers;
}

test('C4 by time, then by kind in the order of the rule, then by account and order number', () => {
  const timers: Timer[] = [
    { timeMs: 5, kind: 'block-end', owner: 1, item: 0 },
    { timeMs: 5, kind: 'cool-down-end', owner: 1, item: 0 },
    { timeMs: 5, kind: 'halt-end', owner: 2, item: 0 },
    { timeMs: 5, kind: 'halt-end', owner: -1, item: 0 },
    { timeMs: 5, kind: 'cancel-timer', owner: 1, item: 0 },
    { timeMs: 5, kind: 'order-expiry', owner: 2, item: 7 },
    { timeMs: 5, kind: 'order-expiry', owner: 1, item: 9 },
    { timeMs: 5, kind: 'order-expiry', owner: 1, item: 8 },
    { timeMs: 4, kind: 'block-end', owner: 9, item: 9 },
  ];
  const queue = new TimerQueue();
  for (const timer of timers) queue.add(timer);
  expect(queue.inOrder()).toEqual([...timers].reverse());
  expect(drained(queue)).toEqual([...timers].reverse());
});

test('O11 nothing is due before its time, and at its time it is', () => {
  const queue = new TimerQueue();
  expect(queue.dueBy(1_000)).toBe(NO_TIMER);
  const handle = queue.add({ timeMs: 1_000, kind: 'order-expiry', owner: 1, item: 1 });
  expect(queue.dueBy(999)).toBe(NO_TIMER);
  expect(queue.dueBy(1_000)).toBe(handle);
});

test('O16 a countdown replaces the last', () => {
  const queue = new TimerQueue();
  const handle = queue.add({ timeMs: 1_000, kind: 'cancel-timer', owner: 1, item: 0 });
  queue.move(handle, 3_000);
  expect(queue.dueBy(2_000)).toBe(NO_TIMER);
  queue.move(handle, 500);
  expect(queue.dueBy(500)).toBe(handle);
  queue.remove(handle);
  expect(queue.count).toBe(0);
});

interface Step {
  readonly kind: 'add' | 'remove' | 'move' | 'pass';
  readonly timer: Timer;
  readonly victim: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom<Step['kind']>('add', 'add', 'add', 'remove', 'move', 'pass'),
  timer: fc.record({
    timeMs: fc.integer({ min: 0, max: 9 }),
    kind: fc.constantFrom(...TIMER_KINDS),
    owner: fc.integer({ min: -1, max: 3 }),
    item: fc.integer({ min: 0, max: 3 }),
  }),
  victim: fc.nat(),
});

/** As the rule says it: everything is sorted anew, each time. */
function inOrder(timers: readonly Timer[]): Timer[] {
  const place = (timer: Timer) => TIMER_KINDS.indexOf(timer.kind);
  return [...timers].sort(
    (left, right) =>
      left.timeMs - right.timeMs ||
      place(left) - place(right) ||
      left.owner - right.owner ||
      left.item - right.item,
  );
}

/** Takes what is due off both, which is always the first of the list. */
function letPass(queue: TimerQueue, listed: Map<number, Timer>, timeMs: number): void {
  for (let due = queue.dueBy(timeMs); due !== NO_TIMER; due = queue.dueBy(timeMs)) {
    expect(inOrder([...listed.values()])[0]).toEqual(listed.get(due));
    listed.delete(due);
    queue.remove(due);
  }
  expect([...listed.values()].some((left) => left.timeMs <= timeMs)).toBe(false);
}

test('C4 the queue holds and gives the same as a sorted list, after any sequence of changes', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
      const queue = new TimerQueue();
      const listed = new Map<number, Timer>();
      for (const { kind, timer, victim } of steps) {
        const handles = [...listed.keys()];
        const handle = handles[victim % Math.max(1, handles.length)] ?? NO_TIMER;
        if (kind === 'add') {
          listed.set(queue.add(timer), timer);
        } else if (kind === 'pass') {
          letPass(queue, listed, timer.timeMs);
        } else if (handle !== NO_TIMER && kind === 'remove') {
          listed.delete(handle);
          queue.remove(handle);
        } else if (handle !== NO_TIMER) {
          const moved = listed.get(handle);
          if (moved !== undefined) listed.set(handle, { ...moved, timeMs: timer.timeMs });
          queue.move(handle, timer.timeMs);
        }
        expect(queue.inOrder()).toEqual(inOrder([...listed.values()]));
      }
      expect(drained(queue)).toEqual(inOrder([...listed.values()]));
    }),
  );
});
