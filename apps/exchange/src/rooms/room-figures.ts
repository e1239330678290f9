/** What a room says of itself for `/metrics`. */
import { assetId } from '@spillway/protocol';
import type { RunState, RunTotals } from '@spillway/protocol/wire';
import type { RunHost } from '../live/run-host.ts';
import { runTotals } from '../live/run-totals.ts';
import type { JournalFigures } from '../observability/journal-watch.ts';
import type { ThreadFigures, ThreadWatch } from '../observability/thread-watch.ts';

export interface AssetFigures {
  readonly symbol: string;
  readonly conservationErrorMicros: number;
  readonly insuranceFundMicros: number;
}

export interface RoomFigures {
  readonly state: RunState;
  readonly totals: RunTotals;
  readonly assets: readonly AssetFigures[];
  readonly seats: { readonly ordersAccepted: number; readonly fills: number };
  /** Wall time by which the run is behind its pace, and what was given up of it so far. */
  readonly lagMs: number;
  readonly droppedMs: number;
  /** Null where nothing is kept. */
  readonly journal: JournalFigures | null;
  readonly thread: ThreadFigures;
}

/** How a room is at this moment. A look over all accounts: meant for a scrape every few seconds. */
export function roomFigures(host: RunHost, thread: ThreadWatch): RoomFigures {
  const { run } = host;
  const { ordersAccepted, fills } = run.seats.totals();
  return {
    state: run.state(),
    totals: runTotals(run.metrics, run.engine, run.commandCount),
    assets: run.engine.rules.assets.map(({ symbol }, index) => ({
      symbol,
      conservationErrorMicros: Number(run.engine.conservationErrorMicros(assetId(index))),
      insuranceFundMicros: Number(run.engine.insuranceFundMicros(assetId(index))),
    })),
    seats: { ordersAccepted, fills },
    lagMs: run.lagMs,
    droppedMs: run.droppedMs,
    journal: host.journalFigures(),
    thread: thread.figures(),
  };
}
