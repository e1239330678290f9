import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Leg, NO_ROW, RowTable } from './row-table.ts';

interface Key {
  readonly slot: number;
  readonly instrument: number;
  readonly leg: Leg;
}

function nameOf({ slot, instrument, leg }: Key): string {
  return `${slot}/${instrument}/${leg}`;
}

/** The table as one would explain it: a map by the words of a key, sorted when somebody asks. */
class SlowTable {
  readonly #rows = new Map<string, Key & { readonly row: number }>();

  find(key: Key): number {
    return this.#rows.get(nameOf(key))?.row ?? NO_ROW;
  }

  add(key: Key, row: number): void {
    this.#rows.set(nameOf(key), { ...key, row });
  }

  remove(key: Key): void {
    this.#rows.delete(nameOf(key));
  }

  get rows(): (Key & { readonly row: number })[] {
    return [...this.#rows.values()];
  }

  rowsOf(slot: number): number[] {
    const own = this.rows.filter((key) => key.slot === slot);
    own.sort((left, right) => left.instrument - right.instrument || left.leg - right.leg);
    return own.map(({ row }) => row);
  }
}

function chainOf(table: RowTable, slot: number): number[] {
  const rows: number[] = [];
  for (let row = table.firstRow(slot); row !== NO_ROW; row = table.nextRow(row)) rows.push(row);
  return rows;
}

/** Adds the key when it is not there, removes it when it is: in both tables. */
function toggle(table: RowTable, slow: SlowTable, key: Key): void {
  const row = table.find(key.slot, key.instrument, key.leg);
  expect(row).toBe(slow.find(key));
  if (row === NO_ROW) {
    slow.add(key, table.add(key.slot, key.instrument, key.leg));
  } else {
    table.remove(row);
    slow.remove(key);
  }
}

function expectSame(table: RowTable, slow: SlowTable, slotCount: number): void {
  expect(table.count).toBe(slow.rows.length);
  for (const { slot, instrument, leg, row } of slow.rows) {
    expect(table.find(slot, instrument, leg)).toBe(row);
    expect([table.slotOf(row), table.instrumentOf(row), table.legOf(row)]).toEqual([slot, instrument, leg]);
    expect(table.isInUse(row)).toBe(true);
  }
  for (let slot = 0; slot < slotCount; slot += 1) expect(chainOf(table, slot)).toEqual(slow.rowsOf(slot));
}

const keys = (slotMax: number, instrumentMax: number): fc.Arbitrary<Key> =>
  fc.record({
    slot: fc.nat({ max: slotMax }),
    instrument: fc.nat({ max: instrumentMax }),
    leg: fc.constantFrom<Leg>(0, 1, 2),
  });

describe('the table of rows', () => {
  test('finds and chains what a map does, however rows come and go', () => {
    const sequences = fc.array(keys(5, 9), { maxLength: 400, size: 'max' });
    fc.assert(
      fc.property(sequences, (sequence) => {
        const table = new RowTable();
        const slow = new SlowTable();
        for (const key of sequence) toggle(table, slow, key);
        expectSame(table, slow, 6);
      }),
      { numRuns: 200 },
    );
  });

  test('finds and chains what a map does while it grows far beyond its beginning and shrinks again', () => {
    const sequences = fc.array(keys(600, 170), { minLength: 3_000, maxLength: 3_000, size: 'max' });
    fc.assert(
      fc.property(sequences, (sequence) => {
        const table = new RowTable();
        const slow = new SlowTable();
        for (const key of sequence) toggle(table, slow, key);
        expectSame(table, slow, 601);
        for (const key of slow.rows) if (key.row % 3 !== 0) toggle(table, slow, key);
        expectSame(table, slow, 601);
      }),
      // A failure here is not made smaller: the test above does that.
      { numRuns: 4, endOnFailure: true },
    );
  });

  test('finds and chains rows that were appended, many at a time, once they are indexed', () => {
    const lists = fc.uniqueArray(keys(200, 9), { maxLength: 1_500, size: 'max', selector: nameOf });
    fc.assert(
      fc.property(
        lists,
        fc.array(keys(200, 9), { maxLength: 100 }),
        fc.nat({ max: 2_000 }),
        (list, then, room) => {
          const table = new RowTable();
          const slow = new SlowTable();
          table.reserve(room);
          for (const key of list) slow.add(key, table.append(key.slot, key.instrument, key.leg));
          table.index();
          expectSame(table, slow, 201);
          for (const key of then) toggle(table, slow, key);
          expectSame(table, slow, 201);
        },
      ),
      { numRuns: 20 },
    );
  });

  test('uses rows again that were given back', () => {
    const table = new RowTable();
    for (let round = 0; round < 1_000; round += 1) {
      const rows = [0, 1, 2].map((slot) => table.add(slot, round, 0));
      for (const row of rows) table.remove(row);
    }
    expect(table.count).toBe(0);
    expect(table.end).toBe(3);
  });
});
