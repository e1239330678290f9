/**
 * The index prices of all instruments, step by step. Each instrument has its own stream of normal draws; the
 * lower triangular factor of the correlation matrix mixes them, so an instrument's path depends on those
 * listed before it and on none after it. Landmark paths and diffusions take the same draws.
 */
import { type RandomStream, type StreamFactory, standardNormal } from '@spillway/agents';
import { cholesky } from './cholesky.ts';
import type { DiffusionPathPlan, IndexPathsPlan, LandmarkPathPlan } from './index-path-plan.ts';

const MS_PER_MINUTE = 60_000;
const MINUTES_PER_HOUR = 60;

/** What every path needs of one step. */
interface Step {
  readonly fromMs: number;
  readonly toMs: number;
  readonly minutes: number;
  readonly volatilityMultiple: number;
  readonly firstFactorDrift: number;
}

interface PathState {
  logPrice: number;
  /** Log of what shocks have added on top of the path. */
  shockLog: number;
  readonly normals: RandomStream;
}

/** One step of a Brownian bridge from where it is to the next landmark. */
function bridgeStep(plan: LandmarkPathPlan, state: { logPrice: number; normal: number }, step: Step): number {
  const target = plan.landmarks.find((landmark) => landmark.timeMs >= step.toMs);
  if (target === undefined) return state.logPrice;
  const targetLog = Math.log(target.price);
  if (target.timeMs === step.toMs) return targetLog;
  const remainingMinutes = (target.timeMs - step.fromMs) / MS_PER_MINUTE;
  const shareDone = step.minutes / remainingMinutes;
  const deviation = target.volatilityPerMinute * Math.sqrt(step.minutes * (1 - shareDone));
  return state.logPrice + (targetLog - state.logPrice) * shareDone + deviation * state.normal;
}

/** One step of a Brownian motion with the drift of the phase. */
function diffusionStep(
  plan: DiffusionPathPlan,
  state: { logPrice: number; normal: number; firstFactorLoading: number; jump: number },
  step: Step,
): number {
  const volatility = plan.volatilityPerMinute * step.volatilityMultiple;
  const drift = volatility * state.firstFactorLoading * step.firstFactorDrift * step.minutes;
  const jump = plan.volatilityPerMinute * state.jump;
  return state.logPrice + drift + volatility * Math.sqrt(step.minutes) * state.normal + jump;
}

export class IndexPaths {
  readonly #plan: IndexPathsPlan;
  readonly #lower: readonly (readonly number[])[];
  readonly #states: readonly PathState[];
  readonly #jumpTimes: RandomStream;
  readonly #jumpSizes: readonly RandomStream[];
  #timeMs = 0;

  /** @param streams makes the random streams; owners are `index-0`, `index-1`, … */
  constructor(plan: IndexPathsPlan, streams: StreamFactory) {
    this.#plan = plan;
    this.#lower = cholesky(plan.correlation);
    this.#states = plan.paths.map((path, index) => ({
      logPrice: Math.log(startPrice(path)),
      shockLog: 0,
      normals: streams(`index-${index}`, 'diffusion'),
    }));
    this.#jumpTimes = streams('index', 'jump-times');
    this.#jumpSizes = plan.paths.map((_, index) => streams(`index-${index}`, 'jump-sizes'));
  }

  /** The index of an instrument now, shocks included, as a decimal price. */
  price(instrument: number): number {
    const state = this.#states[instrument];
    if (state === undefined) throw new RangeError(`no index path ${instrument}`);
    return Math.exp(state.logPrice + state.shockLog);
  }

  /** Moves an index at once by a fraction of its price; what remains of it decays by the plan's half-life. */
  shock(instrument: number, moveFraction: number): void {
    const state = this.#states[instrument];
    if (state === undefined) throw new RangeError(`no index path ${instrument}`);
    state.shockLog += Math.log(1 + moveFraction);
  }

  /** Runs every path on to `timeMs`. */
  advanceTo(timeMs: number): void {
    const step = this.#step(timeMs);
    const normals = this.#mix(this.#states.map((state) => standardNormal(state.normals)));
    const jumps = this.#drawJumps(step.minutes);
    for (const [index, state] of this.#states.entries()) {
      const path = this.#plan.paths[index];
      if (path === undefined) continue;
      const normal = normals[index] ?? 0;
      const { logPrice } = state;
      if (path.kind === 'landmarks') {
        state.logPrice = bridgeStep(path, { logPrice, normal }, step);
      } else {
        const firstFactorLoading = this.#lower[index]?.[0] ?? 0;
        const jump = jumps[index] ?? 0;
        state.logPrice = diffusionStep(path, { logPrice, normal, firstFactorLoading, jump }, step);
      }
      state.shockLog *= this.#shockDecay(step);
    }
    this.#timeMs = timeMs;
  }

  #step(timeMs: number): Step {
    const fromMs = this.#timeMs;
    const phase = this.#plan.phases.find(({ fromMs: from, toMs: to }) => from <= fromMs && fromMs < to);
    return {
      fromMs,
      toMs: timeMs,
      minutes: (timeMs - fromMs) / MS_PER_MINUTE,
      volatilityMultiple: phase?.volatilityMultiple ?? 1,
      firstFactorDrift: phase?.firstFactorDrift ?? 0,
    };
  }

  /** Independent draws to correlated ones: row by row `Σ L[row][k] × draw[k]`. */
  #mix(draws: readonly number[]): readonly number[] {
    return this.#lower.map((row) =>
      row.reduce((sum, factor, index) => sum + factor * (draws[index] ?? 0), 0),
    );
  }

  #drawJumps(minutes: number): readonly number[] {
    const { jumps } = this.#plan;
    if (jumps === null) return [];
    const isJump = this.#jumpTimes() < (jumps.perHour * minutes) / MINUTES_PER_HOUR;
    if (!isJump) return [];
    const sizes = this.#mix(this.#jumpSizes.map((random) => standardNormal(random)));
    return sizes.map((size) => size * jumps.sizeInMinuteDeviations);
  }

  #shockDecay(step: Step): number {
    const halfLifeMs = this.#plan.shockHalfLifeMs;
    if (halfLifeMs === null) return 1;
    return Math.exp((-Math.LN2 * (step.toMs - step.fromMs)) / halfLifeMs);
  }
}

function startPrice(path: IndexPathsPlan['paths'][number]): number {
  if (path.kind === 'diffusion') return path.startPrice;
  const first = path.landmarks[0];
  if (first === undefined) throw new RangeError('a landmark path needs at least one landmark');
  return first.price;
}
