import { mulDivCeil } from '@spillway/protocol';
import type { Direction } from '../direction.ts';
import { type InstrumentState, valueMicros } from '../instrument-state.ts';
import type { Market } from '../market.ts';
import { initialMarginMicros } from './margin-math.ts';

/** A position together with the open orders that could add to it. */
export interface Exposure {
  readonly sizeLots: number;
  readonly leverage: number;
  readonly isIsolated: boolean;
  readonly buyLots: number;
  readonly buyCostMicros: number;
  readonly sellLots: number;
  readonly sellCostMicros: number;
}

export function exposureOf(market: Market, row: number): Exposure {
  const { positions } = market;
  return {
    sizeLots: positions.sizeLots(row),
    leverage: positions.leverage(row),
    isIsolated: positions.isIsolated(row),
    buyLots: positions.orderLots(row, 1),
    buyCostMicros: positions.orderCostMicros(row, 1),
    sellLots: positions.orderLots(row, -1),
    sellCostMicros: positions.orderCostMicros(row, -1),
  };
}

/** The exposure with one more order in it. */
export function exposureWith(
  exposure: Exposure,
  order: { readonly direction: Direction; readonly lots: number; readonly costMicros: number },
): Exposure {
  const { buyLots, buyCostMicros, sellLots, sellCostMicros } = exposure;
  return order.direction === 1
    ? { ...exposure, buyLots: buyLots + order.lots, buyCostMicros: buyCostMicros + order.costMicros }
    : { ...exposure, sellLots: sellLots + order.lots, sellCostMicros: sellCostMicros + order.costMicros };
}

/** Largest position that the orders of one side could make, as lots in that direction; 0 when none. */
export function sideLots(exposure: Exposure, direction: Direction): number {
  const ordersLots = direction === 1 ? exposure.buyLots : exposure.sellLots;
  return Math.max(0, direction * exposure.sizeLots + ordersLots);
}

/** What the orders of a side would lose against the mark if all of them traded now at their own prices. */
function openLossMicros(instrument: InstrumentState, exposure: Exposure, direction: Direction): number {
  const lots = direction === 1 ? exposure.buyLots : exposure.sellLots;
  const costMicros = direction === 1 ? exposure.buyCostMicros : exposure.sellCostMicros;
  return Math.max(0, direction * (costMicros - valueMicros(instrument, lots, instrument.markTicks)));
}

function crossSideMicros(instrument: InstrumentState, exposure: Exposure, direction: Direction): number {
  const notionalMicros = valueMicros(instrument, sideLots(exposure, direction), instrument.markTicks);
  const initialMicros = initialMarginMicros(instrument.specification, notionalMicros, exposure.leverage);
  return initialMicros + openLossMicros(instrument, exposure, direction);
}

function isolatedSideMicros(instrument: InstrumentState, exposure: Exposure, direction: Direction): number {
  const heldLots = Math.max(0, direction * exposure.sizeLots);
  const openingLots = sideLots(exposure, direction) - heldLots;
  if (openingLots === 0) return 0;
  const ordersLots = direction === 1 ? exposure.buyLots : exposure.sellLots;
  const notionalMicros = valueMicros(instrument, openingLots, instrument.markTicks);
  const lossMicros = mulDivCeil(openLossMicros(instrument, exposure, direction), openingLots, ordersLots);
  return initialMarginMicros(instrument.specification, notionalMicros, exposure.leverage) + lossMicros;
}

/**
 * What an instrument claims of the account's cross equity (rule M4). Cross: initial margin of the larger of
 * (position with all buys) and (position with all sells) at mark, and the open loss of those orders. Isolated:
 * the same for what its orders would newly open; the position itself is covered by its bucket.
 */
export function claimMicros(instrument: InstrumentState, exposure: Exposure): number {
  const { sizeLots, buyLots, sellLots } = exposure;
  if (sizeLots === 0 && buyLots === 0 && sellLots === 0) return 0;
  const side = exposure.isIsolated ? isolatedSideMicros : crossSideMicros;
  return Math.max(side(instrument, exposure, 1), side(instrument, exposure, -1));
}
