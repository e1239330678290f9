import { ratePpm } from '@spillway/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CircuitBreakerWatch } from './circuit-breaker-watch.ts';
import { renewedReference, tradingBandEdgeTicks } from './trading-band.ts';

const band = { widthPpm: ratePpm(50_000), referenceMs: 300_000 };

test('H3 the reference is the first mark, and the first one so long after it', () => {
  const first = { ticks: 1_000, sinceMs: 10_000 };
  expect(renewedReference(band, null, first)).toBe(first);
  expect(renewedReference(band, first, { ticks: 1_200, sinceMs: 309_999 })).toBe(first);
  const later = { ticks: 1_300, sinceMs: 310_000 };
  expect(renewedReference(band, first, later)).toBe(later);
});

test('H3 the edges are rounded towards the reference and stay within the prices of the instrument', () => {
  const buy = { direction: 1, priceTicksMax: 10_000 } as const;
  const sell = { ...buy, direction: -1 } as const;
  // 999 × 1.05 = 1,048.95; × 0.95 = 949.05.
  expect(tradingBandEdgeTicks(band, 999, buy)).toBe(1_048);
  expect(tradingBandEdgeTicks(band, 999, sell)).toBe(950);
  expect(tradingBandEdgeTicks(band, 9_900, buy)).toBe(10_000);
  expect(tradingBandEdgeTicks({ ...band, widthPpm: ratePpm(1_000_000) }, 9_900, sell)).toBe(1);
});

const breaker = { movePpm: ratePpm(100_000), windowMs: 1_000, haltMs: 60_000, scope: 'instrument' } as const;

test('H4 a mark further than the move from the lowest of the window sets it off; one as far does not', () => {
  const watch = new CircuitBreakerWatch(breaker);
  expect(watch.isSetOffBy(0, 1_000)).toBe(false);
  expect(watch.isSetOffBy(500, 1_100)).toBe(false);
  expect(watch.isSetOffBy(1_000, 1_101)).toBe(true);
});

test('H4 so does one further below the highest, which is measured from the highest', () => {
  const watch = new CircuitBreakerWatch(breaker);
  watch.isSetOffBy(0, 1_000);
  expect(watch.isSetOffBy(1, 900)).toBe(false);
  expect(watch.isSetOffBy(2, 899)).toBe(true);
});

test('H4 what is older than the window is forgotten', () => {
  const watch = new CircuitBreakerWatch(breaker);
  watch.isSetOffBy(0, 1_000);
  expect(watch.isSetOffBy(1_001, 1_101)).toBe(false);
});

test('H4 after the resumption the window begins anew with the mark then', () => {
  const watch = new CircuitBreakerWatch(breaker);
  watch.isSetOffBy(0, 1_000);
  watch.restart(100, 1_500);
  expect(watch.isSetOffBy(200, 1_400)).toBe(false);
  expect(watch.isSetOffBy(300, 1_349)).toBe(true);
});

test('H4 it is set off by the marks that looking at the whole window finds', () => {
  const mark = fc.record({
    afterMs: fc.integer({ min: 0, max: 400 }),
    ticks: fc.integer({ min: 950, max: 1_080 }),
  });
  fc.assert(
    fc.property(
      fc.array(mark, { maxLength: 60, size: 'max' }),
      fc.nat({ max: 60 }),
      (marks, restoredAfter) => {
        let watch = new CircuitBreakerWatch(breaker);
        const seen: { timeMs: number; ticks: number }[] = [];
        let timeMs = 0;
        marks.forEach(({ afterMs, ticks }, index) => {
          timeMs += afterMs;
          seen.push({ timeMs, ticks });
          const within = seen.filter((entry) => entry.timeMs >= timeMs - 1_000).map((entry) => entry.ticks);
          const isFar = within.some((other) => Math.abs(ticks - other) * 10 > other);
          expect(watch.isSetOffBy(timeMs, ticks)).toBe(isFar);
          if (index !== restoredAfter) return;
          const restored = new CircuitBreakerWatch(breaker);
          restored.restore(watch.marks());
          watch = restored;
        });
      },
    ),
  );
});
