/**
 * By how much what a row claims (rule M4, `claimMicros`) can rise at most, from one order or fill alone: what the floor of
 * free margin follows by. A claim is the larger of two sides, each of them initial margin of how far its orders could take
 * the position, and the open loss of those orders: the positive part of their `cost − worth`.
 *
 * - An order that comes lets its side reach further by its lots: initial margin grows by no more than their notional at the
 *   steepest rate. Open loss moves by no more than their own `cost − worth`.
 * - An order that goes shortens the reach. But a good order covers bad ones: open loss can rise by its own
 *   `worth − cost`.
 * - A fill of lots that were counted among the orders of its side leaves the reach of that side as it was, and shortens
 *   that of the other. If they were good, open loss rises by no more than equity gains; if they were bad, equity falls
 *   by what they lose against the mark, and open loss does not rise.
 *
 * So an admitted order may be thought of as one at mark until it rests or ends: what was taken for its initial margin covers
 * each of its fills, together with the loss and the fee of that fill, and what was taken for its price covers its rest.
 */
import type { PositionStore } from '../account/position-store.ts';
import type { InstrumentState } from '../instrument-state.ts';

/** More than all roundings of a claim and of this bound come to: one a tier (64 at most), and a handful besides. */
export const ROUNDINGS_MICROS = 80;

/**
 * By how much initial margin of a row grows with each micro of notional, at most: by 1 / leverage, or along the
 * steepest tier. Infinity where no such bound holds: of an isolated row, which takes a share of its open loss; of the
 * leverage of a tier, which jumps; and of the instruments that `steepestMaintenanceRate` names.
 */
export function steepestRate(positions: PositionStore, instrument: InstrumentState, row: number): number {
  return Math.max(positions.marginRate(row), instrument.steepestMaintenanceRate);
}

/**
 * No less than what a row claims more when lots come to its orders or leave them, or when its position is filled.
 * @param worthMicros - of the lots at mark
 * @param costMicros - of the lots at the price of their order; their worth for a fill, which changes no order
 * @param rate - that of the row; the rise is Infinity where it is, even of lots that are worth nothing
 */
export function claimRiseMicros(worthMicros: number, costMicros: number, rate: number): number {
  if (rate === Number.POSITIVE_INFINITY) return rate;
  return Math.ceil(worthMicros * rate) + Math.abs(costMicros - worthMicros) + ROUNDINGS_MICROS;
}
