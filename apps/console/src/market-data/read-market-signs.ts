import type { MarketSigns } from './market-phase.ts';
import { type InstrumentHistory, PRICE_COLUMN, type RunReplica } from './run-replica.ts';

/** At high speed a simulated minute passes in the blink of an eye; words need some two seconds of wall time. */
const WALL_WINDOW_MS = 2_000;
const WINDOW_MS_MIN = 60_000;
const WINDOW_MS_MAX = 300_000;

/** Reads the signs that the words on top of the page are chosen from; null before a snapshot has come. */
export function readMarketSigns(replica: RunReplica, nameOf: (symbol: string) => string): MarketSigns | null {
  const { run } = replica;
  if (run === null || !replica.isSynchronised) return null;
  const windowMs = Math.min(WINDOW_MS_MAX, Math.max(WINDOW_MS_MIN, run.speed * WALL_WINDOW_MS));
  const moves = replica.instruments.map((history) => ({
    name: nameOf(history.state.specification.symbol),
    change: recentChange(history, windowMs),
    ...fallAndRebound(history),
  }));
  const mover = furthest(moves, ({ change }) => Math.abs(change));
  const fallen = furthest(moves, ({ drawdown }) => drawdown);
  const forced = replica.log.since(replica.simulatedMs - windowMs);
  return {
    runPhase: run.phase,
    isHalted: replica.isHalted,
    windowMs,
    mover: mover?.name ?? '',
    change: mover?.change ?? 0,
    forcedFills: forced.length,
    deepestWave: forced.reduce((deepest, row) => Math.max(deepest, row.wave), 0),
    forcedMicros: forced.reduce((sum, row) => sum + row.notionalMicros, 0),
    fallen: { name: fallen?.name ?? '', drawdown: fallen?.drawdown ?? 0, rebound: fallen?.rebound ?? 0 },
  };
}

/** Change of the mark over the window, as a fraction of where it was. */
export function recentChange({ prices }: InstrumentHistory, windowMs: number): number {
  const last = prices.length - 1;
  const from = prices.indexAtOrBefore(prices.secondAt(last) - windowMs / 1000);
  const before = prices.valueAt(Math.max(from, 0), PRICE_COLUMN.mark);
  const now = prices.valueAt(last, PRICE_COLUMN.mark);
  return before > 0 ? now / before - 1 : 0;
}

/** The deepest fall of the mark from a high before it, and how far the mark has come back since, both as fractions. */
export function fallAndRebound({ prices }: InstrumentHistory): { drawdown: number; rebound: number } {
  let high = 0;
  let drawdown = 0;
  let low = 0;
  let highBeforeLow = 0;
  for (let index = 0; index < prices.length; index += 1) {
    const mark = prices.valueAt(index, PRICE_COLUMN.mark);
    high = Math.max(high, mark);
    const fall = high > 0 ? 1 - mark / high : 0;
    if (fall > drawdown) {
      drawdown = fall;
      low = mark;
      highBeforeLow = high;
    }
  }
  const now = prices.valueAt(prices.length - 1, PRICE_COLUMN.mark);
  return { drawdown, rebound: highBeforeLow > 0 ? (now - low) / highBeforeLow : 0 };
}

function furthest<Item>(items: readonly Item[], measure: (item: Item) => number): Item | undefined {
  let best: Item | undefined;
  for (const item of items) {
    if (best === undefined || measure(item) > measure(best)) best = item;
  }
  return best;
}
