import type { SetMarkPrice } from '@spillway/protocol';
import { noteMark } from './halts/note-mark.ts';
import type { InstrumentState } from './instrument-state.ts';
import { noteFundEquity } from './insurance/insurance-fund.ts';
import { liquidateInsolventInventory } from './insurance/liquidate-inventory.ts';
import { workOffInventory } from './insurance/work-off-inventory.ts';
import { drainDueAccounts } from './liquidation/drain-due.ts';
import { dueByMark } from './liquidation/search-due.ts';
import { type Market, moveMark } from './market.ts';

/**
 * Moves a mark, then does what follows from it, in this order (rules L2, I3, I5): whoever is due is liquidated; a
 * fund that is worth less than nothing gives up its inventory; else it works off a slice of it.
 */
export function setMarkPrice(market: Market, command: SetMarkPrice, instrument: InstrumentState): void {
  const parentLiquidationId = market.chain.has(command.causeLiquidationId) ? command.causeLiquidationId : 0;
  const isCause = Number.isSafeInteger(command.causeSequence) && command.causeSequence > 0;
  const event = market.events.markPriceChanged;
  event.instrumentId = instrument.id;
  event.markTicks = command.markTicks;
  event.indexTicks = command.indexTicks;
  event.previousMarkTicks = instrument.markTicks;
  event.causeLiquidationId = parentLiquidationId;
  moveMark(market, instrument, command.markTicks);
  instrument.indexTicks = command.indexTicks;
  const causeSequence = market.events.sendMarkPriceChanged(isCause ? command.causeSequence : 0);
  instrument.markSequence = causeSequence;
  noteFundEquity(market);
  noteMark(market, instrument);
  const shockSequence = market.chain.isShock(command.causeSequence) ? command.causeSequence : 0;
  const cause = { instrumentId: instrument.id, causeSequence, parentLiquidationId, shockSequence };
  drainDueAccounts(market, dueByMark(market, instrument, cause));
  liquidateInsolventInventory(market, cause);
  drainDueAccounts(market);
  workOffInventory(market, instrument, causeSequence);
  drainDueAccounts(market);
}
