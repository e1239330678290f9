/**
 * The cascade as a tree. Every liquidation names the liquidation that caused it, so nothing here is inferred:
 * a chain is read off the log.
 */
import type { EventSink, LiquidationFilled, LiquidationStarted, MarginMode } from '@spillway/protocol';

export interface WaveTotals {
  /** 1 = set off from outside the market, 2 = by the forced trades of wave 1, and so on. */
  readonly wave: number;
  readonly liquidationCount: number;
  readonly notionalMicros: bigint;
}

/** A liquidation without a parent, with everything that descends from it. */
export interface CascadeTotals {
  readonly rootLiquidationId: number;
  readonly liquidationCount: number;
  readonly notionalMicros: bigint;
  /** The highest wave in it. */
  readonly depth: number;
  readonly startedMs: number;
  readonly shockSequence: number;
}

export interface CascadeSummary {
  readonly liquidationCount: number;
  readonly countByMode: Readonly<Record<MarginMode, number>>;
  /** Ordered by wave, without gaps: a wave that nothing reached has no row. */
  readonly waves: readonly WaveTotals[];
  /** Liquidations that another one caused, divided by all: the mean number of children. 0 when there are none. */
  readonly branchingRatio: number;
  /** Most liquidations; ties go to the earlier one. Null without liquidations. */
  readonly largestCascade: CascadeTotals | null;
}

export interface CascadeTree {
  readonly sink: Pick<EventSink, 'liquidationStarted' | 'liquidationFilled'>;
  summary(): CascadeSummary;
}

type Writable<Type> = { -readonly [Name in keyof Type]: Type[Name] };

/** Grows the tree from `LiquidationStarted` and weighs it by `LiquidationFilled`. */
export function createCascadeTree(): CascadeTree {
  const waveOf = new Map<number, Writable<WaveTotals>>();
  const cascadeOf = new Map<number, Writable<CascadeTotals>>();
  const waves: Writable<WaveTotals>[] = [];
  const cascades: Writable<CascadeTotals>[] = [];
  const countByMode: Record<MarginMode, number> = { isolated: 0, cross: 0 };
  let childCount = 0;

  const start = (event: LiquidationStarted): void => {
    countByMode[event.mode] += 1;
    if (event.parentLiquidationId !== 0) childCount += 1;
    const wave = waveRow(waves, event.wave);
    wave.liquidationCount += 1;
    waveOf.set(event.liquidationId, wave);
    let cascade = cascadeOf.get(event.parentLiquidationId);
    if (cascade === undefined) {
      cascade = newCascade(event);
      cascades.push(cascade);
    }
    cascade.liquidationCount += 1;
    cascade.depth = Math.max(cascade.depth, event.wave);
    cascadeOf.set(event.liquidationId, cascade);
  };
  const fill = (event: LiquidationFilled): void => {
    const wave = waveOf.get(event.liquidationId);
    const cascade = cascadeOf.get(event.liquidationId);
    if (wave !== undefined) wave.notionalMicros += BigInt(event.notionalMicros);
    if (cascade !== undefined) cascade.notionalMicros += BigInt(event.notionalMicros);
  };
  return {
    sink: { liquidationStarted: start, liquidationFilled: fill },
    summary: () => {
      const liquidationCount = countByMode.isolated + countByMode.cross;
      return {
        liquidationCount,
        countByMode: { ...countByMode },
        waves: waves.filter((wave) => wave.liquidationCount > 0).map((wave) => ({ ...wave })),
        branchingRatio: liquidationCount === 0 ? 0 : childCount / liquidationCount,
        largestCascade: largest(cascades),
      };
    },
  };
}

function waveRow(waves: Writable<WaveTotals>[], wave: number): Writable<WaveTotals> {
  for (let next = waves.length + 1; next <= wave; next += 1) {
    waves.push({ wave: next, liquidationCount: 0, notionalMicros: 0n });
  }
  const row = waves[wave - 1];
  if (row === undefined) throw new RangeError(`a wave is counted from 1, got ${wave}`);
  return row;
}

function newCascade(event: LiquidationStarted): Writable<CascadeTotals> {
  return {
    rootLiquidationId: event.liquidationId,
    liquidationCount: 0,
    notionalMicros: 0n,
    depth: 0,
    startedMs: event.timeMs,
    shockSequence: event.shockSequence,
  };
}

function largest(cascades: readonly CascadeTotals[]): CascadeTotals | null {
  let best: CascadeTotals | null = null;
  for (const cascade of cascades) {
    if (best === null || cascade.liquidationCount > best.liquidationCount) best = cascade;
  }
  return best === null ? null : { ...best };
}
