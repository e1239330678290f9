import type { PositionStore } from '../account/position-store.ts';
import type { InstrumentState } from '../instrument-state.ts';

/** More than all roundings of a claim and of this bound come to: one a tier (64 at most), and a handful besides. */
const ROUNDINGS_MICROS = 80;

/**
 * By how much initial margin of a row grows with each micro of notional, at most: by 1 / leverage, or along the
 * steepest tier. Infinity for an isolated row, of which no such bound holds: it takes a share of its open loss.
 */
export function steepestRate(positions: PositionStore, instrument: InstrumentState, row: number): number {
  return Math.max(positions.marginRate(row), instrument.maintenanceRateMax);
}

/**
 * No less than what a row claims more (rule M4, `claimMicros`) when lots come to its orders or leave them, or when its
 * position is filled. Neither side reaches further than before by more than those lots, so that initial margin grows
 * by no more than their notional at the steepest rate. And the open loss of a side, the positive part of its
 * `cost − worth`, moves by no more than that difference of these lots; what leaves can raise it as well, because a
 * good order covers a bad one.
 * @param worthMicros - of the lots at mark
 * @param costMicros - of the lots at the price of their order; their worth for a fill, which changes no order
 */
export function claimRiseMicros(worthMicros: number, costMicros: number, rate: number): number {
  return Math.ceil(worthMicros * rate) + Math.abs(costMicros - worthMicros) + ROUNDINGS_MICROS;
}
