import type { PricePoint } from '@spillway/protocol/wire';

/** What a late joiner gets of an instrument's prices at most. */
export const POINTS_PER_INSTRUMENT_MAX = 2_000;
/** Points of one instrument closer together than this are one point, the later one. */
export const POINT_INTERVAL_MS = 1_000;
/** Of so many neighbours two stay, the lowest and the highest mark. */
const THINNING_GROUP = 4;

function isSameBucket(first: PricePoint, second: PricePoint): boolean {
  const bucketOf = ({ simulatedMs }: PricePoint) => Math.floor(simulatedMs / POINT_INTERVAL_MS);
  return bucketOf(first) === bucketOf(second);
}

/** Appends a point of one instrument; one that falls into the bucket of the last replaces it. */
export function appendPoint(points: PricePoint[], point: PricePoint): void {
  const last = points.at(-1);
  if (last !== undefined && isSameBucket(last, point)) points[points.length - 1] = point;
  else points.push(point);
}

/** Of every four neighbours the lowest and the highest mark, in their order: half the points, the same extremes. */
export function thinPoints(points: readonly PricePoint[]): PricePoint[] {
  const kept: PricePoint[] = [];
  for (let start = 0; start < points.length; start += THINNING_GROUP) {
    const group = points.slice(start, start + THINNING_GROUP);
    const [first] = group;
    if (first === undefined) break;
    let lowest = first;
    let highest = first;
    for (const point of group) {
      if (point.markTicks < lowest.markTicks) lowest = point;
      if (point.markTicks > highest.markTicks) highest = point;
    }
    kept.push(...group.filter((point) => point === lowest || point === highest));
  }
  return kept;
}

export interface PriceHistory {
  add(point: PricePoint): void;
  /** By instrument, then by time. */
  points(): readonly PricePoint[];
}

/** Prices of the run so far, bounded: when an instrument has too many points they are thinned to half. */
export function createPriceHistory(): PriceHistory {
  const byInstrument = new Map<number, PricePoint[]>();
  return {
    add: (point) => {
      const points = byInstrument.get(point.instrumentId) ?? [];
      appendPoint(points, point);
      const isFull = points.length > POINTS_PER_INSTRUMENT_MAX;
      byInstrument.set(point.instrumentId, isFull ? thinPoints(points) : points);
    },
    points: () => [...byInstrument.values()].flat(),
  };
}
