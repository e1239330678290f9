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

/**
 * Whether a price of the instrument is no further from the mark than the band allows: |price − mark| ≤ mark × band, by
 * cross-multiplication; where a product has too many digits, by the edges themselves.
 */
export function isWithinBand(instrument: InstrumentState, priceTicks: number, bandPpm: number): boolean {
  const { markTicks } = instrument;
  const gap = Math.abs(priceTicks - markTicks) * PPM;
  const reach = markTicks * bandPpm;
  if (gap <= Number.MAX_SAFE_INTEGER && reach <= Number.MAX_SAFE_INTEGER) return gap <= reach;
  return (
    priceTicks >= bandEdgeTicks(instrument, -1, bandPpm) &&
    priceTicks <= bandEdgeTicks(instrument, 1, bandPpm)
  );
}
