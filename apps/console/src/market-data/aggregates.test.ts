import { describe, expect, it } from 'vitest';
import { ForcedVolume } from './forced-volume.ts';
import { LiquidationLog } from './liquidation-log.ts';
import { LiquidationMarkers } from './liquidation-markers.ts';
import { sampleLiquidation } from './sample-run.ts';

describe('ForcedVolume', () => {
  it('sums by span and mode, and puts the very end into the last span', () => {
    const volume = new ForcedVolume({ durationMs: 90_000, bucketCount: 9 });
    volume.add(sampleLiquidation({ sequence: 1, simulatedMs: 0, notionalMicros: 3 }));
    volume.add(sampleLiquidation({ sequence: 2, simulatedMs: 9_999, notionalMicros: 4 }));
    volume.add(sampleLiquidation({ sequence: 3, simulatedMs: 10_000, notionalMicros: 5, mode: 'cross' }));
    volume.add(sampleLiquidation({ sequence: 4, simulatedMs: 90_000, notionalMicros: 6 }));
    expect(volume.bucketMs).toBe(10_000);
    expect([volume.at(0, 'isolated'), volume.at(1, 'cross'), volume.at(9, 'isolated')]).toEqual([7, 5, 6]);
    expect(volume.maxMicros).toBe(7);
  });

  it('measures its highest bar over both modes', () => {
    const volume = new ForcedVolume({ durationMs: 90_000, bucketCount: 9 });
    volume.add(sampleLiquidation({ sequence: 1, notionalMicros: 3 }));
    volume.add(sampleLiquidation({ sequence: 2, notionalMicros: 4, mode: 'cross' }));
    expect(volume.maxMicros).toBe(7);
  });
});

describe('LiquidationMarkers', () => {
  it('gathers by span, mode and side, at the price weighted by notional', () => {
    const markers = new LiquidationMarkers(500_000);
    markers.add(sampleLiquidation({ sequence: 1, simulatedMs: 1_100, priceTicks: 100, notionalMicros: 1 }));
    markers.add(sampleLiquidation({ sequence: 2, simulatedMs: 1_900, priceTicks: 200, notionalMicros: 3 }));
    markers.add(sampleLiquidation({ sequence: 3, simulatedMs: 1_900, priceTicks: 300, mode: 'cross' }));
    markers.add(
      sampleLiquidation({ sequence: 4, simulatedMs: 2_000, priceTicks: 400, positionSide: 'sell' }),
    );
    const [first, second, third] = markers.list();
    expect(first).toEqual({
      second: 1,
      mode: 'isolated',
      positionSide: 'buy',
      notionalMicros: 4,
      priceTicks: 175,
      count: 2,
    });
    expect([second?.mode, third?.second, third?.positionSide]).toEqual(['cross', 2, 'sell']);
  });

  it('never passes 2,004 markers, however many fills a day brings', () => {
    const durationMs = 86_400_000;
    const markers = new LiquidationMarkers(durationMs);
    for (let sequence = 1; sequence <= 20_000; sequence += 1) {
      markers.add(
        sampleLiquidation({
          sequence,
          simulatedMs: (sequence / 20_000) * durationMs,
          mode: sequence % 2 === 0 ? 'cross' : 'isolated',
          positionSide: sequence % 4 < 2 ? 'buy' : 'sell',
        }),
      );
    }
    // 500 spans and the one that holds the very end, each with two modes and two sides.
    expect(markers.size).toBeLessThanOrEqual(501 * 4);
    expect(markers.size).toBeGreaterThan(1_500);
  });
});

describe('LiquidationLog', () => {
  it('lets the oldest go and still knows how many there were', () => {
    const log = new LiquidationLog(3);
    for (const sequence of [1, 2, 3, 4, 5]) log.append(sampleLiquidation({ sequence }));
    expect(log.latest(10).map(({ sequence }) => sequence)).toEqual([5, 4, 3]);
    expect([log.length, log.appendedCount]).toEqual([3, 5]);
  });

  it('refuses a sequence that it has seen', () => {
    const log = new LiquidationLog(3);
    expect(log.append(sampleLiquidation({ sequence: 2 }))).toBe(true);
    expect(log.append(sampleLiquidation({ sequence: 2 }))).toBe(false);
    expect(log.appendedCount).toBe(1);
  });

  it('finds the rows since a time', () => {
    const log = new LiquidationLog(8);
    for (const sequence of [1, 2, 3])
      log.append(sampleLiquidation({ sequence, simulatedMs: sequence * 100 }));
    expect(log.since(200).map(({ sequence }) => sequence)).toEqual([3, 2]);
  });
});
