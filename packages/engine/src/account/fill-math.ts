import { divCeil, mulDivCeil, mulDivFloor } from '@spillway/protocol';
import { type Contract, valueMicros } from '../contract/contract.ts';
import type { Direction } from '../direction.ts';

/** A position before a fill. */
export interface PositionValues {
  readonly sizeLots: number;
  readonly entryCostMicros: number;
  readonly bucketMicros: number;
  readonly leverage: number;
  readonly isIsolated: boolean;
}

/** Stands for the contract of a fill that is not filled in yet. */
const NO_CONTRACT: Contract = {
  isInverse: false,
  microsPerTickLot: 1,
  microTicksPerLot: 0,
  priceTicksMax: 1,
};

/** A fill, the position that it meets, and what it does to that position. Filled in again and again. */
export class PlannedFill implements PositionValues {
  // What is traded.
  direction: Direction = 1;
  lots = 0;
  priceTicks = 0;
  contract: Contract = NO_CONTRACT;
  /** A forced close-out leaves profit, loss and margin in the bucket until it is finished. */
  isForced = false;

  // The position before.
  sizeLots = 0;
  entryCostMicros = 0;
  bucketMicros = 0;
  leverage = 1;
  isIsolated = false;

  // What `planFill` finds.
  closingLots = 0;
  openingLots = 0;
  /** Signed cost of entry that leaves with the closing lots, and that comes with the opening ones. */
  closedCostMicros = 0;
  openedCostMicros = 0;
  realisedPnlMicros = 0;
  /** Isolated margin that goes back to the wallet with the closing lots, and into the bucket with the opening ones. */
  bucketReleasedMicros = 0;
  bucketTakenMicros = 0;
}

/** Size `part` of `whole`, rounded down; all of it when the part is the whole. */
function shareFloor(amountMicros: number, part: number, whole: number): number {
  return part === whole ? amountMicros : mulDivFloor(amountMicros, part, whole);
}

function shareCeil(amountMicros: number, part: number, whole: number): number {
  return part === whole ? amountMicros : mulDivCeil(amountMicros, part, whole);
}

/**
 * Splits a fill into what closes and what opens (rule A3), once what is traded and the position before are filled in.
 *
 * Closing: the cost that leaves is `cost × closing / size`, rounded up, so that realised profit is rounded down
 * (against the account; what is left over stays in the position). The bucket gives back the same share, rounded
 * down. What closing lots are worth is taken as if they were a trade of their own. Opening: what is left of the worth of
 * the trade; an isolated position takes `cost / leverage`, rounded up.
 */
export function planFill(fill: PlannedFill): void {
  const { direction, lots, contract, priceTicks, isIsolated } = fill;
  const heldLots = Math.abs(fill.sizeLots);
  const isReducing = fill.sizeLots * direction < 0;
  const closingLots = isReducing ? Math.min(lots, heldLots) : 0;
  const openingLots = lots - closingLots;
  const closingValueMicros = closingLots === 0 ? 0 : valueMicros(contract, closingLots, priceTicks);
  const openedValueMicros =
    openingLots === 0 ? 0 : valueMicros(contract, lots, priceTicks) - closingValueMicros;
  fill.closingLots = closingLots;
  fill.openingLots = openingLots;
  fill.openedCostMicros = direction * openedValueMicros;
  fill.bucketTakenMicros = isIsolated ? divCeil(Math.abs(openedValueMicros), fill.leverage) : 0;
  fill.closedCostMicros = 0;
  fill.realisedPnlMicros = 0;
  fill.bucketReleasedMicros = 0;
  if (closingLots === 0) return;
  fill.closedCostMicros = shareCeil(fill.entryCostMicros, closingLots, heldLots);
  fill.realisedPnlMicros = -direction * closingValueMicros - fill.closedCostMicros;
  if (isIsolated && !fill.isForced) {
    fill.bucketReleasedMicros = shareFloor(fill.bucketMicros, closingLots, heldLots);
  }
}
