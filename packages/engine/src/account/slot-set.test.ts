import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SlotSet } from './slot-set.ts';

test('a set of slots holds what a Set holds, in the order of first entry', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat({ max: 300 })), { maxLength: 5 }), (rounds) => {
      const slots = new SlotSet();
      for (const round of rounds) {
        const expected = new Set(round);
        for (const slot of round) slots.add(slot);
        expect(Array.from({ length: slots.count }, (_, place) => slots.slotAt(place))).toEqual([...expected]);
        for (let slot = 0; slot <= 301; slot += 1) expect(slots.has(slot)).toBe(expected.has(slot));
        slots.clear();
        expect(slots.count).toBe(0);
      }
    }),
  );
});
