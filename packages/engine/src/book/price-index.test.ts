import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NONE, PriceIndex } from './price-index.ts';

/** A sorted list as the obvious twin of the index. */
class Keys {
  readonly index = new PriceIndex();
  readonly levels: Map<number, number> = new Map();
  #levelsMade = 0;

  toggle(key: number): void {
    if (this.levels.delete(key)) {
      this.index.remove(key);
      return;
    }
    this.index.add(key, this.#levelsMade);
    this.levels.set(key, this.#levelsMade);
    this.#levelsMade += 1;
  }

  expectAgreement(): void {
    const sorted = [...this.levels.keys()].sort((left, right) => right - left);
    const found: number[] = [];
    for (let level = this.index.highest(); level !== NONE; ) {
      found.push(level);
      const key = sorted[found.length - 1] ?? Number.NaN;
      level = this.index.below(key);
    }
    expect(found).toEqual(sorted.map((key) => this.levels.get(key)));
    for (const key of sorted) expect(this.index.get(key)).toBe(this.levels.get(key));
  }
}

/** Neighbours, the seams between nodes and between pages, either sign, and the largest prices there can be. */
const keyArbitrary = fc.oneof(
  fc.integer({ min: -40, max: 40 }),
  fc.integer({ min: 32_700, max: 32_840 }),
  fc.integer({ min: -32_840, max: -32_700 }),
  fc.integer({ min: -200_000, max: 200_000 }),
  fc.constantFrom(
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
    2 ** 31,
    -(2 ** 31),
    2 ** 32,
    2 ** 40 + 1,
  ),
);

test('B1 an index of prices agrees with a sorted list, whatever comes and goes', () => {
  fc.assert(
    fc.property(fc.array(keyArbitrary, { maxLength: 400, size: 'max' }), (keys) => {
      const both = new Keys();
      keys.forEach((key, step) => {
        both.toggle(key);
        if (step % 16 === 0) both.expectAgreement();
      });
      both.expectAgreement();
      for (const key of new Set(keys)) if (both.levels.has(key)) both.toggle(key);
      both.expectAgreement();
    }),
    { numRuns: 200 },
  );
});

test('B1 a price without a level is not found', () => {
  const index = new PriceIndex();
  for (const key of [0, 5, -5, 32_768, 2 ** 40]) expect(index.get(key)).toBe(NONE);
  expect(index.highest()).toBe(NONE);
  index.add(32_768, 0);
  for (const key of [32_767, 32_769, 32_768 + 32, 32_768 + 1_024, 0]) expect(index.get(key)).toBe(NONE);
});
