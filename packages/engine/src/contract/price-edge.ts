import { mulDivCeil, mulDivFloor, PPM } from '@spillway/protocol';
import type { Direction } from '../direction.ts';

/**
 * The furthest price from a centre in a direction: `centre × (1 ± width)`, rounded towards the centre, within the prices
 * of the instrument. Price bands, trading bands and bounds of forced orders are all such edges.
 */
export function priceEdgeTicks(
  centreTicks: number,
  widthPpm: number,
  towards: { readonly direction: Direction; readonly priceTicksMax: number },
): number {
  return towards.direction === 1
    ? Math.min(towards.priceTicksMax, mulDivFloor(centreTicks, PPM + widthPpm, PPM))
    : Math.max(1, mulDivCeil(centreTicks, PPM - widthPpm, PPM));
}
