import { PPM, type RiskTier } from '@spillway/protocol';
import type { PositionPlace } from '../account/fills.ts';
import { contractOf } from '../contract/contract.ts';
import { hedgedLiquidationPriceTicks } from '../contract/hedged-price.ts';
import { type Direction, signOf } from '../direction.ts';
import { valueMicros } from '../instrument-state.ts';
import type { Market } from '../market.ts';
import { crossEquityMicros, crossMaintenanceMicros, positionMaintenanceMicros } from './account-margin.ts';

/** Quotient of exact integers, rounded up or down; the divisor is positive. */
function divideWide(dividend: bigint, divisor: bigint, rounding: 'up' | 'down'): bigint {
  const quotient = dividend / divisor;
  const remainder = dividend % divisor;
  if (rounding === 'up') return remainder > 0n ? quotient + 1n : quotient;
  return remainder < 0n ? quotient - 1n : quotient;
}

/**
 * What stands behind a position apart from its own value at mark: `margin − entry cost`, in micros. The position
 * is worth `collateral + size × price`; that must stay above maintenance.
 */
function collateralMicros(market: Market, at: PositionPlace): number {
  const { positions } = market;
  const { slot, instrument } = at;
  const row = positions.row(slot, instrument.id, at.leg);
  if (positions.isIsolated(row)) return positions.bucketMicros(row) - positions.entryCostMicros(row);
  const valueAtMark = valueMicros(instrument, positions.sizeLots(row), instrument.markTicks);
  const othersMaintenance =
    crossMaintenanceMicros(market, slot) - positionMaintenanceMicros(market, instrument, row);
  return crossEquityMicros(market, slot) - valueAtMark - othersMaintenance;
}

/**
 * The notional at which equity equals maintenance inside one tier, as a fraction:
 * `(collateral + cum) × −s / (1 − s × m)`, both sides times one million.
 */
function tierRoot(tier: RiskTier, collateral: number, direction: Direction): { top: bigint; bottom: bigint } {
  const sum = BigInt(collateral) + BigInt(tier.maintenanceAmountMicros);
  return {
    top: sum * BigInt(-direction) * BigInt(PPM),
    bottom: BigInt(PPM - direction * tier.maintenanceRatePpm),
  };
}

/**
 * The notional at which the position would be due, tier by tier: maintenance is continuous, so one tier at most
 * holds its own root; null when none does and the position is safe at every price.
 */
function rootNotional(
  tiers: readonly RiskTier[],
  collateral: number,
  direction: Direction,
): { top: bigint; bottom: bigint } | null {
  for (const [index, tier] of tiers.entries()) {
    // The sign alone says whether this tier's root is a notional at all; most longs in cross have none.
    if (direction * (collateral + tier.maintenanceAmountMicros) >= 0) continue;
    const root = tierRoot(tier, collateral, direction);
    const ceiling = tiers[index + 1]?.notionalFloorMicros;
    const isAboveFloor = root.top > BigInt(tier.notionalFloorMicros) * root.bottom;
    const isBelowCeiling = ceiling === undefined || root.top <= BigInt(ceiling) * root.bottom;
    if (isAboveFloor && isBelowCeiling) return root;
  }
  return null;
}

/** The price that both legs of a hedged instrument share in cross; undefined where one position stands alone (rule M12). */
function hedgedPriceTicks(market: Market, at: PositionPlace): number | null | undefined {
  const { positions } = market;
  const { slot, instrument, leg } = at;
  if (leg === 0 || positions.isIsolated(positions.row(slot, instrument.id, leg))) return undefined;
  const rows = ([1, 2] as const).map((each) => positions.row(slot, instrument.id, each));
  const [longLots = 0, shortLots = 0] = rows.map((row) => Math.abs(positions.sizeLots(row)));
  if (longLots === 0 || shortLots === 0) return undefined;
  let othersMaintenanceMicros = crossMaintenanceMicros(market, slot);
  for (const row of rows) othersMaintenanceMicros -= positionMaintenanceMicros(market, instrument, row);
  const worthMicros = valueMicros(instrument, longLots - shortLots, instrument.markTicks);
  const collateral = crossEquityMicros(market, slot) - worthMicros - othersMaintenanceMicros;
  return hedgedLiquidationPriceTicks(
    contractOf(instrument.specification),
    { longLots, shortLots, collateralMicros: collateral },
    { riskTiers: instrument.specification.riskTiers, closingFeePpm: 0, entryNotionalMicros: null },
  );
}

/**
 * The mark of this instrument alone at which the position would be liquidated (rule M9): exact, tiers included,
 * everything else unchanged; long rounded up, short down, so that it is never shown too far away.
 * @returns null when flat, and when no price of the instrument would do it
 */
export function liquidationPriceTicks(market: Market, at: PositionPlace): number | null {
  const { instrument } = at;
  const sizeLots = market.positions.sizeLotsOf(at.slot, instrument.id, at.leg);
  if (sizeLots === 0) return null;
  const shared = hedgedPriceTicks(market, at);
  if (shared !== undefined) return shared;
  const direction = signOf(sizeLots);
  const { riskTiers, microsPerTickLot, priceTicksMax } = instrument.specification;
  const root = rootNotional(riskTiers, collateralMicros(market, at), direction);
  if (root === null) return null;
  const microsPerTick = BigInt(Math.abs(sizeLots)) * BigInt(microsPerTickLot);
  const ticks = Number(divideWide(root.top, root.bottom * microsPerTick, direction === 1 ? 'up' : 'down'));
  return ticks >= 1 && ticks <= priceTicksMax ? ticks : null;
}
