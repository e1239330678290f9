import { PPM } from '@spillway/protocol';
import type { PositionStore } from '../account/position-store.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { type ClosingFeeTerms, closingFeePpmOf } from './closing-fee.ts';

/** More than all roundings of a claim and of this bound come to: one a tier (64 at most), and a handful besides. */
const ROUNDINGS_MICROS = 80;

/**
 * By how much maintenance of an account grows with each micro of notional, at most: along the steepest tier, the fee of
 * closing included where it is (rule M11). Infinity where no bound of a claim follows from it: the worth of an inverse
 * contract is rounded as a whole, and initial margin that rises with open interest has a rate of its own.
 */
export function steepestMaintenanceRate(
  market: ClosingFeeTerms,
  instrument: InstrumentState,
  slot: number,
): number {
  if (instrument.isMarginScaled || instrument.contract.isInverse) return Number.POSITIVE_INFINITY;
  const closingFeePpm = closingFeePpmOf(market, instrument, slot);
  return closingFeePpm === 0
    ? instrument.maintenanceRateMax
    : instrument.maintenanceRateMax + closingFeePpm / PPM;
}

/**
 * By how much initial margin of a row grows with each micro of notional, at most: by 1 / leverage, or along the
 * steepest tier. Infinity where no such bound holds: of an isolated row, which takes a share of its open loss; of the
 * leverage of a tier, which jumps; and of the contracts that `steepestMaintenanceRate` names.
 */
export function steepestRate(
  market: ClosingFeeTerms & { readonly positions: PositionStore },
  instrument: InstrumentState,
  row: number,
): number {
  const { positions } = market;
  const maintenanceRate = steepestMaintenanceRate(market, instrument, positions.slotOf(row));
  return Math.max(positions.marginRate(row), maintenanceRate);
}

/**
 * No less than what a row claims more (rule M4, `claimMicros`) when lots come to its orders or leave them, or when its
 * position is filled. Neither side reaches further than before by more than those lots, so that initial margin grows
 * by no more than their notional at the steepest rate. And the open loss of a side, the positive part of its
 * `cost − worth`, moves by no more than that difference of these lots; what leaves can raise it as well, because a
 * good order covers a bad one.
 * @param worthMicros - of the lots at mark
 * @param costMicros - of the lots at the price of their order; their worth for a fill, which changes no order
 * @param rate - that of the row; the rise is Infinity where it is, even of lots that are worth nothing
 */
export function claimRiseMicros(worthMicros: number, costMicros: number, rate: number): number {
  if (rate === Number.POSITIVE_INFINITY) return rate;
  return Math.ceil(worthMicros * rate) + Math.abs(costMicros - worthMicros) + ROUNDINGS_MICROS;
}
