import fc from 'fast-check';
import type { UntimedCommand } from './commands.ts';

/** The world in which a random sequence happens. */
export interface SequenceWorld {
  /** Account numbers 1 to this. */
  readonly accountCount: number;
  readonly instrumentCount: number;
  /** Where marks begin, in ticks; they wander, and are pulled back from a quarter and from four times of it. */
  readonly middleTicks: number;
  readonly lotsMax: number;
  /** The largest amount of a transfer, in the quote currency. */
  readonly quoteMax: number;
  /** The largest contribution to the insurance fund: small, so that the fund can be exhausted. */
  readonly contributionMax: number;
  /** How often a mark jumps; a breath and a small move have the weights 6 and 3. */
  readonly shockWeight: number;
  /** Further commands to mix in, one in about ten. */
  readonly others?: fc.Arbitrary<UntimedCommand>;
}

/** What a sequence knows of the market it is sent to, without asking it. */
export interface Surroundings {
  /** When the command that is being drafted happens. */
  nowMs: number;
  /** By instrument: the last mark that was sent. */
  readonly markTicks: number[];
  /** An upper bound of the number of the last order. */
  orderCount: number;
}

/** A command that takes its prices from the mark of the moment, and names orders by how long ago they were placed. */
export type Draft = (around: Surroundings) => UntimedCommand;

const PPM = 1_000_000;

/** A mark moved by a share of itself, at least 1. */
function moved(ticks: number, sharePpm: number): number {
  return Math.max(1, Math.floor((ticks * (PPM + sharePpm)) / PPM));
}

/** Shares of the mark: mostly close, sometimes further away than a price band allows. */
export const OFFSETS_PPM: fc.Arbitrary<number> = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3_000, max: 3_000 }) },
  { weight: 3, arbitrary: fc.integer({ min: -20_000, max: 20_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: -250_000, max: 250_000 }) },
);

/** Moves of the mark: mostly a breath, sometimes a shock. */
export function movesPpm(shockWeight: number): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: -4_000, max: 4_000 }) },
    { weight: 3, arbitrary: fc.integer({ min: -40_000, max: 40_000 }) },
    { weight: shockWeight, arbitrary: fc.integer({ min: -350_000, max: 500_000 }) },
  );
}

export function oneIn(count: number): fc.Arbitrary<boolean> {
  return fc.integer({ min: 1, max: count }).map((draw) => draw === count);
}

/** A price near (or not so near) the mark that was last sent for an instrument. */
export function ticksNear(
  around: Surroundings,
  world: SequenceWorld,
  at: { readonly instrument: number; readonly offsetPpm: number },
): number {
  return moved(around.markTicks[at.instrument] ?? world.middleTicks, at.offsetPpm);
}
