/** Whatever waits, as a snapshot keeps it: halts, bands, breakers, orders for a price. Timers follow from their owners. */

import { byteAt, floatAt, intAt } from '../columns.ts';
import type { HaltState } from '../halts/trading-halt.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { instrumentAt, type Market } from '../market.ts';
import { LEGS, PREVENTIONS, TIMES_IN_FORCE, TRIGGER_TYPES } from '../triggers/trigger-orders.ts';
import type { WindowEntry } from '../windows/sliding-extreme.ts';
import type { ByteWriter } from './byte-writer.ts';

/** A halt, or that there is none. */
export function writeHalt(writer: ByteWriter, halt: HaltState): void {
  writer.flag(halt !== null);
  if (halt !== null) writer.integer(halt.untilMs);
}

function writeWindow(writer: ByteWriter, entries: readonly WindowEntry[]): void {
  writer.word(entries.length);
  for (const { timeMs, value } of entries) {
    writer.integer(timeMs);
    writer.integer(value);
  }
}

/** What decides when an instrument trades, and what its triggers have seen. */
export function writeWatches(writer: ByteWriter, instrument: InstrumentState): void {
  const { bandReference, breaker } = instrument;
  writer.integer(instrument.markSequence);
  writer.integer(instrument.lastSequence);
  writer.integer(instrument.lookedMarkTicks);
  writer.integer(instrument.lookedLastTicks);
  writeHalt(writer, instrument.halt);
  writer.flag(bandReference !== null);
  if (bandReference !== null) {
    writer.integer(bandReference.ticks);
    writer.integer(bandReference.sinceMs);
  }
  if (breaker === null) return;
  const { lows, highs } = breaker.marks();
  writeWindow(writer, lows);
  writeWindow(writer, highs);
}

/** Orders that wait, by number. */
export function writeWaitingOrders(writer: ByteWriter, market: Market): void {
  const { triggerOrders } = market;
  writer.word(triggerOrders.count);
  for (const slot of triggerOrders.slotsByOrderId()) {
    const terms = triggerOrders.termsOf(slot);
    const { triggers } = instrumentAt(market, terms.instrumentId);
    writer.integer(floatAt(triggerOrders.orderIds, slot));
    writer.integer(terms.accountId);
    writer.word(terms.instrumentId);
    writer.integer(terms.clientOrderId);
    writer.flag(terms.side === 'buy');
    writer.flag(terms.orderType === 'market');
    writer.flag(terms.isReduceOnly);
    writer.flag(terms.isClosePosition === true);
    writer.flag(byteAt(triggerOrders.byLastFlags, slot) === 1);
    writer.byte(LEGS.indexOf(terms.leg ?? 'both'));
    writer.byte(TIMES_IN_FORCE.indexOf(terms.timeInForce));
    writer.byte(PREVENTIONS.indexOf(terms.selfTradePrevention));
    writer.byte(TRIGGER_TYPES.indexOf(triggerOrders.triggerType(slot)));
    writer.integer(terms.priceTicks);
    writer.integer(terms.sizeLots);
    writer.integer(terms.expiresAtMs ?? 0);
    writer.integer(floatAt(triggerOrders.triggersTicks, slot));
    writer.word(intAt(triggerOrders.callbacksPpm, slot));
    writer.integer(triggers.bestTicks(slot));
  }
}
