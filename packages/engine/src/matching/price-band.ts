import { mulDivCeil, mulDivFloor, PPM } from '@spillway/protocol';
import type { Direction } from '../direction.ts';
import type { InstrumentState } from '../instrument-state.ts';

/** The furthest price from the mark that is allowed in a direction: rounded towards the mark (rule O4). */
export function bandEdgeTicks(instrument: InstrumentState, direction: Direction, bandPpm: number): number {
  const { markTicks, specification } = instrument;
  return direction === 1
    ? Math.min(specification.priceTicksMax, mulDivFloor(markTicks, PPM + bandPpm, PPM))
    : Math.max(1, mulDivCeil(markTicks, PPM - bandPpm, PPM));
}
