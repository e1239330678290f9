import { expect, test } from 'vitest';
import { shrinkList } from './shrink-commands.ts';

test('what has nothing to do with a failure falls out', () => {
  const items = Array.from({ length: 500 }, (_, place) => place);
  const fails = (list: readonly number[]): boolean => list.includes(123) && list.includes(377);
  expect(shrinkList(items, 0, fails)).toEqual([123, 377]);
});

test('the first elements stay, and a list of which all is needed stays as it is', () => {
  const items = [1, 2, 3, 4, 5, 6];
  expect(shrinkList(items, 2, (list) => list.includes(6))).toEqual([1, 2, 6]);
  expect(shrinkList(items, 0, (list) => list.length === 6)).toEqual(items);
});

test('a failure that never shrinks is given up after a bounded number of tries', () => {
  const items = Array.from({ length: 5_000 }, (_, place) => place);
  let tries = 0;
  shrinkList(items, 0, (list) => {
    tries += 1;
    return list.length === 5_000;
  });
  expect(tries).toBeLessThanOrEqual(2_000);
});
