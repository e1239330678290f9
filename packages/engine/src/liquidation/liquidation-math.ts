import { divCeil, divFloor } from '@spillway/protocol';

/**
 * The price at which the margin behind a position is used up: `(entry cost − margin) / size`, rounded so that the
 * account does not fall below zero: long up, short down (rule L6). May lie outside the prices of the instrument.
 */
export function zeroPriceTicks(position: {
  /** Signed, not 0. */
  readonly sizeLots: number;
  /** Signed: entry cost with the bucket behind it, or value at mark with a share of equity behind it. */
  readonly costMicros: number;
  readonly marginMicros: number;
  readonly microsPerTickLot: number;
}): number {
  const { sizeLots, costMicros, marginMicros, microsPerTickLot } = position;
  const micros = Math.abs(sizeLots) * microsPerTickLot;
  return sizeLots > 0
    ? divCeil(costMicros - marginMicros, micros)
    : divFloor(marginMicros - costMicros, micros);
}
