import { mulDivFloor } from '@spillway/protocol';
import { refillFund } from '../adl/cover-deficit.ts';
import { deleverage, unwindAtMark } from '../adl/deleverage.ts';
import { zeroPriceTicks } from '../contract/zero-price.ts';
import { type InstrumentState, notionalMicros, valueMicros } from '../instrument-state.ts';
import { withinPrices } from '../liquidation/bankruptcy-price.ts';
import { finishLiquidation, type Liquidation, startLiquidation } from '../liquidation/liquidation.ts';
import type { Touch } from '../liquidation/touched-accounts.ts';
import { instrumentAt, type Market } from '../market.ts';
import { FUND_SLOT } from '../matching/taker-order.ts';
import { fundEquityMicros, inventoryNotionalMicros } from './insurance-fund.ts';

/**
 * The price that leaves the fund with nothing: the inventory's share of fund equity, in proportion to notional,
 * rounded so that the fund does not fall below zero.
 */
function fundZeroPriceTicks(market: Market, instrument: InstrumentState): number {
  const { assetId, inventoryLots: sizeLots, markTicks } = instrument;
  const shareMicros = notionalMicros(instrument, sizeLots, markTicks);
  const allMicros = inventoryNotionalMicros(market, assetId);
  return zeroPriceTicks(instrument.contract, {
    sizeLots,
    costMicros: valueMicros(instrument, sizeLots, markTicks),
    marginMicros: mulDivFloor(fundEquityMicros(market, assetId), shareMicros, allMicros),
  });
}

function closeInventory(market: Market, liquidation: Liquidation): void {
  for (const instrument of market.instruments) {
    if (instrument.inventoryLots === 0 || instrument.isHalted) continue;
    if (instrument.assetId !== liquidation.instrument.assetId) continue;
    const priceTicks = withinPrices(instrument, fundZeroPriceTicks(market, instrument));
    deleverage(market, liquidation, { instrument, priceTicks });
    unwindAtMark(market, liquidation, instrument);
  }
}

/**
 * When a mark leaves the fund with less than nothing, its inventory is auto-deleveraged at the price at which it
 * is worth exactly nothing (rule I5); what stands still is left, and then nobody fills the hole. To readers of events it
 * is a liquidation of account 0.
 */
export function liquidateInsolventInventory(market: Market, cause: Omit<Touch, 'slot'>): void {
  const instrument = instrumentAt(market, cause.instrumentId);
  if (instrument.treasury.inventoryCount === 0) return;
  const equityMicros = fundEquityMicros(market, instrument.assetId);
  const inventory = market.instruments.filter(
    ({ assetId, inventoryLots }) => assetId === instrument.assetId && inventoryLots !== 0,
  );
  if (equityMicros >= 0 || !inventory.some(({ isHalted }) => !isHalted)) return;
  const touch = { ...cause, slot: FUND_SLOT };
  const liquidation = startLiquidation(market, touch, {
    mode: 'cross',
    instrument,
    leg: 0,
    equityMicros,
    maintenanceMicros: 0,
  });
  closeInventory(market, liquidation);
  const isComplete = inventory.every(({ inventoryLots }) => inventoryLots === 0);
  if (isComplete) refillFund(market, liquidation);
  finishLiquidation(market, liquidation, isComplete);
}
