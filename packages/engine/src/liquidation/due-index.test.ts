import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DueIndex } from './due-index.ts';

interface Filed {
  readonly instrument: number;
  /** Null for a row that every mark opens. */
  readonly wait: { readonly isLong: boolean; readonly boundTicks: number } | null;
}

/** The index as one would explain it: a list that every mark walks from end to end. */
class PlainIndex {
  readonly rows: Map<number, Filed> = new Map();

  open(id: number, markTicks: number): number[] {
    const opened: number[] = [];
    for (const [number, filed] of this.rows) {
      if (filed.instrument !== id) continue;
      const aheadTicks = filed.wait === null ? -1 : markTicks - filed.wait.boundTicks;
      if (filed.wait === null || (filed.wait.isLong ? aheadTicks < 0 : aheadTicks > 0)) opened.push(number);
    }
    return opened.sort((left, right) => left - right);
  }
}

const INSTRUMENTS = 3;
const ROWS = 600;

const row = fc.nat({ max: ROWS - 1 });
const instrument = fc.nat({ max: INSTRUMENTS - 1 });
/** Marks that stay near, and marks that leave the buckets far behind on either side. */
const ticks = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 99_000, max: 101_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 400_000 }) },
);
const steps = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('file' as const),
        row,
        instrument,
        isLong: fc.boolean(),
        distanceTicks: fc.oneof(fc.nat({ max: 2_000 }), fc.nat({ max: 500_000 })),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('watch' as const), row, instrument }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('unfile' as const), row }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('mark' as const), instrument, ticks }) },
  ),
  { maxLength: 400, size: 'max' },
);

/** Both indexes, and the marks that they have seen. */
class Pair {
  readonly index: DueIndex = new DueIndex();
  readonly plain: PlainIndex = new PlainIndex();
  readonly #marks: number[] = new Array<number>(INSTRUMENTS).fill(100_000);

  at(id: number): { readonly id: number; readonly markTicks: number } {
    return { id, markTicks: this.#marks[id] ?? 0 };
  }

  /** A bound lies at the mark or on its far side: whoever files has just looked. */
  file(filedRow: number, id: number, terms: { isLong: boolean; distanceTicks: number }): void {
    const { isLong, distanceTicks } = terms;
    const boundTicks = this.at(id).markTicks + (isLong ? -distanceTicks : distanceTicks);
    this.index.file(filedRow, this.at(id), { isLong, boundTicks });
    this.plain.rows.set(filedRow, { instrument: id, wait: { isLong, boundTicks } });
  }

  watch(watchedRow: number, id: number): void {
    this.index.watch(watchedRow, this.at(id));
    this.plain.rows.set(watchedRow, { instrument: id, wait: null });
  }

  unfile(unfiledRow: number): void {
    this.index.unfile(unfiledRow);
    this.plain.rows.delete(unfiledRow);
  }

  /** Both must open the same rows, which are then filed anew. */
  mark(id: number, markTicks: number): number {
    this.#marks[id] = markTicks;
    const count = this.index.open(this.at(id));
    const opened = Array.from({ length: count }, (_, place) => this.index.openedRow(place));
    opened.sort((left, right) => left - right);
    expect(opened).toEqual(this.plain.open(id, markTicks));
    for (const found of opened) this.file(found, id, { isLong: found % 2 === 0, distanceTicks: 0 });
    return count;
  }

  expectInPlace(): void {
    const misplaced = [...this.plain.rows].filter(
      ([filed, { instrument: id, wait }]) => !this.index.isInPlace(filed, this.at(id), wait?.isLong ?? true),
    );
    expect(misplaced).toEqual([]);
  }
}

test('L2 a mark opens the rows that a walk through all of them finds, wherever marks and bounds lie', () => {
  const seen = { marks: 0, opened: 0 };
  fc.assert(
    fc.property(steps, (all) => {
      const pair = new Pair();
      for (const step of all) {
        if (step.kind === 'unfile') pair.unfile(step.row);
        else if (step.kind === 'watch') pair.watch(step.row, step.instrument);
        else if (step.kind === 'file') pair.file(step.row, step.instrument, step);
        else {
          seen.marks += 1;
          seen.opened += pair.mark(step.instrument, step.ticks);
        }
      }
      pair.expectInPlace();
    }),
    { numRuns: 100 },
  );
  expect(seen.marks).toBeGreaterThan(1_000);
  expect(seen.opened).toBeGreaterThan(1_000);
});

test('L2 an instrument may be priced in a handful of ticks, or in a thousand million', () => {
  for (const markTicks of [1, 7, 8_193, 2_000_000_000]) {
    const index = new DueIndex();
    index.file(0, { id: 0, markTicks }, { isLong: false, boundTicks: markTicks });
    index.file(1, { id: 0, markTicks }, { isLong: false, boundTicks: markTicks + 1 });
    expect(index.open({ id: 0, markTicks })).toBe(0);
    expect(index.open({ id: 0, markTicks: markTicks + 1 })).toBe(1);
    expect(index.openedRow(0)).toBe(0);
  }
});

test('L2 a mark opens however many are filed behind it', () => {
  const index = new DueIndex();
  const btc = { id: 0, markTicks: 10_000 };
  for (let filed = 0; filed < 600; filed += 1) index.file(filed, btc, { isLong: true, boundTicks: 9_500 });
  for (let watched = 600; watched < 700; watched += 1) index.watch(watched, btc);
  expect(index.open(btc)).toBe(100);
  expect(index.open({ id: 0, markTicks: 9_499 })).toBe(700);
  const opened = Array.from({ length: 700 }, (_, place) => index.openedRow(place));
  opened.sort((left, right) => left - right);
  expect(opened).toEqual(Array.from({ length: 700 }, (_, number) => number));
});

test('L2 once all that is filed was dropped no mark opens anything', () => {
  const index = new DueIndex();
  const btc = { id: 0, markTicks: 10_000 };
  index.file(3, btc, { isLong: true, boundTicks: 9_500 });
  index.file(4, btc, { isLong: false, boundTicks: 10_500 });
  index.watch(5, btc);
  index.clear();
  expect([3, 4, 5].map((filed) => index.isFiled(filed))).toEqual([false, false, false]);
  expect(index.open({ id: 0, markTicks: 5_000 })).toBe(0);
  expect(index.open({ id: 0, markTicks: 15_000 })).toBe(0);
  index.watch(5, btc);
  expect(index.open(btc)).toBe(1);
});
