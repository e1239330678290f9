/** How the index of an instrument moves: what happens outside the market. */

/** A price that the index passes at a time, and how restless it is on the way there. */
export interface Landmark {
  readonly timeMs: number;
  readonly price: number;
  /** Standard deviation of the log return over one minute, on the way from the landmark before to this one. */
  readonly volatilityPerMinute: number;
}

/** The index runs from landmark to landmark on a Brownian bridge in log price: it hits every one exactly. */
export interface LandmarkPathPlan {
  readonly kind: 'landmarks';
  /** Ascending by time, the first at 0, all at whole steps of the mark interval. */
  readonly landmarks: readonly Landmark[];
}

/** The index is a Brownian motion in log price. */
export interface DiffusionPathPlan {
  readonly kind: 'diffusion';
  readonly startPrice: number;
  readonly volatilityPerMinute: number;
}

export type IndexPathPlan = LandmarkPathPlan | DiffusionPathPlan;

/**
 * A time in which diffusions behave differently. The drift is one of the first factor, in its standard
 * deviations a √minute: instrument j moves by `correlation(first, j) × its volatility` of it. So a sell-off
 * with correlation 1 takes everything down, and one with correlation 0 only the first instrument.
 */
export interface DiffusionPhase {
  readonly fromMs: number;
  readonly toMs: number;
  readonly volatilityMultiple: number;
  readonly firstFactorDrift: number;
}

/** Sudden common moves of all diffusions, at random times. */
export interface JumpPlan {
  readonly perHour: number;
  /** Standard deviation of a jump, in standard deviations of a minute. */
  readonly sizeInMinuteDeviations: number;
}

export interface IndexPathsPlan {
  readonly paths: readonly IndexPathPlan[];
  /** Of the drivers' log returns; one row an instrument. */
  readonly correlation: readonly (readonly number[])[];
  readonly phases: readonly DiffusionPhase[];
  readonly jumps: JumpPlan | null;
  /** What is left of an operator's shock halves in this time; null: it stays for good. */
  readonly shockHalfLifeMs: number | null;
}
