import type { AdjustIsolatedMargin, PlaceTriggerOrder, RejectCode, SetLeverage } from '@spillway/protocol';
import type { Market } from '../market.ts';
import { placeTriggerOrder } from '../triggers/waiting-orders.ts';
import { setLeverage } from './margin-settings.ts';
import { adjustIsolatedMargin } from './transfers.ts';

/** Commands that name an account and an instrument; orders have a way of their own. */
export type InstrumentCommand = PlaceTriggerOrder | SetLeverage | AdjustIsolatedMargin;

/**
 * What a command does to an account in an instrument.
 * @param firstSlot - the account, as its slot in the first asset
 * @returns why it is refused; null when it is accepted
 */
export function executeForInstrument(
  market: Market,
  command: InstrumentCommand,
  firstSlot: number,
): RejectCode | null {
  const instrument = market.instruments[command.instrumentId];
  if (instrument === undefined) return 'INSTRUMENT_UNKNOWN';
  const at = { slot: market.accounts.slotIn(firstSlot, instrument.assetId), instrument };
  switch (command.kind) {
    case 'PlaceTriggerOrder':
      return placeTriggerOrder(market, command, at);
    case 'SetLeverage':
      return setLeverage(market, command, at);
    case 'AdjustIsolatedMargin':
      return adjustIsolatedMargin(market, command, at);
  }
}
