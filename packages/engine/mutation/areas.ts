/** What is mutated, in the order in which it is run, and what is good enough. */
export const AREAS = ['margin', 'liquidation', 'matching'] as const;

export type Area = (typeof AREAS)[number];

/** Of the mutants of each area so many in a hundred must be killed. */
export const THRESHOLD_PERCENT = 85;
