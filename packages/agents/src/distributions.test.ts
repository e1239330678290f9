import { describe, expect, test } from 'vitest';
import {
  categorical,
  exponential,
  jitteredWaitMs,
  lognormal,
  normalDistribution,
  standardNormal,
} from './distributions.ts';

/** A stream that hands out given uniforms: the formulas are checked by hand on them. */
function uniforms(...values: readonly number[]): () => number {
  const queue = [...values];
  return () => {
    const value = queue.shift();
    if (value === undefined) throw new RangeError('one draw too many');
    return value;
  };
}

/** A linear congruential generator (Numerical Recipes constants): independent of the streams of a run. */
function congruential(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

describe('the normal distribution function', () => {
  // Abramowitz and Stegun, Handbook of Mathematical Functions, table 26.1.
  test.each([
    [0, 0.5],
    [0.5, 0.691_462_461_274_013],
    [1, 0.841_344_746_068_543],
    [2, 0.977_249_868_051_821],
    [3, 0.998_650_101_968_37],
    [-1.5, 0.066_807_201_268_858],
  ])('at %f is %f', (x, expected) => {
    expect(normalDistribution(x)).toBeCloseTo(expected, 13);
  });

  test('reaches its limits', () => {
    expect(normalDistribution(-40)).toBe(0);
    expect(normalDistribution(40)).toBe(1);
  });
});

describe('draws', () => {
  test('a standard normal draw is Box and Muller’s cosine branch', () => {
    // u1 = 1 − e^(−2): radius 2; u2 = 0: angle 0; u2 = 1/2: angle π.
    const uniform = 1 - Math.exp(-2);
    expect(standardNormal(uniforms(uniform, 0))).toBeCloseTo(2, 12);
    expect(standardNormal(uniforms(uniform, 0.5))).toBeCloseTo(-2, 12);
  });

  test('a jittered wait spans the interval give or take its share, and never stands still', () => {
    const waitMs = (draw: number, intervalMs: number): number =>
      jitteredWaitMs(uniforms(draw), { intervalMs, jitterFraction: 0.25 });
    expect([waitMs(0, 1_000), waitMs(0.5, 1_000), waitMs(0.75, 1_000)]).toEqual([750, 1_000, 1_125]);
    expect(waitMs(0, 0.1)).toBe(1);
  });

  test('an exponential draw inverts its distribution function', () => {
    expect(exponential(uniforms(1 - Math.exp(-3)), 10)).toBeCloseTo(30, 9);
    expect(exponential(uniforms(0), 10)).toBeCloseTo(0, 12);
  });

  test('a lognormal draw is the median at Z = 0 and e^σ times that at Z = 1', () => {
    const uniform = 1 - Math.exp(-0.5);
    expect(lognormal(uniforms(uniform, 0.25), { median: 100, sigma: 2 })).toBeCloseTo(100, 9);
    expect(lognormal(uniforms(uniform, 0), { median: 100, sigma: 2 })).toBeCloseTo(100 * Math.exp(2), 9);
  });

  test('normal draws have mean 0 and variance 1 within five standard errors', () => {
    const random = congruential(7);
    const count = 40_000;
    let sum = 0;
    let squares = 0;
    for (let index = 0; index < count; index += 1) {
      const draw = standardNormal(random);
      sum += draw;
      squares += draw * draw;
    }
    expect(Math.abs(sum / count)).toBeLessThan(5 / Math.sqrt(count));
    expect(Math.abs(squares / count - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
  });
});

describe('categorical', () => {
  test.each([
    [0, 0],
    [0.1999, 0],
    [0.2, 1],
    [0.4999, 1],
    [0.5, 2],
    [0.999_999, 2],
  ])('uniform %f falls into place %i of weights 2, 3, 5', (uniform, place) => {
    expect(categorical(uniform, [2, 3, 5])).toBe(place);
  });
});
