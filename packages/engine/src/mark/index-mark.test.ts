/** The mark that follows from the index, through a market. */
import { type InstrumentSpecification, quoteMicros } from '@spillway/protocol';
import { indexPrice, type MarketBench, mark, placeLimit, settleFunding } from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import { HUNDRED, plainMarket, tradeBetween } from '../engine-subject.fixture.ts';

function medianMarket(changes: Partial<InstrumentSpecification> = {}): MarketBench {
  const bench = plainMarket({ markMethod: { kind: 'median', basisWindowMs: 10 }, ...changes });
  bench.fund(10_000, 1, 2);
  return bench;
}

const markTicks = (bench: MarketBench): number => bench.engine.markTicks(bench.position(1).instrumentId);

/** A book whose middle is 100 ticks above the index. */
function quote(bench: MarketBench): void {
  bench.accept(
    placeLimit({ account: 1, side: 'buy', ticks: 10_090, lots: 10 }),
    placeLimit({ account: 2, side: 'sell', ticks: 10_110, lots: 10 }),
  );
}

describe('the mark of an index', () => {
  test('K1 by the method of the index the mark is the index; SetMarkPrice sets both outright', () => {
    const bench = plainMarket();
    bench.fund(1, 1);
    bench.accept(indexPrice(10_020));
    expect(markTicks(bench)).toBe(10_020);
    bench.accept(mark(10_500));
    expect(bench.of('markPriceChanged').at(-1)).toMatchObject({
      markTicks: 10_500,
      previousMarkTicks: 10_020,
    });
    expect(bench.outcome(indexPrice(0))).toBe('PRICE_INVALID');
    expect(bench.outcome(indexPrice(10_000, 7))).toBe('INSTRUMENT_UNKNOWN');
  });

  test('K2 before the first trade the index stands for it', () => {
    const bench = medianMarket();
    quote(bench);
    bench.accept(indexPrice(HUNDRED));
    expect(markTicks(bench)).toBe(HUNDRED);
  });

  test('K2 the mark is the last trade where that lies between the index and the book', () => {
    const bench = medianMarket();
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: 10_050, lots: 10 });
    quote(bench);
    bench.accept(indexPrice(HUNDRED));
    expect(markTicks(bench)).toBe(10_050);
  });

  test('K2 half of the interval before the next funding half of the last rate is in the mark', () => {
    const bench = medianMarket({
      funding: {
        intervalMs: 1_000,
        interestPpb: 10_000_000,
        clampPpb: null,
        capPpb: 20_000_000,
        divisor: 1,
        impactNotionalMicros: quoteMicros(1),
        premiumWeights: 'equal',
      },
    });
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: 10_200, lots: 10 });
    bench.accept(settleFunding());
    bench.wait(500);
    bench.accept(indexPrice(HUNDRED));
    // 1 % is paid in 500 of 1,000 ms: 10,000 × 1.005, between the index and the last trade.
    expect(markTicks(bench)).toBe(10_050);
  });

  test('K3 after as long as its window the mean has gone half the way', () => {
    const bench = medianMarket();
    bench.accept(indexPrice(HUNDRED));
    const observedMs = bench.nowMs;
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: 10_200, lots: 10 });
    quote(bench);
    bench.wait(observedMs + 10 - bench.nowMs);
    bench.accept(indexPrice(HUNDRED));
    // Index 10,000, index with half of the basis of 100, last trade 10,200.
    expect(markTicks(bench)).toBe(10_050);
  });
});
