/** Bounds of forced orders other than the bankruptcy price and the price band (rules L17, L20). */
import { type ForcedPriceBound, mulDivFloor, PPM } from '@spillway/protocol';
import { priceEdgeTicks } from '../contract/price-edge.ts';
import { type Direction, opposite } from '../direction.ts';

/** A position that is to be closed by force, and its mark. */
export interface BoundedPosition {
  /** Of the position: 1 when long. */
  readonly direction: Direction;
  readonly markTicks: number;
  readonly priceTicksMax: number;
}

/** What stands behind a position that is bounded by its fillable price. */
export interface FillableMargin {
  /** Of the account (cross) or the position (isolated); may be negative. */
  readonly equityMicros: number;
  /** Of the same; above 0. */
  readonly maintenanceMicros: number;
  readonly positionMaintenanceMicros: number;
  readonly positionNotionalMicros: number;
}

/** Whatever the adjustment, so many ppm times it are more than the whole. */
const SATURATING_PPM = 1_000_000_000_000;

/** `1 − equity / maintenance` in ppm, rounded down; above 0 for whoever is due. */
function shortagePpm({ equityMicros, maintenanceMicros }: FillableMargin): number {
  const missingMicros = maintenanceMicros - equityMicros;
  if (missingMicros / maintenanceMicros > SATURATING_PPM / PPM) return SATURATING_PPM;
  return mulDivFloor(missingMicros, PPM, maintenanceMicros);
}

/**
 * dYdX v4's fillable price: `mark × (1 ∓ spread × m × clamp(adjustment × (1 − equity / maintenance), 0, 1))` with m the
 * position's maintenance over its notional (rule L17). Every factor and product in ppm, rounded down; the price rounded
 * towards the mark.
 */
export function fillableBoundTicks(
  position: BoundedPosition,
  bound: Extract<ForcedPriceBound, { readonly kind: 'fillable' }>,
  margin: FillableMargin,
): number {
  const ratePpm = mulDivFloor(margin.positionMaintenanceMicros, PPM, margin.positionNotionalMicros);
  const widestPpm = mulDivFloor(bound.spreadPpm, ratePpm, PPM);
  const adjustedPpm = mulDivFloor(bound.adjustmentPpm, shortagePpm(margin), PPM);
  const widthPpm = mulDivFloor(widestPpm, Math.min(Math.max(adjustedPpm, 0), PPM), PPM);
  const towards = { direction: opposite(position.direction), priceTicksMax: position.priceTicksMax };
  return priceEdgeTicks(position.markTicks, widthPpm, towards);
}

/**
 * The bankruptcy price, or the mark where that is further from the mark than the venue allows (rule L20).
 * @param deviationPpmMax - 0: however far
 */
export function nearBankruptcyTicks(
  bankruptcyTicks: number,
  markTicks: number,
  deviationPpmMax: number,
): number {
  if (deviationPpmMax === 0) return bankruptcyTicks;
  const isTooFar = Math.abs(bankruptcyTicks - markTicks) * PPM > markTicks * deviationPpmMax;
  return isTooFar ? markTicks : bankruptcyTicks;
}
