/**
 * Where a hedged pair is due: a long and a short leg of one instrument in cross, which share what stands behind them, each
 * with maintenance of its own tier (rule M12).
 *
 * Let x be the price of a linear contract, and 1 / price of an inverse one: then the worth of both legs and their notionals
 * are proportional to x, and `equity − maintenance` is made of straight lines that bend down where a leg enters the next
 * tier. Such a curve is above zero between two points at most, one of them may be missing; fractions keep them exact.
 */
import { PPM, type RiskTier } from '@spillway/protocol';
import type { Contract } from './contract.ts';
import type { MaintenanceTerms } from './maintenance.ts';

/** The two legs, both sizes from 0 up, and what the account has apart from their worth. */
export interface HedgedPair {
  readonly longLots: number;
  readonly shortLots: number;
  /** Cross equity − worth of both legs at mark − maintenance of every other position. */
  readonly collateralMicros: number;
}

/** Between these prices the pair is not due; null where no price of the instrument bounds it. */
export interface HedgedBounds {
  /** Rounded up. */
  readonly belowTicks: number | null;
  /** Rounded down. */
  readonly aboveTicks: number | null;
}

interface Ratio {
  readonly top: bigint;
  /** Above 0. */
  readonly bottom: bigint;
}

const NOTHING: Ratio = { top: 0n, bottom: 1n };

function isAtMost(left: Ratio, right: Ratio): boolean {
  return left.top * right.bottom <= right.top * left.bottom;
}

/** One leg: its notional is `perX × x`. */
interface Leg {
  readonly perX: bigint;
  tierIndex: number;
}

/** The straight line `(height + slope × x) / 1,000,000` from one bend of the curve to the next. */
interface Line {
  readonly from: Ratio;
  /** Null: it goes on for ever. */
  readonly to: Ratio | null;
  readonly height: bigint;
  readonly slope: bigint;
}

function tierOf(leg: Leg, tiers: readonly RiskTier[]): RiskTier | undefined {
  return tiers[leg.tierIndex];
}

/** Where a leg enters its next tier; null when it has none, or no size. */
function nextBend(leg: Leg, tiers: readonly RiskTier[]): Ratio | null {
  const next = tiers[leg.tierIndex + 1];
  if (next === undefined || leg.perX === 0n) return null;
  return { top: BigInt(next.notionalFloorMicros), bottom: leg.perX };
}

function earlier(left: Ratio | null, right: Ratio | null): Ratio | null {
  if (left === null || right === null) return left ?? right;
  return isAtMost(left, right) ? left : right;
}

/** The lines of `equity − maintenance`, by growing x. */
function* linesOf(contract: Contract, pair: HedgedPair, terms: MaintenanceTerms): Generator<Line> {
  const { riskTiers } = terms;
  const unit = BigInt(contract.isInverse ? contract.microTicksPerLot : contract.microsPerTickLot);
  const long: Leg = { perX: BigInt(pair.longLots) * unit, tierIndex: 0 };
  const short: Leg = { perX: BigInt(pair.shortLots) * unit, tierIndex: 0 };
  const worthPerX = contract.isInverse ? short.perX - long.perX : long.perX - short.perX;
  const million = BigInt(PPM);
  let from = NOTHING;
  for (;;) {
    let height = BigInt(pair.collateralMicros) * million;
    let slope = worthPerX * million;
    const to = earlier(nextBend(long, riskTiers), nextBend(short, riskTiers));
    for (const leg of [long, short]) {
      const tier = tierOf(leg, riskTiers);
      if (tier === undefined) return;
      height += BigInt(tier.maintenanceAmountMicros) * million;
      slope -= BigInt(tier.maintenanceRatePpm + terms.closingFeePpm) * leg.perX;
    }
    yield { from, to, height, slope };
    if (to === null) return;
    for (const leg of [long, short]) {
      const bend = nextBend(leg, riskTiers);
      if (bend !== null && isAtMost(bend, to)) leg.tierIndex += 1;
    }
    from = to;
  }
}

/** Where a line that is not level crosses zero. */
function rootOf(line: Line): Ratio {
  return line.slope > 0n
    ? { top: -line.height, bottom: line.slope }
    : { top: line.height, bottom: -line.slope };
}

function isAboveZeroAtStart(line: Line): boolean {
  return line.height * line.from.bottom + line.slope * line.from.top > 0n;
}

/** Whether a line is above zero before it ends. */
function getsAboveZero(line: Line): boolean {
  if (isAboveZeroAtStart(line)) return true;
  return line.slope > 0n && (line.to === null || !isAtMost(line.to, rootOf(line)));
}

/** Where the curve, above zero until here, falls to it within a line; null when it does not. */
function fallWithin(line: Line): Ratio | null {
  if (line.slope >= 0n) return null;
  const root = rootOf(line);
  return line.to === null || isAtMost(root, line.to) ? root : null;
}

/** Where the curve rises above zero and where it falls to it again; null for what it does not do. */
function crossings(lines: readonly Line[]): { rises: Ratio | null; falls: Ratio | null } {
  const above = lines.slice(lines.findIndex(getsAboveZero));
  const first = above[0];
  if (first === undefined || !getsAboveZero(first)) return { rises: null, falls: null };
  const rises = isAboveZeroAtStart(first) ? null : rootOf(first);
  for (const line of above) {
    // Amounts are whole micros, so that the curve may drop by less than one at a bend, and to zero by that alone.
    const falls = line === first || isAboveZeroAtStart(line) ? fallWithin(line) : line.from;
    if (falls !== null) return { rises, falls };
  }
  return { rises, falls: null };
}

function ticksOf(at: Ratio | null, rounding: 'up' | 'down', contract: Contract): number | null {
  if (at === null || at.top <= 0n) return null;
  const { top, bottom } = contract.isInverse ? { top: at.bottom, bottom: at.top } : at;
  const ticks = rounding === 'up' ? (top + bottom - 1n) / bottom : top / bottom;
  return ticks >= 1n && ticks <= BigInt(contract.priceTicksMax) ? Number(ticks) : null;
}

/** The prices between which the pair is not due; both null when it is due at every price, or at none. */
export function hedgedBoundsTicks(
  contract: Contract,
  pair: HedgedPair,
  terms: MaintenanceTerms,
): HedgedBounds {
  const { rises, falls } = crossings([...linesOf(contract, pair, terms)]);
  return {
    belowTicks: ticksOf(contract.isInverse ? falls : rises, 'up', contract),
    aboveTicks: ticksOf(contract.isInverse ? rises : falls, 'down', contract),
  };
}

/**
 * The liquidation price that both legs share (rule M12): the nearest on the side that hurts, which is below a net long and
 * above a net short. Where nothing is due on that side, it is the one on the other: two legs of nearly the same size lose
 * next to nothing when the price moves, but maintain more and more as it rises.
 * @returns null when no price of the instrument would do it
 */
export function hedgedLiquidationPriceTicks(
  contract: Contract,
  pair: HedgedPair,
  terms: MaintenanceTerms,
): number | null {
  const { belowTicks, aboveTicks } = hedgedBoundsTicks(contract, pair, terms);
  return pair.longLots >= pair.shortLots ? (belowTicks ?? aboveTicks) : (aboveTicks ?? belowTicks);
}
