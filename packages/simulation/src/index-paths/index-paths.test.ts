import { describe, expect, test } from 'vitest';
import { createStreams } from '../random-streams.ts';
import type { DiffusionPathPlan, IndexPathsPlan, LandmarkPathPlan } from './index-path-plan.ts';
import { IndexPaths } from './index-paths.ts';

const STEP_MS = 1_000;

const DIFFUSION: DiffusionPathPlan = { kind: 'diffusion', startPrice: 100, volatilityPerMinute: 0.01 };
const LANDMARKS: LandmarkPathPlan = {
  kind: 'landmarks',
  landmarks: [
    { timeMs: 0, price: 116_970.1, volatilityPerMinute: 0.001 },
    { timeMs: 60_000, price: 112_786.6, volatilityPerMinute: 0.02 },
    { timeMs: 75_000, price: 114_319.2, volatilityPerMinute: 0.02 },
    { timeMs: 300_000, price: 101_516.5, volatilityPerMinute: 0.005 },
  ],
};

function plan(paths: IndexPathsPlan['paths'], changes: Partial<IndexPathsPlan> = {}): IndexPathsPlan {
  const correlation = paths.map((_, row) => paths.map((__, column) => (row === column ? 1 : 0)));
  return { paths, correlation, phases: [], jumps: null, shockHalfLifeMs: null, ...changes };
}

/** Prices of every instrument at every step, the start first. */
function run(paths: IndexPathsPlan, seed: string, steps: number): number[][] {
  const index = new IndexPaths(paths, createStreams(seed));
  const rows = [paths.paths.map((_, instrument) => index.price(instrument))];
  for (let step = 1; step <= steps; step += 1) {
    index.advanceTo(step * STEP_MS);
    rows.push(paths.paths.map((_, instrument) => index.price(instrument)));
  }
  return rows;
}

