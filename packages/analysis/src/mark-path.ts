import type { EventSink, InstrumentId, MarkPriceChanged } from '@spillway/protocol';

/** The course of one instrument's mark price, in brief. */
export interface MarkPathTotals {
  readonly firstTicks: number;
  readonly lastTicks: number;
  readonly lowestTicks: number;
  readonly highestTicks: number;
  /** The deepest fall from the highest point before it, as a fraction of that point; 0 when it never fell. */
  readonly maxDrawdown: number;
  /** The widest gap between mark and index, as a fraction of the index. */
  readonly maxDislocation: number;
}

type WritableMarkPath = { -readonly [Name in keyof MarkPathTotals]: MarkPathTotals[Name] };

export interface MarkPaths {
  readonly sink: Pick<EventSink, 'markPriceChanged'>;
  /** Undefined before the first mark. */
  of(instrument: InstrumentId): MarkPathTotals | undefined;
}

/** Follows the mark price of every instrument. */
export function createMarkPaths(): MarkPaths {
  const paths: (WritableMarkPath | undefined)[] = [];
  return {
    sink: { markPriceChanged: (event) => follow(paths, event) },
    of: (instrument) => paths[instrument],
  };
}

function follow(paths: (WritableMarkPath | undefined)[], event: MarkPriceChanged): void {
  const mark = event.markTicks;
  let path = paths[event.instrumentId];
  if (path === undefined) {
    path = {
      firstTicks: mark,
      lastTicks: mark,
      lowestTicks: mark,
      highestTicks: mark,
      maxDrawdown: 0,
      maxDislocation: 0,
    };
    paths[event.instrumentId] = path;
  }
  path.lastTicks = mark;
  path.lowestTicks = Math.min(path.lowestTicks, mark);
  path.highestTicks = Math.max(path.highestTicks, mark);
  path.maxDrawdown = Math.max(path.maxDrawdown, (path.highestTicks - mark) / path.highestTicks);
  const index = event.indexTicks;
  if (index > 0) path.maxDislocation = Math.max(path.maxDislocation, Math.abs(mark - index) / index);
}
