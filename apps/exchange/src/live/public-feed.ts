/**
 * What everybody may see, as frames and as a snapshot. Events collect here while the engine works; a flush
 * makes a frame of them. A snapshot is the run up to the last flush, so that the next frame continues it.
 */
import {
  EVENT_KINDS,
  type EventBase,
  type EventSink,
  type InstrumentId,
  type LiquidationFilled,
  type MarkPriceChanged,
  partialSink,
  type Side,
  type TradingHalted,
  teeSink,
} from '@spillway/protocol';
import type {
  Frame,
  HaltRow,
  LiquidationRow,
  PricePoint,
  RunState,
  RunTotals,
  ShockRow,
  Snapshot,
} from '@spillway/protocol/wire';
import type { CauseIndex } from './cause-index.ts';
import { appendPoint, createPriceHistory } from './price-history.ts';

/** The latest forced fills that a snapshot carries. */
export const LIQUIDATION_ROWS_MAX = 5_000;
/** Rows are cut back to the maximum only when they are this many too many, so that cutting stays rare. */
const LIQUIDATION_ROWS_SLACK = 1_000;
const SHOCK_ROWS_MAX = 500;
const HALT_ROWS_MAX = 500;

/** Reads of the book that a price point needs. */
export interface BookReader {
  lastTicks(instrument: InstrumentId): number;
  bestTicks(instrument: InstrumentId, side: Side): number;
}

export interface PublicFeedOptions {
  readonly runId: string;
  readonly causes: CauseIndex;
  readonly book: BookReader;
}

/** The state of the run at the moment of a flush. */
export interface FlushMoment {
  readonly simulatedMs: number;
  readonly totals: RunTotals;
}

export interface PublicFeed {
  readonly sink: EventSink;
  /** Whether anything happened since the last flush. */
  readonly hasNews: boolean;
  /** Makes a frame of what happened since the last one. */
  flush(moment: FlushMoment): Frame;
  /** The run up to the last flush. */
  snapshot(run: RunState): Snapshot;
}

/** A sink that looks at nothing but the number of each event. */
function sequenceSink(onSequence: (sequence: number) => void): EventSink {
  const handler = (event: EventBase): void => onSequence(event.sequence);
  return Object.fromEntries(EVENT_KINDS.map((kind) => [kind, handler])) as unknown as EventSink;
}

/** Rows of one kind: those that came since the last frame, and the latest of those before. */
interface RowLog<Row> {
  add(row: Row): void;
  /** Hands over what has come since the last time. */
  flush(): readonly Row[];
  /** The latest rows up to the last flush, oldest first. */
  all(): readonly Row[];
}

function createRowLog<Row>(countMax: number): RowLog<Row> {
  let pending: Row[] = [];
  let kept: readonly Row[] = [];
  return {
    add: (row) => void pending.push(row),
    flush: () => {
      const flushed = pending;
      pending = [];
      kept = [...kept, ...flushed].slice(-countMax);
      return flushed;
    },
    all: () => kept,
  };
}

