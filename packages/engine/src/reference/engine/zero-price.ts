/** The price at which the margin behind a position is used up (rules L6 and L20). */
import { exactValue, notionalAtMark, valueAtMark } from './contract.ts';
import { type Exact, exact, MILLION, roundDown, roundUp } from './exact.ts';
import { fundEquity, inventoryNotional } from './fund.ts';
import type { Held } from './holdings.ts';
import { crossEquity, crossMaintenance, maintenanceOf } from './margin.ts';
import type { Instrument, Market } from './market.ts';
import { withinPrices } from './prices.ts';

/**
 * Where `value at the price + margin − cost` is zero, rounded so that nobody falls below zero: long up, short down.
 * Null where no price is: an inverse contract is worth less and less as its price rises, but never less than nothing.
 */
function zeroPrice(
  instrument: Instrument,
  sizeLots: number,
  backing: { readonly cost: Exact; readonly margin: Exact },
): Exact | null {
  const value = backing.cost.sub(backing.margin);
  const valueAtOne = exactValue(instrument, sizeLots, 1);
  const round = sizeLots > 0 ? roundUp : roundDown;
  if (instrument.specification.contractType === 'linear') return round(value.div(valueAtOne));
  const hasPrice = !value.isZero() && value.isNegative() === valueAtOne.isNegative();
  return hasPrice ? round(valueAtOne.div(value)) : null;
}

/** Isolated: the bucket. Cross: the position's share of equity, in proportion to maintenance, rounded down. */
export function bankruptcyPrice(market: Market, held: Held): Exact | null {
  const { holding, position } = held;
  const { account, instrument } = holding;
  if (holding.mode === 'isolated') {
    const backing = { cost: position.costMicros, margin: position.bucketMicros };
    return zeroPrice(instrument, position.sizeLots, backing);
  }
  const equity = crossEquity(account, instrument.assetId);
  const share = equity
    .mul(maintenanceOf(market, held))
    .div(crossMaintenance(market, account, instrument.assetId));
  return zeroPrice(instrument, position.sizeLots, {
    cost: valueAtMark(instrument, position.sizeLots),
    margin: roundDown(share),
  });
}

/** A price as ticks that the instrument allows; no price at all is the highest one. */
function allowedTicks(instrument: Instrument, price: Exact | null): number {
  return withinPrices(instrument, price?.toNumber() ?? instrument.specification.priceTicksMax);
}

/** The price at which what the book does not take is closed: the mark where the bankruptcy price is too far (rule L20). */
export function takeoverTicks(market: Market, held: Held): number {
  const { instrument } = held.holding;
  const ticks = allowedTicks(instrument, bankruptcyPrice(market, held));
  const { bankruptcyDeviationPpmMax } = market.rules;
  if (bankruptcyDeviationPpmMax === 0) return ticks;
  const distance = exact(ticks).sub(instrument.markTicks).abs().mul(MILLION);
  const isTooFar = distance.gt(exact(instrument.markTicks).mul(bankruptcyDeviationPpmMax));
  return isTooFar ? instrument.markTicks : ticks;
}

/** The price that leaves the fund with nothing: the inventory's share of its equity, in proportion to notional (rule I5). */
export function fundZeroTicks(market: Market, instrument: Instrument): number {
  const { inventoryLots, assetId } = instrument;
  const share = fundEquity(market, assetId)
    .mul(notionalAtMark(instrument, inventoryLots))
    .div(inventoryNotional(market, assetId));
  const backing = { cost: valueAtMark(instrument, inventoryLots), margin: roundDown(share) };
  return allowedTicks(instrument, zeroPrice(instrument, inventoryLots, backing));
}
