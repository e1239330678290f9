import { describe, expect, it } from 'vitest';
import { createXoshiro, drawBelow, drawExponential, hashText, openStream } from './random-stream.ts';

describe('createXoshiro', () => {
  it('gives the numbers of the reference implementation', () => {
    // From xoshiro128starstar.c v1.1 with state {1, 2, 3, 4}; the test of Rust's rand_xoshiro lists the same.
    const expected = [
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ];
    const stream = createXoshiro([1, 2, 3, 4]);
    expect(expected.map(() => stream.nextUint32())).toEqual(expected);
  });

  it('does not stay at zero', () => {
    const stream = createXoshiro([0, 0, 0, 0]);
    const draws = Array.from({ length: 10 }, () => stream.nextUint32());
    expect(new Set(draws).size).toBeGreaterThan(5);
  });
});

describe('hashText', () => {
  it.each([
    // The published vectors of 32-bit FNV-1a (RFC 9923, appendix).
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
  ])('hashes %j as published', (text, hash) => {
    expect(hashText(text)).toBe(hash);
  });
});

describe('openStream', () => {
  const draws = (owner: string, purpose: string, seed = '42'): number[] => {
    const stream = openStream({ seed, owner, purpose });
    return Array.from({ length: 5 }, () => stream.nextUint32());
  };

  it('repeats itself for the same key, and for no other', () => {
    expect(draws('seat-1', 'orders')).toEqual(draws('seat-1', 'orders'));
    const others = [draws('seat-2', 'orders'), draws('seat-1', 'times'), draws('seat-1', 'orders', '43')];
    for (const other of others) expect(other).not.toEqual(draws('seat-1', 'orders'));
  });

  it('gives a thousand owners streams that do not go together', () => {
    // First draws, as fractions: their mean is 0.5 within four standard errors, sqrt(1/12/1000) each.
    const firsts = Array.from({ length: 1000 }, (_, index) => {
      return openStream({ seed: '1', owner: `seat-${index}`, purpose: 'x' }).nextUint32() / 4_294_967_296;
    });
    const mean = firsts.reduce((sum, value) => sum + value, 0) / firsts.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / 1000));
    expect(new Set(firsts).size).toBe(1000);
  });
});

describe('drawBelow', () => {
  it('gives every number its share', () => {
    const stream = openStream({ seed: '7', owner: 'test', purpose: 'below' });
    const counts = new Array<number>(6).fill(0);
    for (let draw = 0; draw < 60_000; draw += 1) {
      const value = drawBelow(stream, 6);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    const chiSquare = counts.reduce((sum, count) => sum + ((count - 10_000) * (count - 10_000)) / 10_000, 0);
    // 0.999 quantile of chi-square with 5 degrees of freedom: 20.515.
    expect(chiSquare).toBeLessThan(20.515);
  });

  it('draws again where a remainder would favour small numbers', () => {
    // 3 · 2^30 divides 2^32 once; the last quarter must be thrown away.
    const limit = 3 * 1_073_741_824;
    const words = [limit, 4_294_967_295, 5];
    const stream = { nextUint32: () => words.shift() ?? 0 };
    expect(drawBelow(stream, limit)).toBe(5);
  });
});

describe('drawExponential', () => {
  const DRAW_COUNT = 50_000;
  const stream = openStream({ seed: '11', owner: 'test', purpose: 'exponential' });
  const draws = Array.from({ length: DRAW_COUNT }, () => drawExponential(stream)).sort((a, b) => a - b);

  it('follows 1 − e^(−x) (Kolmogorov and Smirnov, level 0.001)', () => {
    const distance = draws.reduce((largest, value, index) => {
      const expected = 1 - Math.exp(-value);
      return Math.max(
        largest,
        Math.abs(expected - index / DRAW_COUNT),
        Math.abs(expected - (index + 1) / DRAW_COUNT),
      );
    }, 0);
    expect(distance).toBeLessThan(1.95 / Math.sqrt(DRAW_COUNT));
  });

  it('has mean 1, and does not end at the first whole number', () => {
    const mean = draws.reduce((sum, value) => sum + value, 0) / DRAW_COUNT;
    expect(Math.abs(mean - 1)).toBeLessThan(4 / Math.sqrt(DRAW_COUNT));
    expect(draws.at(-1)).toBeGreaterThan(6);
  });

  it('reads the fraction off the first draw of the run, and the whole part off the runs before', () => {
    // 8 > 3, then 5: a falling run of two, even, so the whole part is 1; then 1 ≤ 9: a run of one, odd.
    const words = [8, 3, 5, 1, 9];
    expect(drawExponential({ nextUint32: () => words.shift() ?? 0 })).toBe(1 + 1 / 4_294_967_296);
  });
});
