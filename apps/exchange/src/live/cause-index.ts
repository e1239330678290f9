import { type EventSink, type LiquidationId, type LiquidationStarted, partialSink } from '@spillway/protocol';

/** What a forced fill inherits from the liquidation it belongs to. */
export interface LiquidationCause {
  readonly wave: number;
  readonly parentLiquidationId: number;
  /** Empty when no shock is at the root. */
  readonly shockLabel: string;
}

export interface CauseIndex {
  /** Place it before every sink that asks. */
  readonly sink: EventSink;
  causeOf(liquidation: LiquidationId): LiquidationCause;
}

const UNKNOWN_CAUSE: LiquidationCause = { wave: 1, parentLiquidationId: 0, shockLabel: '' };

/** Remembers, for the liquidations under way, why they happen. */
export function createCauseIndex(): CauseIndex {
  const shockLabels = new Map<number, string>();
  const causes = new Map<LiquidationId, LiquidationCause>();
  const start = (event: LiquidationStarted): void => {
    causes.set(event.liquidationId, {
      wave: event.wave,
      parentLiquidationId: event.parentLiquidationId,
      shockLabel: shockLabels.get(event.shockSequence) ?? '',
    });
  };
  return {
    sink: partialSink({
      shockRecorded: (event) => void shockLabels.set(event.sequence, event.label),
      liquidationStarted: start,
      liquidationFinished: (event) => void causes.delete(event.liquidationId),
    }),
    causeOf: (liquidation) => causes.get(liquidation) ?? UNKNOWN_CAUSE,
  };
}
