/** The mark of one instrument alone at which equity equals maintenance (rules M9 to M12). */
import type { RiskTier } from '@spillway/protocol';
import { valueAtMark } from './contract.ts';
import { type Exact, exact, MILLION, roundDown, roundUp, sumOf, ZERO } from './exact.ts';
import { crossHeldIn, type Held, positionsOf } from './holdings.ts';
import { crossEquity, entryMaintenance, feeRates, isOnEntry, maintenanceOf } from './margin.ts';
import type { Instrument, Market } from './market.ts';

/** The positions that one liquidation price belongs to: an isolated one, or all cross ones of an instrument. */
function sharing(held: Held): Held[] {
  if (held.holding.mode === 'isolated') return [held];
  return positionsOf(held.holding).filter(({ position }) => position.sizeLots !== 0);
}

/** What stands behind these positions apart from their own value and maintenance, which move with the mark. */
function collateral(market: Market, held: Held): Exact {
  const { holding, position } = held;
  if (holding.mode === 'isolated') return position.bucketMicros.sub(position.costMicros);
  const { account, instrument } = holding;
  const own = sharing(held);
  const others = crossHeldIn(account, instrument.assetId).filter((other) => other.holding !== holding);
  const value = sumOf(own.map((one) => valueAtMark(instrument, one.position.sizeLots)));
  const othersMaintenance = sumOf(others.map((other) => maintenanceOf(market, other)));
  return crossEquity(account, instrument.assetId).sub(value).sub(othersMaintenance);
}

/** Part of the range of a lot's worth in which every position is in one tier: above `from`, up to `to` (null: no end). */
interface Segment {
  readonly from: Exact;
  readonly to: Exact | null;
  readonly tiers: readonly RiskTier[];
}

function lotsOf({ position }: Held): number {
  return Math.abs(position.sizeLots);
}

/** The segments between the worths of a lot at which one of the positions enters a tier. */
function segmentsOf(instrument: Instrument, held: readonly Held[]): Segment[] {
  const { riskTiers } = instrument.specification;
  const edges = held
    .flatMap((one) => riskTiers.map((tier) => exact(tier.notionalFloorMicros).div(lotsOf(one))))
    .sort((left, right) => left.cmp(right))
    .filter((edge, place, all) => place === 0 || !edge.eq(all[place - 1] ?? ZERO));
  return edges.map((from, place) => ({
    from,
    to: edges[place + 1] ?? null,
    tiers: held.flatMap((one) => {
      const inside = riskTiers.findLast((tier) => exact(tier.notionalFloorMicros).div(lotsOf(one)).lte(from));
      return inside === undefined ? [] : [inside];
    }),
  }));
}

/** Whether a position's value rises with the worth of a lot: a linear long, an inverse short. */
function valueSign({ holding, position }: Held): 1 | -1 {
  const isLinear = holding.instrument.specification.contractType === 'linear';
  return position.sizeLots > 0 === isLinear ? 1 : -1;
}

/** Where equity less maintenance is zero: falling to it, or rising above it, as a lot is worth more. */
interface Root {
  readonly worth: Exact;
  readonly isRising: boolean;
}

/** The straight line of equity less maintenance in a segment: `Σ (±lots × u − lots × u × rate + amount)` above `behind`. */
interface Line {
  readonly segment: Segment;
  readonly height: Exact;
  readonly slope: Exact;
}

function linesOf(market: Market, held: readonly Held[], behind: Exact): Line[] {
  const [first] = held;
  if (first === undefined) return [];
  const { holding } = first;
  const feePpm = market.rules.isClosingFeeInMaintenance ? feeRates(holding).takerFeePpm : 0;
  const isEntry = isOnEntry(market, holding);
  return segmentsOf(holding.instrument, held).map((segment) => {
    const ratesPpm = segment.tiers.map((tier) => (isEntry ? 0 : tier.maintenanceRatePpm) + feePpm);
    const amounts = segment.tiers.map((tier) => exact(isEntry ? 0 : tier.maintenanceAmountMicros));
    const slopes = held.map((one, place) => {
      const rate = exact(ratesPpm[place] ?? 0).div(MILLION);
      return exact(valueSign(one)).sub(rate).mul(lotsOf(one));
    });
    return { segment, height: behind.add(sumOf(amounts)), slope: sumOf(slopes) };
  });
}

function heightAt(line: Line, worth: Exact): Exact {
  return line.height.add(line.slope.mul(worth));
}

/**
 * Every worth of a lot at which equity equals maintenance, upwards. Amounts of tiers are whole micros, so that maintenance
 * may jump by less than one where a tier begins; whoever the jump alone makes due is due there.
 */
function rootsOf(lines: readonly Line[]): Root[] {
  return lines.flatMap((line, place) => {
    const { from, to } = line.segment;
    const before = lines[place - 1];
    const roots: Root[] = [];
    if (before !== undefined && heightAt(before, from).gt(0) && heightAt(line, from).lte(0)) {
      roots.push({ worth: from, isRising: false });
    }
    if (line.slope.isZero()) return roots;
    const worth = line.height.neg().div(line.slope);
    const isInside = worth.gt(from) && (to === null || worth.lte(to));
    if (isInside) roots.push({ worth, isRising: line.slope.gt(0) });
    return roots;
  });
}

/** What is behind the positions, less the maintenance that does not move with the mark (rule M10). */
function behindOf(market: Market, held: Held): Exact {
  const behind = collateral(market, held);
  return isOnEntry(market, held.holding) ? behind.sub(entryMaintenance(held)) : behind;
}

/** The price at which a lot is worth so much. */
function priceOf(instrument: Instrument, worth: Exact): Exact {
  const { contractType, microsPerTickLot, microTicksPerLot } = instrument.specification;
  return contractType === 'linear' ? worth.div(microsPerTickLot) : exact(microTicksPerLot).div(worth);
}

/**
 * The root that hurts the position: where the price falls (of a long), or rises (of a short). Two legs are due on the side of
 * the larger one; where nothing is due there, on the other (rule M12).
 */
function hurtfulRoot(
  instrument: Instrument,
  roots: readonly Root[],
  lots: { readonly net: number; readonly isShared: boolean },
): Root | undefined {
  const isLinear = instrument.specification.contractType === 'linear';
  const rising = roots.findLast((root) => root.isRising);
  const falling = roots.find((root) => !root.isRising);
  const [below, above] = isLinear ? [rising, falling] : [falling, rising];
  if (!lots.isShared) return lots.net > 0 ? below : above;
  return lots.net >= 0 ? (below ?? above) : (above ?? below);
}

/** In ticks: below the price that is safe rounded up, above it down; null when flat, and when no price would do it. */
export function liquidationTicks(market: Market, held: Held): number | null {
  const { holding, position } = held;
  if (position.sizeLots === 0) return null;
  const { instrument } = holding;
  const together = sharing(held);
  const roots = rootsOf(linesOf(market, together, behindOf(market, held)));
  const net = together.reduce((sum, one) => sum + one.position.sizeLots, 0);
  const root = hurtfulRoot(instrument, roots, { net, isShared: together.length > 1 });
  if (root === undefined) return null;
  const price = priceOf(instrument, root.worth);
  const isBelow = root.isRising === (instrument.specification.contractType === 'linear');
  const ticks = isBelow ? roundUp(price) : roundDown(price);
  const isPrice = ticks.gte(1) && ticks.lte(instrument.specification.priceTicksMax);
  return isPrice ? ticks.toNumber() : null;
}
