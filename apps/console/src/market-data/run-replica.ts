import type {
  Frame,
  HaltRow,
  Hello,
  InstrumentState,
  LiquidationRow,
  RunState,
  RunTotals,
  ShockRow,
  Snapshot,
} from '@spillway/protocol/wire';
import { ForcedVolume } from './forced-volume.ts';
import { LiquidationLog } from './liquidation-log.ts';
import { LiquidationMarkers } from './liquidation-markers.ts';
import { SampleSeries } from './sample-series.ts';

/**
 * The insurance fund gives up its inventory under this number. The feed tells it; charts and sums leave it out, for
 * those positions were counted when they were a trader's.
 */
const FUND_ACCOUNT_ID = 0;

/** Columns of `InstrumentHistory.prices`. */
export const PRICE_COLUMN = { mark: 0, index: 1, last: 2 } as const;

const PRICE_SAMPLES_MAX = 10_000;
const FUND_SAMPLES_MAX = 2_000;
const LIQUIDATIONS_MAX = 20_000;
const SHOCKS_MAX = 200;
const HALTS_MAX = 200;
const VOLUME_BARS = 90;

/** What is kept about one instrument for its charts. */
export interface InstrumentHistory {
  readonly state: InstrumentState;
  readonly prices: SampleSeries;
  readonly markers: LiquidationMarkers;
  readonly volume: ForcedVolume;
  /** Best prices of the newest point; 0 where that side of the book is empty. */
  bestBidTicks: number;
  bestAskTicks: number;
}

/** A shock and what it has set off so far. */
export interface ShockConsequences {
  readonly shock: ShockRow;
  readonly forcedFills: number;
  readonly forcedMicros: number;
}

/**
 * The console's copy of a run, folded from one snapshot and the frames that follow it; the client sees
 * to it that none is missing. It lives outside React: charts read it once a drawn frame, and the text around
 * them ten times a second.
 */
export class RunReplica {
  readonly log = new LiquidationLog(LIQUIDATIONS_MAX);
  readonly fund = new SampleSeries({ capacity: FUND_SAMPLES_MAX, columnCount: 1 });
  #hello: Hello | null = null;
  #run: RunState | null = null;
  #totals: RunTotals | null = null;
  #instruments: InstrumentHistory[] = [];
  #shocks: ShockRow[] = [];
  #halts: HaltRow[] = [];
  readonly #setOffBy = new Map<string, { forcedFills: number; forcedMicros: number }>();
  #isSynchronised = false;
  #simulatedMs = 0;
  #version = 0;
  #fundKnownFromMs = 0;
  #waveDeepest = 0;
  #liquidationsOmitted = 0;

