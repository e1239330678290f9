import type { EventSink, InstrumentId, TradingHalted, TradingResumed } from '@spillway/protocol';

/** How often trading stood still, and why. */
export interface HaltCounts {
  /** A halt of the whole market counts once. */
  readonly count: number;
  /** Of these, set off by a circuit breaker. */
  readonly byCircuitBreaker: number;
}

/** One halt: of an instrument, or (null) of the whole market. */
interface HaltSpan {
  readonly instrumentId: InstrumentId | null;
  readonly fromMs: number;
  /** Infinite until it ends. */
  toMs: number;
}

export interface HaltTimes {
  readonly sink: Pick<EventSink, 'tradingHalted' | 'tradingResumed'>;
  counts(): HaltCounts;
  /** How long an instrument stood still up to `nowMs`, by a halt of its own or of the market; where both, once. */
  haltedMs(instrument: InstrumentId, nowMs: number): number;
}

/** Follows when trading stood still. */
export function createHaltTimes(): HaltTimes {
  const spans: HaltSpan[] = [];
  let byCircuitBreaker = 0;
  return {
    sink: {
      tradingHalted: ({ instrumentId, reason, timeMs }: TradingHalted) => {
        spans.push({ instrumentId, fromMs: timeMs, toMs: Number.POSITIVE_INFINITY });
        if (reason === 'circuit-breaker') byCircuitBreaker += 1;
      },
      tradingResumed: ({ instrumentId, timeMs }: TradingResumed) => {
        const span = spans.findLast((candidate) => candidate.instrumentId === instrumentId);
        if (span !== undefined) span.toMs = timeMs;
      },
    },
    counts: () => ({ count: spans.length, byCircuitBreaker }),
    haltedMs: (instrument, nowMs) =>
      coveredMs(
        spans.filter(({ instrumentId }) => instrumentId === null || instrumentId === instrument),
        nowMs,
      ),
  };
}

/** The length of the union of spans that come in order of their beginning. */
function coveredMs(spans: readonly HaltSpan[], nowMs: number): number {
  let covered = 0;
  let reachedMs = 0;
  for (const { fromMs, toMs } of spans) {
    const endMs = Math.min(toMs, nowMs);
    covered += Math.max(0, endMs - Math.max(fromMs, reachedMs));
    reachedMs = Math.max(reachedMs, endMs);
  }
  return covered;
}