function logReturns(rows: number[][], instrument: number): number[] {
  return rows.slice(1).map((row, step) => Math.log((row[instrument] ?? 0) / (rows[step]?.[instrument] ?? 0)));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function correlationOf(left: readonly number[], right: readonly number[]): number {
  const leftMean = mean(left);
  const rightMean = mean(right);
  const covariance = mean(left.map((value, index) => (value - leftMean) * ((right[index] ?? 0) - rightMean)));
  const deviation = (values: readonly number[], center: number): number =>
    Math.sqrt(mean(values.map((value) => (value - center) * (value - center))));
  return covariance / (deviation(left, leftMean) * deviation(right, rightMean));
}

describe('a landmark path', () => {
  test.each(['1', '2', '3'])('hits every landmark to the tick with seed %s', (seed) => {
    const rows = run(plan([LANDMARKS]), seed, 300);
    for (const { timeMs, price } of LANDMARKS.landmarks) {
      expect(Math.round((rows[timeMs / STEP_MS]?.[0] ?? 0) * 10)).toBe(Math.round(price * 10));
    }
  });

  test('differs between landmarks from seed to seed', () => {
    expect(run(plan([LANDMARKS]), '1', 30)).not.toEqual(run(plan([LANDMARKS]), '2', 30));
  });

  test('has the variance of a bridge: σ² t (T − t) / T halfway, within 5 standard errors over 600 seeds', () => {
    const bridge: LandmarkPathPlan = {
      kind: 'landmarks',
      landmarks: [
        { timeMs: 0, price: 100, volatilityPerMinute: 0.01 },
        { timeMs: 60_000, price: 100, volatilityPerMinute: 0.01 },
      ],
    };
    const seeds = 600;
    const squares = Array.from({ length: seeds }, (_, seed) => {
      const price = run(plan([bridge]), `bridge-${seed}`, 30)[30]?.[0] ?? 0;
      return Math.log(price / 100) * Math.log(price / 100);
    });
    const expected = 0.01 * 0.01 * 0.25;
    expect(Math.abs(mean(squares) / expected - 1)).toBeLessThan(5 * Math.sqrt(2 / seeds));
  });
});

describe('diffusions', () => {
  test.each([0, 0.5, 0.9])('have correlated returns: rho %f within 4 standard errors', (rho) => {
    const correlation = [
      [1, rho],
      [rho, 1],
    ];
    const rows = run(plan([DIFFUSION, DIFFUSION], { correlation }), '42', 5_000);
    const measured = correlationOf(logReturns(rows, 0), logReturns(rows, 1));
    const standardError = (1 - rho * rho) / Math.sqrt(5_000);
    expect(Math.abs(measured - rho)).toBeLessThan(4 * standardError);
  });

  test('have the volatility asked for, within 5 standard errors', () => {
    const returns = logReturns(run(plan([DIFFUSION]), '42', 6_000), 0);
    const perMinute = Math.sqrt(mean(returns.map((value) => value * value)) * 60);
    expect(Math.abs(perMinute / 0.01 - 1)).toBeLessThan(5 / Math.sqrt(2 * 6_000));
  });

  test('an instrument’s path does not depend on those listed after it', () => {
    const correlation = [
      [1, 0.7],
      [0.7, 1],
    ];
    const alone = run(plan([DIFFUSION]), '42', 50).map((row) => row[0]);
    const together = run(plan([DIFFUSION, DIFFUSION], { correlation }), '42', 50).map((row) => row[0]);
    expect(together).toEqual(alone);
  });

  test('a drift of the first factor takes the others along by the correlation', () => {
    // Without noise of its own to speak of: the drift alone is σ × L[j][0] × drift × minutes.
    const phases = [{ fromMs: 0, toMs: 60_000, volatilityMultiple: 1, firstFactorDrift: -1_000 }];
    const quiet = { ...DIFFUSION, volatilityPerMinute: 0.000_1 };
    const correlation = [
      [1, 0.25],
      [0.25, 1],
    ];
    const rows = run(plan([quiet, quiet], { correlation, phases }), '42', 120);
    const fall = (instrument: number, step: number): number =>
      Math.log((rows[step]?.[instrument] ?? 0) / 100);
    expect(fall(0, 60)).toBeCloseTo(-0.1, 2);
    expect(fall(1, 60)).toBeCloseTo(-0.025, 2);
    expect(fall(0, 120) - fall(0, 60)).toBeCloseTo(0, 2);
  });

  test('jump at the rate asked for', () => {
    const jumps = { perHour: 60, sizeInMinuteDeviations: 50 };
    const returns = logReturns(run(plan([DIFFUSION], { jumps }), '42', 7_200), 0);
    // Two hours at 60 an hour: 120 expected. A jump beyond 5 diffusion deviations of a step is seen with
    // probability P(|50 Z| > 5 / √60) = 0.990.
    const seen = returns.filter((value) => Math.abs(value) > 5 * 0.01 * Math.sqrt(1 / 60)).length;
    expect(Math.abs(seen - 119)).toBeLessThan(4 * Math.sqrt(119));
  });
});

describe('shocks', () => {
  test('move the index at once and stay when no half-life is given', () => {
    const index = new IndexPaths(plan([LANDMARKS]), createStreams('42'));
    index.shock(0, -0.05);
    expect(index.price(0)).toBeCloseTo(116_970.1 * 0.95, 6);
    index.advanceTo(60_000);
    expect(index.price(0)).toBeCloseTo(112_786.6 * 0.95, 6);
  });

  test('decay by half in a half-life; the landmarks pull as before', () => {
    const index = new IndexPaths(plan([LANDMARKS], { shockHalfLifeMs: 30_000 }), createStreams('42'));
    index.shock(0, -0.05);
    index.advanceTo(60_000);
    expect(index.price(0)).toBeCloseTo(112_786.6 * Math.exp(Math.log(0.95) / 4), 6);
  });

  test('hit one instrument alone', () => {
    const index = new IndexPaths(plan([DIFFUSION, DIFFUSION]), createStreams('42'));
    index.shock(1, -0.1);
    expect(index.price(0)).toBeCloseTo(100, 9);
    expect(index.price(1)).toBeCloseTo(90, 9);
  });
});
