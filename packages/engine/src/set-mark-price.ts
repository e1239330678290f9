import { instrumentId, liquidationId, priceTicks, type SetMarkPrice } from '@spillway/protocol';
import type { InstrumentState } from './instrument-state.ts';
import { liquidateInsolventInventory } from './insurance/liquidate-inventory.ts';
import { workOffInventory } from './insurance/work-off-inventory.ts';
import { drainDueAccounts } from './liquidation/drain-due.ts';
import { dueByMark } from './liquidation/search-due.ts';
import type { Market } from './market.ts';

/**
 * Moves a mark, then does what follows from it, in this order (rules L2, I3, I5): whoever is due is liquidated; a
 * fund that is worth less than nothing gives up its inventory; else it works off a slice of it.
 */
export function setMarkPrice(market: Market, command: SetMarkPrice, instrument: InstrumentState): void {
  const previousMarkTicks = priceTicks(instrument.markTicks);
  instrument.markTicks = command.markTicks;
  instrument.indexTicks = command.indexTicks;
  market.rankings.drop();
  const parentLiquidationId = market.chain.has(command.causeLiquidationId) ? command.causeLiquidationId : 0;
  const isCause = Number.isSafeInteger(command.causeSequence) && command.causeSequence > 0;
  const causeSequence = market.events.emit('markPriceChanged', isCause ? command.causeSequence : 0, {
    instrumentId: instrumentId(instrument.id),
    markTicks: command.markTicks,
    indexTicks: command.indexTicks,
    previousMarkTicks,
    causeLiquidationId: liquidationId(parentLiquidationId),
  });
  const shockSequence = market.chain.isShock(command.causeSequence) ? command.causeSequence : 0;
  const cause = { instrumentId: instrument.id, causeSequence, parentLiquidationId, shockSequence };
  drainDueAccounts(market, dueByMark(market, instrument, cause));
  liquidateInsolventInventory(market, cause);
  drainDueAccounts(market);
  workOffInventory(market, instrument, causeSequence);
  drainDueAccounts(market);
}
