import type { InstrumentSpecification } from '@spillway/protocol';
import type { HaltRow, LiquidationRow, RunState, RunTotals, ShockRow } from '@spillway/protocol/wire';
import { type Explanation, explainPhase } from '../display/explain-phase.ts';
import { baseName } from '../display/format-amount.ts';
import { readMarketSigns } from '../market-data/read-market-signs.ts';
import {
  type InstrumentHistory,
  PRICE_COLUMN,
  type RunReplica,
  type ShockConsequences,
} from '../market-data/run-replica.ts';
import { FEED_ROWS_MAX } from '../ui-state/ui-store.ts';
import type { ConnectionState } from './connection-state.ts';

/** The newest figures of one instrument; prices in ticks, NaN or 0 where there is none yet. */
export interface InstrumentView {
  readonly instrumentId: number;
  /** `BTC`, for people. */
  readonly name: string;
  readonly specification: InstrumentSpecification;
  readonly markTicks: number;
  readonly indexTicks: number;
  readonly lastTicks: number;
  readonly bestBidTicks: number;
  readonly bestAskTicks: number;
  /** Mark now against mark at the start of the run, as a fraction. */
  readonly changeSinceStart: number;
  /** Mark against index, as a fraction of the index. */
  readonly markIndexGap: number;
}

/** One line of the feed: a forced fill, a shock from outside, or a halt that begins or ends. */
export type FeedEntry =
  | { readonly kind: 'liquidation'; readonly row: LiquidationRow }
  | { readonly kind: 'shock'; readonly shock: ShockRow }
  | { readonly kind: 'halt'; readonly halt: HaltRow };

/** Everything that the text of the page is made of, as it was at one moment. Made anew at most ten times a second. */
export interface LiveView {
  readonly connection: ConnectionState;
  readonly isAdmin: boolean;
  readonly run: RunState | null;
  readonly simulatedMs: number;
  readonly instruments: readonly InstrumentView[];
  readonly totals: RunTotals | null;
  readonly explanation: Explanation | null;
  readonly waveDeepest: number;
  /** The newest shock and what it has set off; null without any. */
  readonly latestShock: ShockConsequences | null;
  readonly feed: readonly FeedEntry[];
  /** Forced fills of the run, those that are no longer held included. */
  readonly feedTotal: number;
}

export const EMPTY_VIEW: LiveView = {
  connection: { kind: 'connecting' },
  isAdmin: false,
  run: null,
  simulatedMs: 0,
  instruments: [],
  totals: null,
  explanation: null,
  waveDeepest: 0,
  latestShock: null,
  feed: [],
  feedTotal: 0,
};

export function readLiveView(replica: RunReplica, connection: ConnectionState): LiveView {
  const signs = readMarketSigns(replica, baseName);
  return {
    connection,
    isAdmin: replica.hello?.isAdmin ?? false,
    run: replica.run,
    simulatedMs: replica.simulatedMs,
    instruments: replica.instruments.map(readInstrument),
    totals: replica.totals,
    explanation: signs === null ? null : explainPhase(signs),
    waveDeepest: replica.waveDeepest,
    latestShock: replica.latestShock,
    feed: mergeFeed(replica.log.latest(FEED_ROWS_MAX), replica),
    feedTotal: replica.log.appendedCount + replica.liquidationsOmitted,
  };
}

function readInstrument({ state, prices, bestBidTicks, bestAskTicks }: InstrumentHistory): InstrumentView {
  const last = prices.length - 1;
  const markTicks = prices.valueAt(last, PRICE_COLUMN.mark);
  const indexTicks = prices.valueAt(last, PRICE_COLUMN.index);
  return {
    instrumentId: state.instrumentId,
    name: baseName(state.specification.symbol),
    specification: state.specification,
    markTicks,
    indexTicks,
    lastTicks: prices.valueAt(last, PRICE_COLUMN.last),
    bestBidTicks,
    bestAskTicks,
    changeSinceStart: markTicks / prices.valueAt(0, PRICE_COLUMN.mark) - 1,
    markIndexGap: markTicks / indexTicks - 1,
  };
}

/**
 * Forced fills (newest first) with shocks and halts (oldest first) in one list, newest first, no longer than the feed
 * shows.
 */
export function mergeFeed(
  rows: readonly LiquidationRow[],
  { shocks, halts }: Pick<RunReplica, 'shocks' | 'halts'>,
): FeedEntry[] {
  const entries: FeedEntry[] = rows.map((row) => ({ kind: 'liquidation', row }));
  for (const shock of shocks) entries.push({ kind: 'shock', shock });
  for (const halt of halts) entries.push({ kind: 'halt', halt });
  entries.sort((a, b) => sequenceOf(b) - sequenceOf(a));
  return entries.slice(0, FEED_ROWS_MAX);
}

export function sequenceOf(entry: FeedEntry): number {
  switch (entry.kind) {
    case 'liquidation':
      return entry.row.sequence;
    case 'shock':
      return entry.shock.sequence;
    case 'halt':
      return entry.halt.sequence;
  }
}
