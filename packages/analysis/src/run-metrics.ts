import {
  EVENT_KINDS,
  type EventKind,
  type EventMap,
  type EventSink,
  type InstrumentId,
  type InstrumentSpecification,
  instrumentId,
} from '@spillway/protocol';
import { type CascadeSummary, createCascadeTree } from './cascade-tree.ts';
import { createForcedVolumes, type ForcedVolume } from './forced-volume.ts';
import { createHaltTimes, type HaltCounts } from './halt-times.ts';
import { createInsurancePath, FUND_ACCOUNT_ID, type InsuranceTotals } from './insurance-path.ts';
import { createLossPayers, type PayerTotals } from './loss-payers.ts';
import { createMarkPaths, type MarkPathTotals } from './mark-path.ts';
import { createMinuteSeries, type MinuteRow, type WorstMinute } from './minute-series.ts';

export interface InstrumentTotals {
  readonly instrumentId: InstrumentId;
  readonly specification: InstrumentSpecification;
  readonly tradeCount: number;
  /** Sizes traded, in lots. */
  readonly tradedLots: bigint;
  readonly forced: ForcedVolume;
  /** Null before the first mark. */
  readonly mark: MarkPathTotals | null;
}

/** Everything that a run's events add up to. Sums over accounts are bigint: they may pass 2^53. */
export interface MetricTotals {
  readonly accountCount: number;
  readonly tradeCount: number;
  readonly rejectedCount: number;
  readonly shockCount: number;
  /** Forced fills of every stage; those that a winner had to take. */
  readonly forcedFillCount: number;
  readonly deleveragingCount: number;
  /** In the order of listing. */
  readonly instruments: readonly InstrumentTotals[];
  readonly payers: PayerTotals;
  readonly insurance: InsuranceTotals;
  readonly halts: HaltCounts;
}

export interface RunMetrics {
  /** Hand it the run's events, all of them, in order. */
  readonly sink: EventSink;
  /** Cheap enough to ask for on every frame. */
  totals(): MetricTotals;
  /** How long each instrument has stood still up to `nowMs`, in the order of listing. */
  haltedMs(nowMs: number): readonly number[];
  cascades(): CascadeSummary;
  minutes(): readonly MinuteRow[];
  worstMinute(): WorstMinute | null;
}

interface InstrumentCounter {
  readonly specification: InstrumentSpecification;
  tradeCount: number;
  tradedLots: bigint;
}

/** Folds the events of one run into its figures. Knows no clock and no engine. */
export function createRunMetrics(): RunMetrics {
  const forced = createForcedVolumes();
  const marks = createMarkPaths();
  const insurance = createInsurancePath();
  const payers = createLossPayers();
  const cascadeTree = createCascadeTree();
  const minuteSeries = createMinuteSeries();
  const halts = createHaltTimes();
  const counters = createCounters();
  return {
    sink: combinedSink([
      ...[forced, payers, cascadeTree, minuteSeries].map(ofTradersAlone),
      marks,
      insurance,
      halts,
      counters,
    ]),
    totals: () => ({
      ...counters.counts(),
      forcedFillCount: forced.fillCount(),
      deleveragingCount: forced.deleveragingCount(),
      instruments: counters.instruments.map((counter, index) => ({
        ...counter,
        instrumentId: instrumentId(index),
        forced: forced.of(instrumentId(index)),
        mark: marks.of(instrumentId(index)) ?? null,
      })),
      payers: payers.totals(),
      insurance: insurance.totals(),
      halts: halts.counts(),
    }),
    haltedMs: (nowMs) => counters.instruments.map((_, index) => halts.haltedMs(instrumentId(index), nowMs)),
    cascades: cascadeTree.summary,
    minutes: minuteSeries.rows,
    worstMinute: minuteSeries.worst,
  };
}

interface Part {
  readonly sink: Partial<EventSink>;
}

/**
 * A part that hears of no liquidation of the insurance fund. When the fund gives up its inventory, events show it as
 * a liquidation of account 0: those positions were a trader's when they were closed by force, and counted then.
 */
function ofTradersAlone({ sink }: Part): Part {
  const heard = <Event extends { readonly accountId: number }>(
    handler: ((event: Event) => void) | undefined,
  ): ((event: Event) => void) => {
    return (event) => {
      if (event.accountId !== FUND_ACCOUNT_ID) handler?.(event);
    };
  };
  return {
    sink: {
      ...sink,
      liquidationStarted: heard(sink.liquidationStarted),
      liquidationFilled: heard(sink.liquidationFilled),
      liquidationFinished: heard(sink.liquidationFinished),
    },
  };
}

/** One sink over parts of sinks. Most events concern one part or none: those that ignore a kind cost it nothing. */
function combinedSink(parts: readonly Part[]): EventSink {
  const sinks = parts.map(({ sink }) => sink);
  return Object.fromEntries(EVENT_KINDS.map((kind) => [kind, combinedHandler(sinks, kind)])) as EventSink;
}

function combinedHandler<Kind extends EventKind>(
  sinks: readonly Partial<EventSink>[],
  kind: Kind,
): EventSink[Kind] {
  const handlers = sinks.map((sink) => sink[kind]).filter((handler) => handler !== undefined);
  return ((event: EventMap[Kind]) => {
    for (const handler of handlers) handler(event);
  }) as EventSink[Kind];
}

interface Counts {
  readonly accountCount: number;
  readonly tradeCount: number;
  readonly rejectedCount: number;
  readonly shockCount: number;
}

interface Counters {
  readonly sink: Partial<EventSink>;
  readonly instruments: readonly InstrumentCounter[];
  counts(): Counts;
}

function createCounters(): Counters {
  const counts = { accountCount: 0, tradeCount: 0, rejectedCount: 0, shockCount: 0 };
  const instruments: InstrumentCounter[] = [];
  return {
    instruments,
    counts: () => ({ ...counts }),
    sink: {
      instrumentListed: (event) =>
        void instruments.push({ specification: event.specification, tradeCount: 0, tradedLots: 0n }),
      accountOpened: () => {
        counts.accountCount += 1;
      },
      commandRejected: () => {
        counts.rejectedCount += 1;
      },
      shockRecorded: () => {
        counts.shockCount += 1;
      },
      tradeExecuted: (event) => {
        counts.tradeCount += 1;
        const counter = instruments[event.instrumentId];
        if (counter === undefined) return;
        counter.tradeCount += 1;
        counter.tradedLots += BigInt(event.sizeLots);
      },
    },
  };
}
