import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IdTable } from './id-table.ts';

const ids = fc.oneof(
  fc.integer({ min: 1, max: 5_000 }),
  fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  // Multiples of 2^32 differ in their high halves alone.
  fc.integer({ min: 1, max: 2_000_000 }).map((high) => high * 4_294_967_296),
);

test('finds every id that was given a slot, and no other', () => {
  const lists = fc.uniqueArray(ids, { maxLength: 600, size: 'max' });
  fc.assert(
    fc.property(lists, ids, (known, stranger) => {
      const table = new IdTable();
      known.forEach((id, index) => {
        expect(table.slotOf(id)).toBe(-1);
        expect(table.add(id)).toBe(index);
      });
      expect(table.count).toBe(known.length);
      known.forEach((id, index) => {
        expect(table.slotOf(id)).toBe(index);
        expect(table.idAt(index)).toBe(id);
      });
      expect(table.slotOf(stranger)).toBe(known.indexOf(stranger));
      for (const wrong of [0.5, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
        expect(table.slotOf(wrong)).toBe(-1);
      }
    }),
  );
});

test('lists slots by ascending id, in whatever order ids came and whenever somebody asks', () => {
  const lists = fc.array(fc.uniqueArray(ids, { minLength: 1, maxLength: 40 }), { maxLength: 6 });
  fc.assert(
    fc.property(lists, fc.boolean(), (batches, isSorted) => {
      const table = new IdTable();
      const known = [...new Set(batches.flat())];
      if (isSorted) known.sort((left, right) => left - right);
      for (const [index, id] of known.entries()) {
        table.add(id);
        if (index % 17 !== 0 && index !== known.length - 1) continue;
        const expected = known.slice(0, index + 1).sort((left, right) => left - right);
        expect([...table.slotsById()].map((slot) => table.idAt(slot))).toEqual(expected);
      }
    }),
  );
});

test('keeps what it knows when room is made for more', () => {
  const table = new IdTable();
  for (let id = 1; id <= 50; id += 1) table.add(id * 7);
  table.reserve(100_000);
  expect(table.capacity).toBeGreaterThanOrEqual(100_000);
  for (let id = 1; id <= 50; id += 1) expect(table.slotOf(id * 7)).toBe(id - 1);
});

test('finds ids that were given one after the other, those that broke the row, and further slots of either', () => {
  fc.assert(
    fc.property(fc.nat({ max: 300 }), fc.uniqueArray(ids, { maxLength: 100 }), (denseCount, others) => {
      const table = new IdTable();
      const known = [
        ...new Set([...Array.from({ length: denseCount }, (_, place) => 1_000 + place), ...others]),
      ];
      for (const [place, id] of known.entries()) {
        expect(table.slotOf(id)).toBe(-1);
        expect(table.add(id)).toBe(place);
      }
      for (const id of known) table.addAgain(id);
      table.reserve(10_000);
      for (const [place, id] of known.entries()) expect(table.slotOf(id)).toBe(place);
      expect(table.slotOf(1_000 + denseCount)).toBe(known.indexOf(1_000 + denseCount));
    }),
  );
});
