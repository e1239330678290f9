/** The insurance fund of an asset: its cash, its inventory, its drawdown (rules I1, I2, I4, I6 and I7). */
import type { InsuranceFundReason } from '@spillway/protocol';
import { notionalAtMark, positionLotsMax, tradeCost, valueAtMark } from './contract.ts';
import { type Exact, greatest, mostLots, ppmOf, roundDown, sumOf } from './exact.ts';
import { splitTrade, type Trade } from './fills.ts';
import { treasuryOf } from './holdings.ts';
import type { Instrument, Market } from './market.ts';

/** The event and the liquidation behind a change of the fund. */
export interface FundCause {
  readonly causeSequence: number;
  readonly liquidationId: number;
}

export function instrumentsIn(market: Market, assetId: number): Instrument[] {
  return market.instruments.filter((instrument) => instrument.assetId === assetId);
}

/** Cash and inventory at mark (rule I1). */
export function fundEquity(market: Market, assetId: number): Exact {
  const profits = instrumentsIn(market, assetId).map((instrument) =>
    valueAtMark(instrument, instrument.inventoryLots).sub(instrument.inventoryCostMicros),
  );
  return treasuryOf(market, assetId).fundCashMicros.add(sumOf(profits));
}

/** Size × mark of everything that the fund took over. */
export function inventoryNotional(market: Market, assetId: number): Exact {
  const instruments = instrumentsIn(market, assetId);
  return sumOf(instruments.map((instrument) => notionalAtMark(instrument, instrument.inventoryLots)));
}

/** Changes the fund's cash and says why; a change of nothing is not an event. */
export function changeFundCash(
  market: Market,
  change: { readonly assetId: number; readonly reason: InsuranceFundReason; readonly delta: Exact },
  cause: FundCause,
): void {
  if (change.delta.isZero()) return;
  const treasury = treasuryOf(market, change.assetId);
  treasury.fundCashMicros = treasury.fundCashMicros.add(change.delta);
  market.outlet.emit('insuranceFundChanged', cause.causeSequence, {
    assetId: change.assetId,
    reason: change.reason,
    deltaMicros: change.delta,
    balanceMicros: treasury.fundCashMicros,
    liquidationId: cause.liquidationId,
  });
}

/** Books a trade on the fund's inventory; what it realises goes into or out of the fund's cash (rule I4). */
export function settleInventory(
  market: Market,
  fill: Trade & { readonly instrument: Instrument },
  cause: FundCause,
): void {
  const { instrument } = fill;
  const split = splitTrade(
    instrument,
    { sizeLots: instrument.inventoryLots, costMicros: instrument.inventoryCostMicros },
    fill,
  );
  instrument.inventoryLots += fill.direction * fill.lots;
  instrument.inventoryCostMicros = instrument.inventoryCostMicros.sub(split.closedCost).add(split.openedCost);
  const reason = split.realised.gt(0) ? 'inventory-profit' : 'inventory-loss';
  changeFundCash(market, { assetId: instrument.assetId, reason, delta: split.realised }, cause);
}

/** Equity of the fund at mark, if it took part in a trade. */
function equityAfter(market: Market, instrument: Instrument, trade: Trade): Exact {
  const { inventoryLots } = instrument;
  const valueGained = valueAtMark(instrument, inventoryLots + trade.direction * trade.lots).sub(
    valueAtMark(instrument, inventoryLots),
  );
  return fundEquity(market, instrument.assetId).add(valueGained).sub(tradeCost(instrument, trade));
}

/** Whether the fund may take so many lots: solvent at mark, and not too full afterwards (rules I2 and L21). */
function isBearable(market: Market, instrument: Instrument, offer: Trade & { isBackstop: boolean }): boolean {
  const equity = equityAfter(market, instrument, offer);
  if (equity.lt(0)) return false;
  const lotsBefore = Math.abs(instrument.inventoryLots);
  const lotsAfter = Math.abs(instrument.inventoryLots + offer.direction * offer.lots);
  if (lotsAfter > positionLotsMax(instrument.specification)) return false;
  if (lotsAfter <= lotsBefore || offer.isBackstop) return true;
  const notional = inventoryNotional(market, instrument.assetId)
    .sub(notionalAtMark(instrument, lotsBefore))
    .add(notionalAtMark(instrument, lotsAfter));
  return notional.lte(roundDown(ppmOf(equity, market.rules.insuranceInventoryPpmMax)));
}

/** How many lots of an offer the fund takes over. */
export function lotsForFund(
  market: Market,
  instrument: Instrument,
  offer: Trade & { readonly isBackstop: boolean },
): number {
  judgeDrawdown(market, instrument.assetId);
  if (treasuryOf(market, instrument.assetId).isStopped) return 0;
  return mostLots(offer.lots, (lots) => isBearable(market, instrument, { ...offer, lots }));
}

/** Stops the fund when it has fallen too far from its peak of the window, and lets it go on again (rule I6). */
function judgeDrawdown(market: Market, assetId: number): void {
  const rule = market.rules.insuranceDrawdown;
  if (rule === null) return;
  const treasury = treasuryOf(market, assetId);
  const equity = fundEquity(market, assetId);
  const fromMs = market.outlet.nowMs - rule.windowMs;
  const peak = treasury.equities
    .filter(({ timeMs }) => timeMs >= fromMs)
    .reduce((highest, { equityMicros }) => greatest(highest, equityMicros), equity);
  const below = peak.sub(equity);
  if (treasury.isStopped) treasury.isStopped = below.gte(ppmOf(peak, rule.stopPpm));
  else treasury.isStopped = below.gt(ppmOf(peak, rule.startPpm));
}

/** Notes the fund's equity at a mark (rule I6). */
export function noteFundEquity(market: Market, assetId: number): void {
  if (market.rules.insuranceDrawdown === null) return;
  const equityMicros = fundEquity(market, assetId);
  treasuryOf(market, assetId).equities.push({ timeMs: market.outlet.nowMs, equityMicros });
  judgeDrawdown(market, assetId);
}
