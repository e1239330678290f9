import { describe, expect, it } from 'vitest';
import { ForcedVolume } from '../market-data/forced-volume.ts';
import type { LiquidationMarker } from '../market-data/liquidation-markers.ts';
import { sampleLiquidation } from '../market-data/sample-run.ts';
import { SampleSeries } from '../market-data/sample-series.ts';
import { volumePaths } from './forced-volume/volume-path.ts';
import { placeLabels } from './price-chart/place-labels.ts';
import { markerRadius, placeMarkers } from './price-chart/place-markers.ts';
import { payerShares } from './who-pays/payer-shares.ts';
import { sparklinePath } from './who-pays/sparkline.ts';

const MARKER: LiquidationMarker = {
  second: 10,
  mode: 'isolated',
  positionSide: 'buy',
  notionalMicros: 100,
  priceTicks: 1,
  count: 1,
};
const SCALE = { xOf: (second: number) => second * 2, markYOf: () => 50 };

describe('placeMarkers', () => {
  it('hangs closed longs below the line and stands closed shorts above it', () => {
    const [long, short] = placeMarkers([MARKER, { ...MARKER, positionSide: 'sell' }], SCALE);
    // Both are the largest: radius 9, and 3 pixels away from the line.
    expect([long?.y, short?.y, long?.x]).toEqual([62, 38, 20]);
  });

  it('stacks what happened at one moment outwards', () => {
    const [first, second] = placeMarkers([MARKER, { ...MARKER, mode: 'cross' }], SCALE);
    expect((second?.y ?? 0) - (first?.y ?? 0)).toBe(9 + 3 + 9);
  });

  it('leaves out what is not on the axis', () => {
    expect(placeMarkers([MARKER], { ...SCALE, xOf: () => null })).toEqual([]);
  });

  it('grows with the root of the notional', () => {
    const [quarter, whole, none] = [markerRadius(25, 100), markerRadius(100, 100), markerRadius(0, 100)];
    expect(whole - none).toBeCloseTo(2 * (quarter - none), 10);
  });
});

describe('placeLabels', () => {
  it('puts a label right of its line, and below one that is in the way', () => {
    const labels = [
      { lineX: 10, width: 50 },
      { lineX: 30, width: 50 },
      { lineX: 100, width: 50 },
    ];
    expect(placeLabels(labels, { width: 400, rowCount: 4 })).toEqual([
      { x: 15, row: 0 },
      { x: 35, row: 1 },
      { x: 105, row: 0 },
    ]);
  });

  it('turns to the left where the chart ends, without covering what is there', () => {
    const labels = [
      { lineX: 40, width: 50 },
      { lineX: 95, width: 50 },
    ];
    expect(placeLabels(labels, { width: 100, rowCount: 4 })).toEqual([
      { x: 45, row: 0 },
      { x: 40, row: 1 },
    ]);
  });

  it('leaves a label out when every row is taken', () => {
    const labels = [
      { lineX: 10, width: 50 },
      { lineX: 12, width: 50 },
    ];
    expect(placeLabels(labels, { width: 400, rowCount: 1 })[1]).toBeNull();
  });
});

describe('volumePaths', () => {
  it('stacks cross on isolated and keeps the scale that it is given', () => {
    const volume = new ForcedVolume({ durationMs: 10_000, bucketCount: 10 });
    volume.add(sampleLiquidation({ sequence: 1, simulatedMs: 2_000, notionalMicros: 25 }));
    volume.add(sampleLiquidation({ sequence: 2, simulatedMs: 2_000, notionalMicros: 50, mode: 'cross' }));
    expect(volumePaths(volume, 100)).toEqual({
      isolated: 'M2.11 100.00v-25.00h0.78v25.00z',
      cross: 'M2.11 75.00v-50.00h0.78v50.00z',
    });
  });

  it('shows that something happened however small it was', () => {
    const volume = new ForcedVolume({ durationMs: 10_000, bucketCount: 10 });
    volume.add(sampleLiquidation({ sequence: 1, notionalMicros: 1 }));
    expect(volumePaths(volume, 1_000_000).isolated).toContain('v-0.80');
  });
});

describe('sparklinePath', () => {
  it('begins its scale at zero', () => {
    const series = new SampleSeries({ capacity: 8, columnCount: 1 });
    series.append(0, [100]);
    series.append(50_000, [25]);
    expect(sparklinePath(series, { width: 200, height: 40, durationSeconds: 100 })).toBe(
      'M0.0 0.0L100.0 30.0',
    );
  });

  it('draws nothing when there is nothing', () => {
    const series = new SampleSeries({ capacity: 8, columnCount: 1 });
    expect(sparklinePath(series, { width: 200, height: 40, durationSeconds: 100 })).toBe('');
  });
});

describe('payerShares', () => {
  it('splits the loss, and the parts sum to it', () => {
    const { shares, lossMicros } = payerShares({
      traderMarginMicros: 60,
      insuranceFundMicros: 30,
      autoDeleveragingMicros: 10,
      socialisedMicros: 0,
    });
    expect(lossMicros).toBe(100);
    expect(shares.map(({ share }) => share)).toEqual([0.6, 0.3, 0.1, 0]);
  });

  it('has no shares while nothing was lost', () => {
    const { shares } = payerShares({
      traderMarginMicros: 0,
      insuranceFundMicros: 0,
      autoDeleveragingMicros: 0,
      socialisedMicros: 0,
    });
    expect(shares.every(({ share }) => share === 0)).toBe(true);
  });
});
