import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LeftistHeaps, NO_NODE, NumberList } from './leftist-heaps.ts';

interface Step {
  readonly kind: 'push' | 'remove' | 'meld' | 'collect';
  readonly heap: number;
  readonly number: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(
    'push' as const,
    'push' as const,
    'remove' as const,
    'meld' as const,
    'collect' as const,
  ),
  heap: fc.integer({ min: 0, max: 2 }),
  number: fc.integer({ min: -20, max: 20 }),
});

/** Three heaps, and as their slow twins three lists. */
class Twins {
  readonly heaps = new LeftistHeaps();
  readonly roots = [NO_NODE, NO_NODE, NO_NODE];
  readonly lists: { node: number; key: number }[][] = [[], [], []];
  #nextNode = 0;

  root(heap: number): number {
    return this.roots[heap] ?? NO_NODE;
  }

  list(heap: number): { node: number; key: number }[] {
    return this.lists[heap] ?? [];
  }

  apply({ kind, heap, number }: Step): void {
    const list = this.list(heap);
    if (kind === 'push') {
      const node = this.#nextNode;
      this.#nextNode += 1;
      this.roots[heap] = this.heaps.meld(this.root(heap), this.heaps.single(node, number));
      list.push({ node, key: number });
    } else if (kind === 'remove' && list.length > 0) {
      const [taken] = list.splice(Math.abs(number) % list.length, 1);
      if (taken !== undefined) this.roots[heap] = this.heaps.remove(this.root(heap), taken.node);
    } else if (kind === 'meld') {
      const other = (heap + 1) % 3;
      this.roots[heap] = this.heaps.meld(this.root(heap), this.root(other));
      this.roots[other] = NO_NODE;
      this.lists[heap] = [...list, ...this.list(other)];
      this.lists[other] = [];
    }
  }

  found(heap: number, keyMax: number): number[] {
    const into = new NumberList();
    into.push(-7);
    this.heaps.collect(this.root(heap), keyMax, into);
    expect(into.at(0)).toBe(-7);
    return [...into.numbers.subarray(1, into.count)].sort((left, right) => left - right);
  }
}

test('T4 heaps hold and find the same as lists, after any sequence of pushes, removals and melds', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150, size: 'max' }), (steps) => {
      const twins = new Twins();
      for (const each of steps) {
        twins.apply(each);
        for (const heap of [0, 1, 2]) {
          const list = twins.list(heap);
          const expected = list.filter((entry) => entry.key <= each.number).map((entry) => entry.node);
          expect(twins.found(heap, each.number)).toEqual(expected.sort((left, right) => left - right));
          for (const { node } of list) expect(twins.heaps.rootOf(node)).toBe(twins.root(heap));
          const smallest = Math.min(...list.map((entry) => entry.key));
          if (list.length > 0) expect(twins.heaps.key(twins.root(heap))).toBe(smallest);
        }
      }
    }),
  );
});

test('T4 the way along right children stays short, whatever the order of keys', () => {
  const heaps = new LeftistHeaps();
  let root = NO_NODE;
  // Ascending keys make the longest chains; melding one more must not recurse along them.
  for (let node = 0; node < 200_000; node += 1) root = heaps.meld(root, heaps.single(node, node % 1_000));
  for (let node = 0; node < 200_000; node += 2) root = heaps.remove(root, node);
  expect(heaps.key(root)).toBe(1);
});
