import type { LiquidationMarker } from '../../market-data/liquidation-markers.ts';

/** A marker on the canvas, in pixels of the page. */
export interface PlacedMarker {
  readonly marker: LiquidationMarker;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** How the chart turns time and the mark price of that time into pixels; null where it can't. */
export interface MarkerScale {
  readonly xOf: (second: number) => number | null;
  /** Where the mark stood at a second. */
  readonly markYOf: (second: number) => number | null;
}

const RADIUS_MIN = 2.5;
const RADIUS_MAX = 9;
/** Between the price line and the first marker, and between markers that share a moment. */
const GAP = 3;

/** Radius of a marker: its area stands for its notional, so the radius grows with the root. */
export function markerRadius(notionalMicros: number, largestMicros: number): number {
  const share = largestMicros > 0 ? Math.min(1, Math.max(0, notionalMicros / largestMicros)) : 0;
  return RADIUS_MIN + (RADIUS_MAX - RADIUS_MIN) * Math.sqrt(share);
}

/**
 * Places markers beside the price line: closed longs below it, closed shorts above it. Those of one moment and
 * side are stacked outwards in the order given.
 */
export function placeMarkers(markers: readonly LiquidationMarker[], scale: MarkerScale): PlacedMarker[] {
  const largestMicros = markers.reduce((largest, { notionalMicros }) => Math.max(largest, notionalMicros), 0);
  const occupied = new Map<string, number>();
  const placed: PlacedMarker[] = [];
  for (const marker of markers) {
    const x = scale.xOf(marker.second);
    const lineY = scale.markYOf(marker.second);
    if (x === null || lineY === null) continue;
    const radius = markerRadius(marker.notionalMicros, largestMicros);
    const key = `${marker.second}/${marker.positionSide}`;
    const distance = (occupied.get(key) ?? 0) + GAP + radius;
    occupied.set(key, distance + radius);
    placed.push({
      marker,
      x,
      y: marker.positionSide === 'buy' ? lineY + distance : lineY - distance,
      radius,
    });
  }
  return placed;
}
