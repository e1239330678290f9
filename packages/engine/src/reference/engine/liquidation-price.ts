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

/**
 * Every worth of a lot at which equity equals maintenance, upwards. In a segment both are straight lines:
 * `collateral + Σ ±lots × u = Σ (lots × u × rate − amount)`.
 */
function rootsOf(market: Market, held: readonly Held[], behind: Exact): Exact[] {
  const [first] = held;
  if (first === undefined) return [];
  const { holding } = first;
  const feePpm = market.rules.isClosingFeeInMaintenance ? feeRates(holding).takerFeePpm : 0;
  const isEntry = isOnEntry(market, holding);
  return segmentsOf(holding.instrument, held).flatMap(({ from, to, tiers }) => {
    const ratesPpm = tiers.map((tier) => (isEntry ? 0 : tier.maintenanceRatePpm) + feePpm);
    const amounts = tiers.map((tier) => exact(isEntry ? 0 : tier.maintenanceAmountMicros));
    const slopes = held.map((one, place) => {
      const rate = exact(ratesPpm[place] ?? 0).div(MILLION);
      return exact(valueSign(one)).sub(rate).mul(lotsOf(one));
    });
    const slope = sumOf(slopes);
    if (slope.isZero()) return [];
    const root = behind.add(sumOf(amounts)).neg().div(slope);
    return root.gt(from) && (to === null || root.lte(to)) ? [root] : [];
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

/** Of two legs' prices: below the mark when net long, above when net short, the nearest one when they cancel out. */
function sharedPrice(instrument: Instrument, prices: readonly Exact[], netLots: number): Exact | undefined {
  const mark = exact(instrument.markTicks);
  const onSide = prices.filter((price) => {
    if (netLots === 0) return true;
    return netLots > 0 ? price.lte(mark) : price.gte(mark);
  });
  const byDistance = onSide.sort(
    (left, right) => left.sub(mark).abs().cmp(right.sub(mark).abs()) || left.cmp(right),
  );
  return byDistance[0];
}

/**
 * In ticks: of a long, or below the mark, rounded up; of a short, or above, down. Null when flat, and when no price of the
 * instrument would do it.
 */
export function liquidationTicks(market: Market, held: Held): number | null {
  const { holding, position } = held;
  if (position.sizeLots === 0) return null;
  const { instrument } = holding;
  const together = sharing(held);
  const roots = rootsOf(market, together, behindOf(market, held));
  const prices = roots.map((root) => priceOf(instrument, root));
  const isShared = together.length > 1;
  const netLots = together.reduce((sum, one) => sum + one.position.sizeLots, 0);
  const price = isShared ? sharedPrice(instrument, prices, netLots) : prices[0];
  if (price === undefined) return null;
  const isRoundedUp = isShared ? price.lte(instrument.markTicks) : position.sizeLots > 0;
  const ticks = isRoundedUp ? roundUp(price) : roundDown(price);
  const isPrice = ticks.gte(1) && ticks.lte(instrument.specification.priceTicksMax);
  return isPrice ? ticks.toNumber() : null;
}
