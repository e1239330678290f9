import type { SetIndexPrice, SetMarkPrice } from '@spillway/protocol';
import { takePremium } from './funding/take-premium.ts';
import { noteMark } from './halts/note-mark.ts';
import type { InstrumentState } from './instrument-state.ts';
import { noteFundEquity } from './insurance/insurance-fund.ts';
import { liquidateInsolventInventory } from './insurance/liquidate-inventory.ts';
import { workOffInventory } from './insurance/work-off-inventory.ts';
import { drainDueAccounts } from './liquidation/drain-due.ts';
import { dueByMark } from './liquidation/search-due.ts';
import { markOfIndexTicks } from './mark/follow-index.ts';
import { type Market, moveMark } from './market.ts';

/** A mark and an index that are told, and what led to them. */
interface ToldMark extends Pick<SetMarkPrice, 'causeSequence' | 'causeLiquidationId'> {
  readonly markTicks: number;
  readonly indexTicks: number;
}

/**
 * Moves a mark, then does what follows from it, in this order (rules L2, I3, I5): whoever is due is liquidated; a
 * fund that is worth less than nothing gives up its inventory; else it works off a slice of it.
 */
export function setMarkPrice(market: Market, told: ToldMark, instrument: InstrumentState): void {
  const parentLiquidationId = market.chain.has(told.causeLiquidationId) ? told.causeLiquidationId : 0;
  const isCause = Number.isSafeInteger(told.causeSequence) && told.causeSequence > 0;
  const event = market.events.markPriceChanged;
  event.instrumentId = instrument.id;
  event.markTicks = told.markTicks;
  event.indexTicks = told.indexTicks;
  event.previousMarkTicks = instrument.markTicks;
  event.causeLiquidationId = parentLiquidationId;
  moveMark(market, instrument, told.markTicks);
  instrument.indexTicks = told.indexTicks;
  const causeSequence = market.events.sendMarkPriceChanged(isCause ? told.causeSequence : 0);
  instrument.markSequence = causeSequence;
  noteFundEquity(market, instrument.assetId);
  noteMark(market, instrument);
  const shockSequence = market.chain.isShock(told.causeSequence) ? told.causeSequence : 0;
  const cause = { instrumentId: instrument.id, causeSequence, parentLiquidationId, shockSequence };
  drainDueAccounts(market, dueByMark(market, instrument, cause));
  liquidateInsolventInventory(market, cause);
  drainDueAccounts(market);
  workOffInventory(market, instrument, causeSequence);
  drainDueAccounts(market);
}

/** Sets the index; a premium is taken, the mark follows by the instrument's own method (rules K1, F1), then as above. */
export function setIndexPrice(market: Market, command: SetIndexPrice, instrument: InstrumentState): void {
  const { indexTicks, causeSequence, causeLiquidationId } = command;
  instrument.indexTicks = indexTicks;
  takePremium(instrument);
  const markTicks = markOfIndexTicks(instrument, market.events.timeMs);
  setMarkPrice(market, { markTicks, indexTicks, causeSequence, causeLiquidationId }, instrument);
}
