/** Halts, what sets them off, and what follows when trading resumes (rules H1 to H4). */
import type { HaltTrading, RejectCode, ResumeTrading } from '@spillway/protocol';
import { drainDue, dueHolders } from './due.ts';
import { exact, MILLION } from './exact.ts';
import { liquidateInsolventFund } from './fund-inventory.ts';
import type { Instrument, Market } from './market.ts';
import { renewReference } from './prices.ts';
import { isTrading } from './trading.ts';

/** What a halt is of: an instrument, or (null) the whole market. */
type Halted = Instrument | null;

interface HaltTerms {
  readonly reason: 'command' | 'circuit-breaker';
  /** 0 when only a command ends it. */
  readonly untilMs: number;
  readonly causeSequence: number;
}

function halt(market: Market, halted: Halted, terms: HaltTerms): void {
  (halted ?? market).halt = { untilMs: terms.untilMs };
  market.outlet.emit('tradingHalted', terms.causeSequence, {
    instrumentId: halted?.id ?? null,
    reason: terms.reason,
    untilMs: terms.untilMs,
  });
}

/** Whoever is due when instruments trade again is liquidated as if by a mark (rule H2). */
function lookAt(market: Market, reopened: readonly Instrument[], sequence: number): void {
  const cause = { sequence, parentLiquidationId: 0, shockSequence: 0 };
  drainDue(market, dueHolders(market, reopened, cause));
  market.rules.assets.forEach((_, assetId) => {
    const first = reopened.find((instrument) => instrument.assetId === assetId);
    if (first !== undefined) liquidateInsolventFund(market, { ...cause, instrument: first });
  });
  drainDue(market, []);
}

/** Ends a halt. Band and breaker begin anew with the mark there is now, and every trigger order is looked at again. */
export function resume(market: Market, halted: Halted): void {
  const tradedBefore = market.instruments.filter((instrument) => isTrading(market, instrument));
  (halted ?? market).halt = null;
  const sequence = market.outlet.emit('tradingResumed', 0, { instrumentId: halted?.id ?? null });
  const reopened = market.instruments.filter(
    (instrument) => isTrading(market, instrument) && !tradedBefore.includes(instrument),
  );
  const { nowMs } = market.outlet;
  for (const instrument of reopened) {
    renewReference(instrument, nowMs, true);
    const { markTicks } = instrument;
    instrument.marks = markTicks === 0 ? [] : [{ timeMs: nowMs, markTicks }];
    instrument.lookedMarkTicks = 0;
    instrument.lookedLastTicks = 0;
  }
  lookAt(market, reopened, sequence);
}

/** The instrument of a command, null for the whole market, `undefined` when there is no such instrument. */
function haltedBy(market: Market, instrumentId: number | null): Halted | undefined {
  return instrumentId === null ? null : market.instruments[instrumentId];
}

export function haltTrading(market: Market, command: HaltTrading): RejectCode | null {
  const { untilMs } = command;
  const halted = haltedBy(market, command.instrumentId);
  if (halted === undefined) return 'INSTRUMENT_UNKNOWN';
  const isAhead = Number.isSafeInteger(untilMs) && untilMs > market.outlet.nowMs;
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

/** Whether two marks are further from each other than a share of the first. */
function isFurther(fromTicks: number, toTicks: number, movePpm: number): boolean {
  const distance = exact(toTicks).sub(fromTicks).abs().mul(MILLION);
  return distance.gt(exact(fromTicks).mul(movePpm));
}

/** A mark that has moved too far within the window halts trading before anybody is liquidated (rule H4). */
export function watchMark(market: Market, instrument: Instrument): void {
  const breaker = instrument.specification.circuitBreaker;
  if (breaker === null) return;
  const { nowMs } = market.outlet;
  const { markTicks } = instrument;
  const recent = instrument.marks.filter(({ timeMs }) => timeMs >= nowMs - breaker.windowMs);
  instrument.marks = [...recent, { timeMs: nowMs, markTicks }];
  if (!isTrading(market, instrument)) return;
  const ticks = instrument.marks.map((mark) => mark.markTicks);
  const isTooFar =
    isFurther(Math.min(...ticks), markTicks, breaker.movePpm) ||
    isFurther(Math.max(...ticks), markTicks, breaker.movePpm);
  if (!isTooFar) return;
  halt(market, breaker.scope === 'market' ? null : instrument, {
    reason: 'circuit-breaker',
    untilMs: nowMs + breaker.haltMs,
    causeSequence: instrument.markSequence,
  });
}
