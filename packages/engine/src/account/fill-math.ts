import { divCeil, mulDivCeil, mulDivFloor } from '@spillway/protocol';
import type { Direction } from '../direction.ts';

/** A position before a fill. */
export interface PositionValues {
  readonly sizeLots: number;
  readonly entryCostMicros: number;
  readonly bucketMicros: number;
  readonly leverage: number;
  readonly isIsolated: boolean;
}

/** What is traded. */
export interface FillTerms {
  readonly direction: Direction;
  readonly lots: number;
  /** Worth of one lot at the price of the fill. */
  readonly microsPerLot: number;
  /** A forced close-out leaves profit, loss and margin in the bucket until it is finished. */
  readonly isForced: boolean;
}

/** What a fill does to a position. */
export interface FillPlan {
  readonly closingLots: number;
  readonly openingLots: number;
  /** Signed cost of entry that leaves with the closing lots, and that comes with the opening ones. */
  readonly closedCostMicros: number;
  readonly openedCostMicros: number;
  readonly realisedPnlMicros: number;
  /** Isolated margin that goes back to the wallet with the closing lots, and into the bucket with the opening ones. */
  readonly bucketReleasedMicros: number;
  readonly bucketTakenMicros: number;
}

/** Size `part` of `whole`, rounded down; all of it when the part is the whole. */
function shareFloor(amountMicros: number, part: number, whole: number): number {
  return part === whole ? amountMicros : mulDivFloor(amountMicros, part, whole);
}

function shareCeil(amountMicros: number, part: number, whole: number): number {
  return part === whole ? amountMicros : mulDivCeil(amountMicros, part, whole);
}

/**
 * Splits a fill into what closes and what opens (rule A3).
 *
 * Closing: the cost that leaves is `cost × closing / size`, rounded up, so that realised profit is rounded down
 * (against the account; what is left over stays in the position). The bucket gives back the same share, rounded
 * down. Opening: cost at the price of the fill; an isolated position takes `cost / leverage`, rounded up.
 */
export function planFill(position: PositionValues, fill: FillTerms): FillPlan {
  const heldLots = Math.abs(position.sizeLots);
  const isReducing = position.sizeLots * fill.direction < 0;
  const closingLots = isReducing ? Math.min(fill.lots, heldLots) : 0;
  const openingLots = fill.lots - closingLots;
  const closedCostMicros = closingLots === 0 ? 0 : shareCeil(position.entryCostMicros, closingLots, heldLots);
  const releasesBucket = position.isIsolated && closingLots > 0 && !fill.isForced;
  const openedValueMicros = openingLots * fill.microsPerLot;
  return {
    closingLots,
    openingLots,
    closedCostMicros,
    openedCostMicros: fill.direction * openedValueMicros,
    realisedPnlMicros:
      closingLots === 0 ? 0 : -fill.direction * closingLots * fill.microsPerLot - closedCostMicros,
    bucketReleasedMicros: releasesBucket ? shareFloor(position.bucketMicros, closingLots, heldLots) : 0,
    bucketTakenMicros: position.isIsolated ? divCeil(openedValueMicros, position.leverage) : 0,
  };
}