  get hello(): Hello | null {
    return this.#hello;
  }
  get run(): RunState | null {
    return this.#run;
  }
  get totals(): RunTotals | null {
    return this.#totals;
  }
  get instruments(): readonly InstrumentHistory[] {
    return this.#instruments;
  }
  /** Oldest first. */
  get shocks(): readonly ShockRow[] {
    return this.#shocks;
  }
  /** Halts and resumptions, oldest first. */
  get halts(): readonly HaltRow[] {
    return this.#halts;
  }
  /** Whether trading of every instrument stands still now: each has a halt of its own, or there is one of the market. */
  get isHalted(): boolean {
    const lastOf = (id: number | null): HaltRow | undefined =>
      this.#halts.findLast(({ instrumentId }) => instrumentId === id);
    if (lastOf(null)?.kind === 'halted') return true;
    const ids = this.#instruments.map(({ state }) => state.instrumentId);
    return ids.length > 0 && ids.every((id) => lastOf(id)?.kind === 'halted');
  }
  /** The newest shock with the forced fills that name it as their root; null without any. */
  get latestShock(): ShockConsequences | null {
    const shock = this.#shocks.at(-1);
    if (shock === undefined) return null;
    return { shock, ...(this.#setOffBy.get(shock.label) ?? { forcedFills: 0, forcedMicros: 0 }) };
  }
  get simulatedMs(): number {
    return this.#simulatedMs;
  }
  /** Grows with every change. */
  get version(): number {
    return this.#version;
  }
  /** The fund's path is known from here on; before that only its beginning is. */
  get fundKnownFromMs(): number {
    return this.#fundKnownFromMs;
  }
  /** Forced fills that happened before this page was there and were too many for the snapshot. */
  get liquidationsOmitted(): number {
    return this.#liquidationsOmitted;
  }
  get waveDeepest(): number {
    return this.#waveDeepest;
  }
  history(instrumentId: number): InstrumentHistory | undefined {
    return this.#instruments.find(({ state }) => state.instrumentId === instrumentId);
  }
  get isSynchronised(): boolean {
    return this.#isSynchronised;
  }

  /** Begins with a run: another run id, or none so far, empties everything. */
  greet(hello: Hello): void {
    const isOtherRun = hello.run.runId !== this.#run?.runId;
    this.#hello = hello;
    this.#run = hello.run;
    this.#version += 1;
    if (isOtherRun) {
      this.fund.clear();
      this.#empty(hello);
    }
  }

  /** Takes the run's phase and speed; the clock never goes back within a run. */
  updateRun(run: RunState): void {
    if (this.#run !== null && run.runId !== this.#run.runId) return;
    this.#run = run;
    this.#simulatedMs = Math.max(this.#simulatedMs, run.simulatedMs);
    this.#version += 1;
  }

  /** Replaces what is known by the server's account of the run so far. */
  restore(snapshot: Snapshot): void {
    if (this.#hello === null) return;
    // A snapshot says where the fund stands, not how it came there: within one run the path seen so far stays.
    const isSameRun = this.#isSynchronised && snapshot.runId === this.#run?.runId;
    if (!isSameRun) this.fund.clear();
    if (this.fund.length === 0) {
      this.fund.append(0, [snapshot.totals.insuranceFundStartMicros]);
      this.#fundKnownFromMs = snapshot.simulatedMs;
    }
    this.#empty(this.#hello);
    this.#run = snapshot.run;
    this.#liquidationsOmitted = snapshot.liquidationsOmitted;
    this.#isSynchronised = true;
    this.#fold(snapshot);
  }

  /** Applies the next frame; one of another run, or one before the first snapshot, is left out. */
  apply(frame: Frame): boolean {
    if (!this.#isSynchronised || frame.runId !== this.#run?.runId) return false;
    this.#fold(frame);
    return true;
  }

  #empty(hello: Hello): void {
    this.log.clear();
    this.#shocks = [];
    this.#halts = [];
    this.#setOffBy.clear();
    this.#isSynchronised = false;
    this.#simulatedMs = 0;
    this.#waveDeepest = 0;
    this.#liquidationsOmitted = 0;
    this.#totals = null;
    this.#instruments = hello.instruments.map((state) => ({
      state,
      prices: new SampleSeries({ capacity: PRICE_SAMPLES_MAX, columnCount: 3 }),
      markers: new LiquidationMarkers(hello.run.durationMs),
      volume: new ForcedVolume({ durationMs: hello.run.durationMs, bucketCount: VOLUME_BARS }),
      bestBidTicks: 0,
      bestAskTicks: 0,
    }));
    this.#version += 1;
  }

  #fold(frame: Frame): void {
    for (const point of frame.prices) {
      const history = this.history(point.instrumentId);
      if (history === undefined) continue;
      history.prices.append(point.simulatedMs, [
        point.markTicks,
        point.indexTicks,
        point.lastTicks > 0 ? point.lastTicks : Number.NaN,
      ]);
      history.bestBidTicks = point.bestBidTicks;
      history.bestAskTicks = point.bestAskTicks;
    }
    for (const row of frame.liquidations) {
      if (!this.log.append(row) || row.accountId === FUND_ACCOUNT_ID) continue;
      this.#waveDeepest = Math.max(this.#waveDeepest, row.wave);
      this.#countForShock(row);
      const history = this.history(row.instrumentId);
      history?.markers.add(row);
      history?.volume.add(row);
    }
    this.#shocks = withNewer(this.#shocks, frame.shocks, SHOCKS_MAX);
    this.#halts = withNewer(this.#halts, frame.halts, HALTS_MAX);
    this.fund.append(frame.simulatedMs, [frame.totals.insuranceFundMicros]);
    this.#totals = frame.totals;
    this.#simulatedMs = frame.simulatedMs;
    this.#version += 1;
  }

  #countForShock({ shockLabel, notionalMicros }: LiquidationRow): void {
    if (shockLabel === '') return;
    const before = this.#setOffBy.get(shockLabel) ?? { forcedFills: 0, forcedMicros: 0 };
    const forcedMicros = before.forcedMicros + notionalMicros;
    this.#setOffBy.set(shockLabel, { forcedFills: before.forcedFills + 1, forcedMicros });
  }
}

/** What is known with what is newer, oldest first, no more than `countMax` of it. */
function withNewer<Row extends { readonly sequence: number }>(
  known: readonly Row[],
  rows: readonly Row[],
  countMax: number,
): Row[] {
  const lastSequence = known.at(-1)?.sequence ?? 0;
  return [...known, ...rows.filter(({ sequence }) => sequence > lastSequence)].slice(-countMax);
}
