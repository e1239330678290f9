/** Halts begin and end (rules H1, H2 and H4). */
import {
  type HaltTrading,
  instrumentId,
  type RejectCode,
  type ResumeTrading,
  simulatedMs,
} from '@spillway/protocol';
import type { InstrumentState } from '../instrument-state.ts';
import { liquidateInsolventInventory } from '../insurance/liquidate-inventory.ts';
import { drainDueAccounts } from '../liquidation/drain-due.ts';
import { dueByMarks } from '../liquidation/search-due.ts';
import type { Market } from '../market.ts';
import { NO_TIMER } from '../timers/timer-queue.ts';
import { renewedReference } from './trading-band.ts';
import { isHalted } from './trading-halt.ts';

/** What a halt is of: an instrument, or (null) the whole market. */
export type Halted = InstrumentState | null;

interface HaltTerms {
  readonly reason: 'command' | 'circuit-breaker';
  /** 0 when only a command ends it. */
  readonly untilMs: number;
  readonly causeSequence: number;
}

/** Sets a halt without a word to the sink: what `halt` and a restore share. */
export function enterHalt(market: Market, halted: Halted, untilMs: number): void {
  const owner = halted?.id ?? -1;
  const timer =
    untilMs === 0 ? NO_TIMER : market.timers.add({ timeMs: untilMs, kind: 'halt-end', owner, item: 0 });
  (halted ?? market).halt = { untilMs, timer };
  for (const instrument of market.instruments) instrument.isHalted = isHalted(market, instrument);
}

function numberOf(halted: Halted): ReturnType<typeof instrumentId> | null {
  return halted === null ? null : instrumentId(halted.id);
}

export function halt(market: Market, halted: Halted, terms: HaltTerms): void {
  enterHalt(market, halted, terms.untilMs);
  market.events.emit('tradingHalted', terms.causeSequence, {
    instrumentId: numberOf(halted),
    reason: terms.reason,
    untilMs: simulatedMs(terms.untilMs),
  });
}

/** Band, breaker and triggers of an instrument begin anew with the prices that there are when it trades again. */
function reopen(market: Market, instrument: InstrumentState): void {
  const { markTicks, specification } = instrument;
  const now = { ticks: markTicks, sinceMs: market.events.timeMs };
  if (specification.tradingBand !== null && markTicks !== 0) {
    instrument.bandReference = renewedReference(specification.tradingBand, null, now);
  }
  if (markTicks !== 0) instrument.breaker?.restart(now.sinceMs, markTicks);
  instrument.lookedMarkTicks = 0;
  instrument.lookedLastTicks = 0;
  if (instrument.waitingOrders > 0) market.pricesMoved.add(instrument.id);
}

/** Ends a halt: whoever is due where trading goes on is liquidated as if by a mark, an insolvent fund too. */
export function resume(market: Market, halted: Halted): void {
  const stood = market.instruments.filter((instrument) => instrument.isHalted);
  const ended = (halted ?? market).halt;
  if (ended !== null && ended.timer !== NO_TIMER) market.timers.remove(ended.timer);
  (halted ?? market).halt = null;
  for (const instrument of stood) instrument.isHalted = isHalted(market, instrument);
  const causeSequence = market.events.emit('tradingResumed', 0, { instrumentId: numberOf(halted) });
  const reopened = stood.filter((instrument) => !instrument.isHalted);
  for (const instrument of reopened) reopen(market, instrument);
  if (reopened.length === 0) return;
  const cause = { causeSequence, parentLiquidationId: 0, shockSequence: 0 };
  drainDueAccounts(market, dueByMarks(market, reopened, cause));
  for (let assetId = 0; assetId < market.rules.assets.length; assetId += 1) {
    const first = reopened.find((instrument) => instrument.assetId === assetId);
    if (first !== undefined) liquidateInsolventInventory(market, { ...cause, instrumentId: first.id });
  }
}

/** What a command halts or resumes; undefined when there is no such instrument. */
function haltedBy(market: Market, id: number | null): Halted | undefined {
  return id === null ? null : market.instruments[id];
}

export function haltTrading(market: Market, command: HaltTrading): RejectCode | null {
  const { untilMs } = command;
  const halted = haltedBy(market, command.instrumentId);
  if (halted === undefined) return 'INSTRUMENT_UNKNOWN';
  const isAhead = Number.isSafeInteger(untilMs) && untilMs > market.events.timeMs;
  if (untilMs !== 0 && !isAhead) return 'TIME_INVALID';
  if ((halted ?? market).halt !== null) return 'HALT_UNCHANGED';
  halt(market, halted, { reason: 'command', untilMs, causeSequence: 0 });
  return null;
}

export function resumeTrading(market: Market, command: ResumeTrading): RejectCode | null {
  const halted = haltedBy(market, command.instrumentId);
  if (halted === undefined) return 'INSTRUMENT_UNKNOWN';
  if ((halted ?? market).halt === null) return 'HALT_UNCHANGED';
  resume(market, halted);
  return null;
}
