import type {
  EventSink,
  InstrumentId,
  LiquidationFilled,
  LiquidationStage,
  MarginMode,
} from '@spillway/protocol';

/** Notional in micros by who took the other side. */
export type StageVolume = Readonly<Record<LiquidationStage, bigint>>;
/** Notional of forced fills in micros, by margin mode and by who took the other side. */
export type ForcedVolume = Readonly<Record<MarginMode, StageVolume>>;

type WritableForcedVolume = Record<MarginMode, Record<LiquidationStage, bigint>>;

export interface ForcedVolumes {
  readonly sink: Pick<EventSink, 'liquidationFilled'>;
  /** Zeros for an instrument without a forced fill. */
  of(instrument: InstrumentId): ForcedVolume;
  fillCount(): number;
  /** Forced fills that a profitable account had to take. */
  deleveragingCount(): number;
}

/** Adds up what was closed by force: instrument × margin mode × stage. */
export function createForcedVolumes(): ForcedVolumes {
  const volumes: (WritableForcedVolume | undefined)[] = [];
  let fillCount = 0;
  let deleveragingCount = 0;
  const add = (event: LiquidationFilled): void => {
    fillCount += 1;
    if (event.stage === 'auto-deleveraging') deleveragingCount += 1;
    let volume = volumes[event.instrumentId];
    if (volume === undefined) {
      volume = noVolume();
      volumes[event.instrumentId] = volume;
    }
    volume[event.mode][event.stage] += BigInt(event.notionalMicros);
  };
  return {
    sink: { liquidationFilled: add },
    of: (instrument) => {
      const volume = volumes[instrument] ?? noVolume();
      return { isolated: { ...volume.isolated }, cross: { ...volume.cross } };
    },
    fillCount: () => fillCount,
    deleveragingCount: () => deleveragingCount,
  };
}

function noVolume(): WritableForcedVolume {
  return { isolated: noStageVolume(), cross: noStageVolume() };
}

function noStageVolume(): Record<LiquidationStage, bigint> {
  return { netting: 0n, book: 0n, insurance: 0n, backstop: 0n, 'auto-deleveraging': 0n };
}

/** Sum over the stages, in micros. */
export function stageSumMicros(volume: StageVolume): bigint {
  return Object.values(volume).reduce((sum, micros) => sum + micros, 0n);
}
