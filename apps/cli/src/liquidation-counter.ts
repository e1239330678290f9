import { type EventSink, partialSink } from '@spillway/protocol';

/** How many liquidations began so far: cheap enough to ask for while a run goes on. */
export interface LiquidationCounter {
  readonly sink: EventSink;
  readonly count: number;
}

export function createLiquidationCounter(): LiquidationCounter {
  let count = 0;
  const sink = partialSink({
    liquidationStarted: () => {
      count += 1;
    },
  });
  return {
    sink,
    get count() {
      return count;
    },
  };
}
