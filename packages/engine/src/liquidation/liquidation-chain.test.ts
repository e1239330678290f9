import { expect, test } from 'vitest';
import { LiquidationChain } from './liquidation-chain.ts';

test('C3 of however many liquidations each keeps its wave and its shock', () => {
  const chain = new LiquidationChain();
  for (let number = 1; number <= 600; number += 1) expect(chain.add(number % 7, number * 10)).toBe(number);
  expect(chain.count).toBe(600);
  for (let number = 1; number <= 600; number += 1) {
    expect(chain.wave(number)).toBe(number % 7);
    expect(chain.shockSequence(number)).toBe(number * 10);
  }
});

test('C3 a liquidation is known by its number: from 1 up to the last, and whole', () => {
  const chain = new LiquidationChain();
  chain.add(1, 0);
  chain.add(2, 0);
  expect([-1, 0, 1, 1.5, 2, 3].map((number) => chain.has(number))).toEqual([
    false,
    false,
    true,
    false,
    true,
    false,
  ]);
});

test('C3 a shock is found among the others, and nothing else is', () => {
  const chain = new LiquidationChain();
  expect(chain.isShock(5)).toBe(false);
  for (const sequence of [5, 8, 13, 21]) chain.addShock(sequence);
  const found = Array.from({ length: 25 }, (_, sequence) => sequence).filter((sequence) =>
    chain.isShock(sequence),
  );
  expect(found).toEqual([5, 8, 13, 21]);
});
