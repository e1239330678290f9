import type { EventSink, InstrumentId, MarginMode } from '@spillway/protocol';

const MS_PER_MINUTE = 60_000;

/** What happened on one instrument in one minute of simulated time. */
export interface MinuteRow {
  /** Counted from the start of the run: row 0 is its first minute. */
  readonly minute: number;
  readonly instrumentId: InstrumentId;
  /** The last mark of the minute; 0 when it had none. */
  readonly markTicks: number;
  readonly tradeCount: number;
  readonly forcedFillCount: number;
  readonly forcedMicros: Readonly<Record<MarginMode, bigint>>;
}

/** The minute with the most forced selling and buying, over all instruments. */
export interface WorstMinute {
  readonly minute: number;
  readonly forcedMicros: bigint;
  /** Its share of the forced volume of the whole run, as a fraction. */
  readonly share: number;
}

export interface MinuteSeries {
  readonly sink: Pick<EventSink, 'markPriceChanged' | 'tradeExecuted' | 'liquidationFilled'>;
  /** Ordered by minute, then by instrument; minutes in which nothing happened have no row. */
  rows(): readonly MinuteRow[];
  /** Null without forced fills; of equal minutes the earlier. */
  worst(): WorstMinute | null;
}

type WritableMinuteRow = { -readonly [Name in keyof MinuteRow]: MinuteRow[Name] } & {
  forcedMicros: Record<MarginMode, bigint>;
};

/** Sorts marks, trades and forced fills into minutes. Events must come in the order of time. */
export function createMinuteSeries(): MinuteSeries {
  const minutes: (WritableMinuteRow | undefined)[][] = [];
  const rowAt = (event: {
    readonly timeMs: number;
    readonly instrumentId: InstrumentId;
  }): WritableMinuteRow => {
    const minute = Math.trunc(event.timeMs / MS_PER_MINUTE);
    while (minutes.length <= minute) minutes.push([]);
    const rows = minutes[minute] ?? [];
    const found = rows[event.instrumentId];
    if (found !== undefined) return found;
    const row = newRow(minute, event.instrumentId);
    rows[event.instrumentId] = row;
    return row;
  };
  const rows = (): readonly MinuteRow[] => minutes.flat().filter((row) => row !== undefined);
  return {
    sink: {
      markPriceChanged: (event) => {
        rowAt(event).markTicks = event.markTicks;
      },
      tradeExecuted: (event) => {
        rowAt(event).tradeCount += 1;
      },
      liquidationFilled: (event) => {
        const row = rowAt(event);
        row.forcedFillCount += 1;
        row.forcedMicros[event.mode] += BigInt(event.notionalMicros);
      },
    },
    rows: () => rows().map((row) => ({ ...row, forcedMicros: { ...row.forcedMicros } })),
    worst: () => worstMinute(rows()),
  };
}

function newRow(minute: number, instrument: InstrumentId): WritableMinuteRow {
  return {
    minute,
    instrumentId: instrument,
    markTicks: 0,
    tradeCount: 0,
    forcedFillCount: 0,
    forcedMicros: { isolated: 0n, cross: 0n },
  };
}

function worstMinute(rows: readonly MinuteRow[]): WorstMinute | null {
  let allMicros = 0n;
  let worst = { minute: 0, forcedMicros: 0n };
  let current = { minute: -1, forcedMicros: 0n };
  for (const row of rows) {
    const rowMicros = row.forcedMicros.isolated + row.forcedMicros.cross;
    allMicros += rowMicros;
    const isSameMinute = row.minute === current.minute;
    current = { minute: row.minute, forcedMicros: (isSameMinute ? current.forcedMicros : 0n) + rowMicros };
    if (current.forcedMicros > worst.forcedMicros) worst = current;
  }
  if (allMicros === 0n) return null;
  return { ...worst, share: Number(worst.forcedMicros) / Number(allMicros) };
}