/** The feed of one run. */
export function createPublicFeed({ runId, causes, book }: PublicFeedOptions): PublicFeed {
  const history = createPriceHistory();
  const shocks = createRowLog<ShockRow>(SHOCK_ROWS_MAX);
  const halts = createRowLog<HaltRow>(HALT_ROWS_MAX);
  let pendingPrices = new Map<InstrumentId, PricePoint[]>();
  let pendingRows: LiquidationRow[] = [];
  let allRows: LiquidationRow[] = [];
  let rowsOmitted = 0;
  let sequence = 0;
  let lastFrame: Frame | null = null;
  let cached: Omit<Snapshot, 'run'> | null = null;

  function markChanged(event: MarkPriceChanged): void {
    const points = pendingPrices.get(event.instrumentId) ?? [];
    appendPoint(points, pricePoint(event, book));
    pendingPrices.set(event.instrumentId, points);
  }

  function keepRows(rows: readonly LiquidationRow[]): void {
    allRows.push(...rows);
    if (allRows.length <= LIQUIDATION_ROWS_MAX + LIQUIDATION_ROWS_SLACK) return;
    rowsOmitted += allRows.length - LIQUIDATION_ROWS_MAX;
    allRows = allRows.slice(-LIQUIDATION_ROWS_MAX);
  }

  function flush({ simulatedMs, totals }: FlushMoment): Frame {
    const prices = [...pendingPrices.values()].flat();
    const frame: Frame = {
      runId,
      sequenceFrom: (lastFrame?.sequenceTo ?? 0) + 1,
      sequenceTo: sequence,
      simulatedMs,
      prices,
      liquidations: pendingRows,
      shocks: shocks.flush(),
      halts: halts.flush(),
      totals,
    };
    for (const point of prices) history.add(point);
    keepRows(pendingRows);
    pendingPrices = new Map();
    pendingRows = [];
    lastFrame = frame;
    cached = null;
    return frame;
  }

  function buildSnapshot(frame: Frame): Omit<Snapshot, 'run'> {
    return {
      ...frame,
      sequenceFrom: 1,
      prices: history.points(),
      liquidations: [...allRows],
      shocks: shocks.all(),
      halts: halts.all(),
      liquidationsOmitted: rowsOmitted,
    };
  }

  return {
    sink: teeSink([
      sequenceSink((next) => {
        sequence = next;
      }),
      partialSink({
        markPriceChanged: markChanged,
        shockRecorded: ({ sequence: number, timeMs, label }) =>
          shocks.add({ sequence: number, simulatedMs: timeMs, label }),
        tradingHalted: (event) => halts.add(haltedRow(event)),
        tradingResumed: ({ sequence: number, timeMs, instrumentId }) =>
          halts.add({ kind: 'resumed', sequence: number, simulatedMs: timeMs, instrumentId }),
        liquidationFilled: (event) => void pendingRows.push(liquidationRow(event, causes)),
      }),
    ]),
    get hasNews(): boolean {
      return sequence > (lastFrame?.sequenceTo ?? 0);
    },
    flush,
    snapshot: (run) => {
      if (lastFrame === null) throw new Error('a feed has no snapshot before its first flush');
      cached ??= buildSnapshot(lastFrame);
      return { ...cached, run };
    },
  };
}

function pricePoint(event: MarkPriceChanged, book: BookReader): PricePoint {
  return {
    simulatedMs: event.timeMs,
    instrumentId: event.instrumentId,
    markTicks: event.markTicks,
    indexTicks: event.indexTicks,
    lastTicks: book.lastTicks(event.instrumentId),
    bestBidTicks: book.bestTicks(event.instrumentId, 'buy'),
    bestAskTicks: book.bestTicks(event.instrumentId, 'sell'),
  };
}

function haltedRow({ sequence, timeMs, instrumentId, reason, untilMs }: TradingHalted): HaltRow {
  return {
    kind: 'halted',
    sequence,
    simulatedMs: timeMs,
    instrumentId,
    reason,
    untilMs: untilMs === 0 ? null : untilMs,
  };
}

/** A forced fill as the public sees it. */
export function liquidationRow(event: LiquidationFilled, causes: CauseIndex): LiquidationRow {
  return {
    sequence: event.sequence,
    simulatedMs: event.timeMs,
    liquidationId: event.liquidationId,
    accountId: event.accountId,
    instrumentId: event.instrumentId,
    mode: event.mode,
    stage: event.stage,
    positionSide: event.positionSide,
    priceTicks: event.priceTicks,
    sizeLots: event.sizeLots,
    notionalMicros: event.notionalMicros,
    leverage: event.leverage,
    counterpartyAccountId: event.counterpartyAccountId,
    ...causes.causeOf(event.liquidationId),
  };
}
