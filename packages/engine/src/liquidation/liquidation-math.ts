import {
  divCeil,
  divFloor,
  type InstrumentSpecification,
  mulDivCeil,
  mulDivFloor,
  PPM,
  type RatePpm,
} from '@spillway/protocol';
import { tierOf } from '../margin/margin-math.ts';

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

/**
 * How much of a large position to close so that equity passes maintenance again (rule L5):
 * `ceil(shortage / (mark × (m_target − fee)))`, at most one slice of the position, at least one lot. `m_target` is
 * the maintenance rate of the tier in which the slice would leave the position. Where the fee eats what the
 * close frees, the whole slice goes.
 * @param account.shortageMicros - by how much equity falls short of being safe, above 0
 */
export function partialCloseLots(
  specification: InstrumentSpecification,
  position: { readonly heldLots: number; readonly markTicks: number },
  account: { readonly shortageMicros: number; readonly slicePpm: RatePpm },
): number {
  const { heldLots, markTicks } = position;
  const sliceLots = Math.max(1, mulDivFloor(heldLots, account.slicePpm, PPM));
  const microsPerLot = markTicks * specification.microsPerTickLot;
  const target = tierOf(specification, (heldLots - sliceLots) * microsPerLot);
  const freedPpm = target.maintenanceRatePpm - specification.liquidationFeePpm;
  if (freedPpm <= 0) return sliceLots;
  const notionalMicros = mulDivCeil(account.shortageMicros, PPM, freedPpm);
  return Math.min(sliceLots, divCeil(notionalMicros, microsPerLot));
}
