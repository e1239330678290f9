import { type InsuranceFundReason, quoteMicros } from '@spillway/protocol';
import { PlannedFill, planFill } from '../account/fill-math.ts';
import type { Direction } from '../direction.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { type Market, noteOpenInterest, treasuryAt } from '../market.ts';

/** One side of a trade, as it meets the insurance fund. */
export interface InventoryFill {
  readonly instrument: InstrumentState;
  readonly direction: Direction;
  readonly lots: number;
  readonly priceTicks: number;
}

/** Changes the cash of the fund of an asset and says why; a change of nothing is not an event. */
export function changeFundCash(
  market: Market,
  change: { readonly assetId: number; readonly reason: InsuranceFundReason; readonly deltaMicros: number },
  cause: { readonly causeSequence: number; readonly liquidationId: number },
): void {
  if (change.deltaMicros === 0) return;
  const treasury = treasuryAt(market, change.assetId);
  treasury.fundCashMicros = quoteMicros(treasury.fundCashMicros + change.deltaMicros);
  const event = market.events.insuranceFundChanged;
  event.assetId = change.assetId;
  event.reason = change.reason;
  event.deltaMicros = quoteMicros(change.deltaMicros);
  event.balanceMicros = treasury.fundCashMicros;
  event.liquidationId = cause.liquidationId;
  market.events.sendInsuranceFundChanged(cause.causeSequence);
}

/** Enters what the fund holds of an instrument: signed lots, and their signed cost. */
export function setInventory(instrument: InstrumentState, lots: number, costMicros: number): void {
  const { treasury } = instrument;
  treasury.inventoryCount += (lots === 0 ? 0 : 1) - (instrument.inventoryLots === 0 ? 0 : 1);
  instrument.inventoryLots = lots;
  instrument.inventoryCostMicros = costMicros;
}

/** Books a fill on the fund's inventory; what it realises goes into or out of the fund's cash (rule I4). */
export function settleInventoryFill(
  market: Market,
  fill: InventoryFill,
  cause: { readonly causeSequence: number; readonly liquidationId: number },
): void {
  const { instrument, direction, lots } = fill;
  const plan = new PlannedFill();
  plan.direction = direction;
  plan.lots = lots;
  plan.priceTicks = fill.priceTicks;
  plan.contract = instrument.contract;
  plan.sizeLots = instrument.inventoryLots;
  plan.entryCostMicros = instrument.inventoryCostMicros;
  planFill(plan);
  const costMicros = plan.entryCostMicros - plan.closedCostMicros + plan.openedCostMicros;
  setInventory(instrument, instrument.inventoryLots + direction * lots, quoteMicros(costMicros));
  noteOpenInterest(market, instrument);
  const deltaMicros = plan.realisedPnlMicros;
  const reason = deltaMicros > 0 ? 'inventory-profit' : 'inventory-loss';
  changeFundCash(market, { assetId: instrument.assetId, reason, deltaMicros }, cause);
}
