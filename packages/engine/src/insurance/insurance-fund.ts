import { mulDivFloor, PPM } from '@spillway/protocol';
import { positionLotsMax } from '../contract/contract.ts';
import { mostLots } from '../contract/most-lots.ts';
import { type Direction, signOf } from '../direction.ts';
import { gainAtMarkMicros, type InstrumentState, notionalMicros, valueMicros } from '../instrument-state.ts';
import { burdenMicros, closeOutsideBook, heldLots, type Liquidation } from '../liquidation/liquidation.ts';
import { type Market, treasuryAt } from '../market.ts';
import { settleInventoryFill } from './inventory-fill.ts';

/** Value at mark − cost of the fund's inventory in one instrument. */
function inventoryPnlMicros(instrument: InstrumentState): number {
  return (
    valueMicros(instrument, instrument.inventoryLots, instrument.markTicks) - instrument.inventoryCostMicros
  );
}

/** Cash of the fund of an asset and its inventory at mark (rules I1 and I7). */
export function fundEquityMicros(market: Market, assetId: number): number {
  const { fundCashMicros, inventoryCount } = treasuryAt(market, assetId);
  if (inventoryCount === 0) return fundCashMicros;
  let equityMicros = fundCashMicros;
  for (const instrument of market.instruments) {
    if (instrument.assetId === assetId) equityMicros += inventoryPnlMicros(instrument);
  }
  return equityMicros;
}

/** Notes what the fund of an asset is worth at a mark (rule I6). */
export function noteFundEquity(market: Market, assetId: number): void {
  const { drawdown } = treasuryAt(market, assetId);
  if (drawdown !== null) drawdown.note(market.events.timeMs, fundEquityMicros(market, assetId));
}

/** Whether the fund of an asset falls too fast to take anything over (rule I6). */
function isStopped(market: Market, assetId: number, equityMicros: number): boolean {
  const { drawdown } = treasuryAt(market, assetId);
  return drawdown !== null && !drawdown.mayTakeOver(market.events.timeMs, equityMicros);
}

/** Size × mark of everything the fund of an asset took over. */
export function inventoryNotionalMicros(market: Market, assetId: number): number {
  if (treasuryAt(market, assetId).inventoryCount === 0) return 0;
  let sumMicros = 0;
  for (const instrument of market.instruments) {
    if (instrument.assetId !== assetId) continue;
    sumMicros += notionalMicros(instrument, instrument.inventoryLots, instrument.markTicks);
  }
  return sumMicros;
}

interface Offer {
  readonly instrument: InstrumentState;
  readonly direction: Direction;
  readonly priceTicks: number;
  /** What the fund is worth, and the notional of its inventory, before it takes anything. */
  readonly equityMicros: number;
  readonly inventoryMicros: number;
  /** Whether the fund must take it, however full it is (rule L21). */
  readonly isBackstop: boolean;
}

/** Just below 2^53: no notional is larger, so that a limit beyond it is none. */
const NOTIONAL_MICROS_MAX = 9_000_000_000_000_000;

function isWithinShare(inventoryMicros: number, equityMicros: number, sharePpm: number): boolean {
  if ((equityMicros / PPM) * sharePpm > NOTIONAL_MICROS_MAX) return true;
  return inventoryMicros <= mulDivFloor(equityMicros, sharePpm, PPM);
}

/** Whether the fund may take so many lots: solvent at mark, and not too full afterwards (rules I2, L21). */
function isBearable(market: Market, offer: Offer, lots: number): boolean {
  const { instrument, direction, priceTicks } = offer;
  const trade = { direction, lots, priceTicks };
  const equityMicros = offer.equityMicros + gainAtMarkMicros(instrument, instrument.inventoryLots, trade);
  if (equityMicros < 0) return false;
  const lotsAfter = instrument.inventoryLots + direction * lots;
  if (Math.abs(lotsAfter) > positionLotsMax(instrument.contract)) return false;
  if (offer.isBackstop || Math.abs(lotsAfter) <= Math.abs(instrument.inventoryLots)) return true;
  const addedMicros =
    notionalMicros(instrument, lotsAfter, instrument.markTicks) -
    notionalMicros(instrument, instrument.inventoryLots, instrument.markTicks);
  const inventoryMicros = offer.inventoryMicros + addedMicros;
  return isWithinShare(inventoryMicros, equityMicros, market.rules.insuranceInventoryPpmMax);
}

/** The fund takes over what it can bear of a position, at a price (rules I2, L21). */
export function takeOver(
  market: Market,
  liquidation: Liquidation,
  at: {
    readonly instrument: InstrumentState;
    readonly priceTicks: number;
    readonly stage: 'insurance' | 'backstop';
  },
): void {
  const { instrument, priceTicks, stage } = at;
  const held = heldLots(market, liquidation, instrument);
  const direction = signOf(held);
  const offer = {
    instrument,
    direction,
    priceTicks,
    equityMicros: fundEquityMicros(market, instrument.assetId),
    inventoryMicros: inventoryNotionalMicros(market, instrument.assetId),
    isBackstop: stage === 'backstop',
  };
  if (isStopped(market, instrument.assetId, offer.equityMicros)) return;
  const lots = mostLots(Math.abs(held), (middle) => isBearable(market, offer, middle));
  if (lots === 0) return;
  const close = { instrument, lots, priceTicks, stage, counterpartyAccountId: 0 } as const;
  liquidation.insurancePaidMicros += burdenMicros({ ...close, positionDirection: direction });
  const causeSequence = closeOutsideBook(market, liquidation, close);
  settleInventoryFill(
    market,
    { instrument, priceTicks, direction, lots },
    { causeSequence, liquidationId: liquidation.id },
  );
}
