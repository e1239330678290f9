/** Who is deleveraged first (rules D2 and D6). */
import { notionalAtMark, valueAtMark } from './contract.ts';
import { type Exact, exact, greatest, ZERO } from './exact.ts';
import {
  accountsByNumber,
  crossHeldIn,
  type Held,
  holdingOf,
  pocketOf,
  positionsOf,
  totalUnrealised,
  unrealised,
} from './holdings.ts';
import type { Liquidation } from './liquidation-books.ts';
import { crossEquity, crossMaintenance, isolatedEquity, maintenanceOf } from './margin.ts';
import type { Direction, Instrument, Market } from './market.ts';

/** The margin behind a position at mark: isolated equity, or its share of cross equity by maintenance. */
function marginBehind(market: Market, held: Held): Exact {
  if (held.holding.mode === 'isolated') return isolatedEquity(held);
  const { account, instrument } = held.holding;
  const weight = maintenanceOf(market, held).div(crossMaintenance(market, account, instrument.assetId));
  return crossEquity(account, instrument.assetId).mul(weight);
}

/** `profit% × effective leverage`, or `profit% / effective leverage` in a loss (rule D2). */
function profitAndLeverage(market: Market, held: Held): Exact {
  const { holding, position } = held;
  const profitShare = unrealised(held).div(position.costMicros.abs());
  const notional = notionalAtMark(holding.instrument, position.sizeLots);
  const leverage = notional.div(greatest(exact(1), marginBehind(market, held)));
  return profitShare.gt(0) ? profitShare.mul(leverage) : profitShare.div(leverage);
}

/** `max(0, profit) / max(1, margin) × maintenance / (margin + profit)` of the scope (rule D6). */
function profitAndMarginRatio(market: Market, held: Held): Exact {
  const { account, instrument } = held.holding;
  const isIsolated = held.holding.mode === 'isolated';
  const inScope = isIsolated ? [held] : crossHeldIn(account, instrument.assetId);
  const margin = isIsolated ? held.position.bucketMicros : pocketOf(account, instrument.assetId).walletMicros;
  const profit = totalUnrealised(inScope);
  const maintenance = isIsolated
    ? maintenanceOf(market, held)
    : crossMaintenance(market, account, instrument.assetId);
  const equity = margin.add(profit);
  if (equity.lte(0)) return ZERO;
  return greatest(ZERO, profit)
    .div(greatest(exact(1), margin))
    .mul(maintenance)
    .div(equity);
}

/** `mark / entry × notional / equity` of a long, `entry / mark × notional / equity` of a short (rule D6). */
function gainAndLeverage(held: Held): Exact {
  const { holding, position } = held;
  const { account, instrument } = holding;
  const equity =
    holding.mode === 'isolated' ? isolatedEquity(held) : crossEquity(account, instrument.assetId);
  if (equity.lte(0)) return ZERO;
  const atMark = valueAtMark(instrument, position.sizeLots).abs();
  const atEntry = position.costMicros.abs();
  // The value of an inverse contract falls as its price rises: the two change places.
  const isRising = position.sizeLots > 0 === (instrument.specification.contractType === 'linear');
  const gain = isRising ? atMark.div(atEntry) : atEntry.div(atMark);
  return gain.mul(notionalAtMark(instrument, position.sizeLots)).div(equity);
}

function scoreOf(market: Market, held: Held): Exact {
  switch (market.rules.deleveragingRanking) {
    case 'profit-and-leverage':
      return profitAndLeverage(market, held);
    case 'profit-and-margin-ratio':
      return profitAndMarginRatio(market, held);
    case 'gain-and-leverage':
      return gainAndLeverage(held);
    case 'rotation':
      return ZERO;
  }
}

const ROTATION_FACTOR = 2_654_435_761;
const ROTATION_MODULUS = 4_294_967_296;

/** Begins so many places further on, and ends with those that were passed over. */
function rotated(holders: readonly Held[], liquidation: Liquidation): Held[] {
  if (holders.length === 0) return [];
  const draw = exact(liquidation.id).mul(ROTATION_FACTOR).mod(ROTATION_MODULUS);
  const places = draw.mod(holders.length).toNumber();
  return [...holders.slice(places), ...holders.slice(0, places)];
}

/** The positions of a direction in an instrument: highest score first, ties by lower account number. */
export function rankHolders(
  market: Market,
  liquidation: Liquidation,
  of: { readonly instrument: Instrument; readonly direction: Direction },
): Held[] {
  const holders = accountsByNumber(market)
    .flatMap((account) => positionsOf(holdingOf(account, of.instrument)))
    .filter(({ position }) => position.sizeLots * of.direction > 0);
  if (market.rules.deleveragingRanking === 'rotation') return rotated(holders, liquidation);
  return holders
    .map((held) => ({ held, score: scoreOf(market, held) }))
    .sort((left, right) => right.score.cmp(left.score))
    .map(({ held }) => held);
}
