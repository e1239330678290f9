import { divCeil, divFloor, mulDivCeil, mulDivFloor } from '@spillway/protocol';
import { type Contract, PRICE_BEYOND_TICKS } from './contract.ts';

/** A position and what stands behind it. */
export interface BackedPosition {
  /** Signed, not 0. */
  readonly sizeLots: number;
  /** Signed: cost of entry with the bucket behind it, or value at mark with a share of equity behind it. */
  readonly costMicros: number;
  readonly marginMicros: number;
}

/**
 * The price at which the margin behind a position is used up: where `value − cost + margin` is 0 (rule L6), rounded so
 * that the account does not fall below zero: long up, short down. May lie outside the prices of the instrument.
 *
 * Linear: `(cost − margin) / size`. Inverse: `size / (margin − cost)`; where that sum is not positive, a short can never be
 * ruined and a long is ruined at any price: `PRICE_BEYOND_TICKS` for both.
 */
export function zeroPriceTicks(contract: Contract, position: BackedPosition): number {
  const { sizeLots, costMicros, marginMicros } = position;
  const heldLots = Math.abs(sizeLots);
  if (!contract.isInverse) {
    const microsPerTick = heldLots * contract.microsPerTickLot;
    return sizeLots > 0
      ? divCeil(costMicros - marginMicros, microsPerTick)
      : divFloor(marginMicros - costMicros, microsPerTick);
  }
  const owedMicros = sizeLots > 0 ? marginMicros - costMicros : costMicros - marginMicros;
  if (owedMicros <= 0) return PRICE_BEYOND_TICKS;
  const mulDiv = sizeLots > 0 ? mulDivCeil : mulDivFloor;
  return mulDiv(heldLots, contract.microTicksPerLot, owedMicros);
}

/**
 * The share of a cross account's equity that stands behind one position, in proportion to maintenance (rule L6; dYdX
 * v4's `TNC × |ΔMMR| / TMMR`), rounded down, against the account.
 */
export function sharedMarginMicros(account: {
  readonly equityMicros: number;
  readonly positionMaintenanceMicros: number;
  /** Of all its cross positions; above 0. */
  readonly maintenanceMicros: number;
}): number {
  return mulDivFloor(account.equityMicros, account.positionMaintenanceMicros, account.maintenanceMicros);
}
