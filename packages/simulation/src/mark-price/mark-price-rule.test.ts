import { describe, expect, test } from 'vitest';
import { BasisWindow, markPriceTicks } from './mark-price-rule.ts';

describe('the basis window', () => {
  test('is the mean of (middle − index), rounded down to a tick', () => {
    const window = new BasisWindow(1_000);
    expect(window.meanTicks).toBe(0);
    window.sample({ bidTicks: 99, askTicks: 102, indexTicks: 100 });
    expect(window.meanTicks).toBe(0);
    window.sample({ bidTicks: 90, askTicks: 92, indexTicks: 100 });
    // Mean of +0.5 and −9 is −4.25.
    expect(window.meanTicks).toBe(-5);
  });

  test('holds 30 seconds: 30 samples at one a second, the oldest leaves first', () => {
    const window = new BasisWindow(1_000);
    for (let sample = 0; sample < 30; sample += 1) {
      window.sample({ bidTicks: 129, askTicks: 131, indexTicks: 100 });
    }
    expect(window.meanTicks).toBe(30);
    window.sample({ bidTicks: 99, askTicks: 101, indexTicks: 100 });
    expect(window.meanTicks).toBe(29);
  });

  test('takes nothing from a book with an empty side', () => {
    const window = new BasisWindow(1_000);
    window.sample({ bidTicks: 0, askTicks: 500, indexTicks: 100 });
    window.sample({ bidTicks: 50, askTicks: 0, indexTicks: 100 });
    expect(window.meanTicks).toBe(0);
  });
});

describe('the mark', () => {
  test.each([
    { indexTicks: 100, basisTicks: 0, lastTicks: 0, mark: 100, why: 'the index before the first trade' },
    {
      indexTicks: 100,
      basisTicks: -5,
      lastTicks: 90,
      mark: 95,
      why: 'index + basis when it is in the middle',
    },
    {
      indexTicks: 100,
      basisTicks: -5,
      lastTicks: 97,
      mark: 97,
      why: 'the last trade when it is in the middle',
    },
    { indexTicks: 100, basisTicks: -5, lastTicks: 120, mark: 100, why: 'the index when it is in the middle' },
    { indexTicks: 3, basisTicks: -9, lastTicks: -4, mark: 1, why: 'never below one tick' },
  ])('is $why', ({ mark, ...prices }) => {
    expect(markPriceTicks(prices)).toBe(mark);
  });

  test('a single far trade cannot move it beyond index and basis', () => {
    expect(markPriceTicks({ indexTicks: 100, basisTicks: 1, lastTicks: 10_000 })).toBe(101);
    expect(markPriceTicks({ indexTicks: 100, basisTicks: 1, lastTicks: 1 })).toBe(100);
  });
});
