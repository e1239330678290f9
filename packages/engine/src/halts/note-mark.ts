/** What a mark does to band and breaker, before anybody is liquidated (rules H3 and H4). */
import type { InstrumentState } from '../instrument-state.ts';
import type { Market } from '../market.ts';
import { halt } from './halt-trading.ts';
import { renewedReference } from './trading-band.ts';

export function noteMark(market: Market, instrument: InstrumentState): void {
  const { breaker, markTicks, specification } = instrument;
  const { circuitBreaker, tradingBand } = specification;
  const { timeMs } = market.events;
  if (tradingBand !== null) {
    const mark = { ticks: markTicks, sinceMs: timeMs };
    instrument.bandReference = renewedReference(tradingBand, instrument.bandReference, mark);
  }
  if (circuitBreaker === null || breaker === null || instrument.isHalted) return;
  if (!breaker.isSetOffBy(timeMs, markTicks)) return;
  halt(market, circuitBreaker.scope === 'market' ? null : instrument, {
    reason: 'circuit-breaker',
    untilMs: timeMs + circuitBreaker.haltMs,
    causeSequence: instrument.markSequence,
  });
}
