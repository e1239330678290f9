/**
 * Draws from the distributions that the strategies use. Each takes a stream of uniform draws from [0, 1) and
 * uses only `+ − × ÷`, `Math.sqrt`, `Math.log`, `Math.exp` and `Math.cos`.
 */
import type { RandomStream } from './agent.ts';

const TWO_PI = 2 * Math.PI;
const SQRT_TWO_PI = Math.sqrt(TWO_PI);
/** Beyond this many standard deviations the normal distribution function is 0 or 1 in double precision. */
const NORMAL_TAIL = 8.5;
const SERIES_TERMS_MAX = 400;

/** A standard normal draw (Box–Muller, the cosine branch). Always takes two uniform draws. */
export function standardNormal(random: RandomStream): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(TWO_PI * random());
}

/** An exponential draw with the given mean. */
export function exponential(random: RandomStream, mean: number): number {
  return -mean * Math.log(1 - random());
}

/** A wait in whole milliseconds, uniform within `intervalMs × (1 ± jitterFraction)` and never below 1. Takes one draw. */
export function jitteredWaitMs(
  random: RandomStream,
  look: { readonly intervalMs: number; readonly jitterFraction: number },
): number {
  const jitter = 1 + look.jitterFraction * (2 * random() - 1);
  return Math.max(1, Math.round(look.intervalMs * jitter));
}

/** A lognormal draw: `median × exp(sigma × Z)`. */
export function lognormal(random: RandomStream, shape: { median: number; sigma: number }): number {
  return shape.median * Math.exp(shape.sigma * standardNormal(random));
}

/**
 * The standard normal distribution function by the series of Marsaglia, "Evaluating the Normal Distribution",
 * Journal of Statistical Software 11 (2004): `Φ(x) = 1/2 + φ(x) (x + x³/3 + x⁵/15 + …)`.
 */
export function normalDistribution(x: number): number {
  if (x <= -NORMAL_TAIL) return 0;
  if (x >= NORMAL_TAIL) return 1;
  let term = x;
  let sum = x;
  for (let index = 1; index < SERIES_TERMS_MAX; index += 1) {
    term = (term * x * x) / (2 * index + 1);
    const next = sum + term;
    if (next === sum) break;
    sum = next;
  }
  return 0.5 + (sum * Math.exp(-0.5 * x * x)) / SQRT_TWO_PI;
}

/** The place of `uniform` (from [0, 1)) among `weights`, which need not sum to one. */
export function categorical(uniform: number, weights: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let remaining = uniform * total;
  for (const [index, weight] of weights.entries()) {
    remaining -= weight;
    if (remaining < 0) return index;
  }
  return weights.length - 1;
}
