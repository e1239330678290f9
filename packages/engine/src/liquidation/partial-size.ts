/** How much of a position the next forced order closes (rules L5, L12 to L15). */
import { mulDivCeil, mulDivFloor, type PartialRule, PPM, type RiskTier } from '@spillway/protocol';
import { type Contract, lotsOfNotional, notionalMicros } from '../contract/contract.ts';
import { tierAt } from '../contract/maintenance.ts';

/** A position that is to be closed by force. */
export interface ForcedPosition {
  readonly contract: Contract;
  readonly riskTiers: readonly RiskTier[];
  /** Above 0. */
  readonly heldLots: number;
  readonly markTicks: number;
}

/** What decides how much restores the margin. */
export interface MarginShortage {
  /** By how much equity falls short of being safe, above 0. */
  readonly shortageMicros: number;
  readonly liquidationFeePpm: number;
}

type RuleOf<Kind extends PartialRule['kind']> = Extract<PartialRule, { readonly kind: Kind }>;

function heldNotionalMicros(position: ForcedPosition, heldLots: number): number {
  return notionalMicros(position.contract, heldLots, position.markTicks);
}

/** A slice of a position, rounded down, at least a lot. */
export function sliceLots(heldLots: number, slicePpm: number): number {
  return Math.max(1, mulDivFloor(heldLots, slicePpm, PPM));
}

/**
 * As much as brings equity back over maintenance (rule L5): the notional `shortage / (m − fee)`, rounded up, in lots at
 * mark, rounded up; at most one slice. m is the maintenance rate of the tier in which the slice would leave the position.
 * Where the fee eats what the close frees, the whole slice goes. (Drift's base that covers a margin shortage.)
 */
export function restoreMarginLots(
  position: ForcedPosition,
  slicePpm: number,
  situation: MarginShortage,
): number {
  const slice = sliceLots(position.heldLots, slicePpm);
  const target = tierAt(position.riskTiers, heldNotionalMicros(position, position.heldLots - slice));
  const freedPpm = target.maintenanceRatePpm - situation.liquidationFeePpm;
  // What the whole slice frees; where that is not enough, or nothing, there is no need to ask how much would be.
  const freedMicros = mulDivFloor(heldNotionalMicros(position, slice), Math.max(0, freedPpm), PPM);
  if (freedMicros < situation.shortageMicros) return slice;
  const closed = {
    notionalMicros: mulDivCeil(situation.shortageMicros, PPM, freedPpm),
    rounding: 'up',
  } as const;
  return Math.min(slice, lotsOfNotional(position.contract, closed, position.markTicks));
}

/**
 * As many lots, rounded up, as bring the notional down to the floor of its tier; in the lowest tier, whose floor is 0, all
 * of them (rule L14).
 */
export function tierStepLots(position: ForcedPosition): number {
  const tier = tierAt(position.riskTiers, heldNotionalMicros(position, position.heldLots));
  const kept = { notionalMicros: tier.notionalFloorMicros, rounding: 'down' } as const;
  return position.heldLots - lotsOfNotional(position.contract, kept, position.markTicks);
}

/**
 * A share of the position, rounded down, but at least the lower bound in notional, rounded up, and at most the upper
 * bound, rounded down, less what of the account was closed in this block already (rule L15). The first order of a block
 * closes at least a lot, or a lot dearer than the bound could never be closed.
 * @returns 0 when the position waits for the next block
 */
export function blockCapLots(
  position: ForcedPosition,
  rule: RuleOf<'block-cap'>,
  closedInBlockMicros: number,
): number {
  const { contract, heldLots, markTicks } = position;
  const wholeMicros = heldNotionalMicros(position, heldLots);
  const leftMicros = Math.max(0, rule.notionalMaxMicros - closedInBlockMicros);
  const least = { notionalMicros: Math.min(rule.notionalMinMicros, wholeMicros), rounding: 'up' } as const;
  const most = { notionalMicros: Math.min(leftMicros, wholeMicros), rounding: 'down' } as const;
  const shareLots = mulDivFloor(heldLots, rule.sharePpm, PPM);
  const wantedLots = Math.max(1, shareLots, lotsOfNotional(contract, least, markTicks));
  const firstLots = closedInBlockMicros === 0 ? 1 : 0;
  const allowedLots = Math.max(firstLots, lotsOfNotional(contract, most, markTicks));
  return Math.min(heldLots, wantedLots, allowedLots);
}

/** When the block that a time is in ends: blocks are whole multiples of their length since 0 (rule L15). */
export function blockEndMs(timeMs: number, blockMs: number): number {
  return timeMs - (timeMs % blockMs) + blockMs;
}
