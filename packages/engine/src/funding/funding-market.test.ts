/** Funding through a market: premiums, the rate, and who pays whom. */
import { type FundingTerms, type MarketRules, quoteMicros } from '@spillway/protocol';
import {
  indexPrice,
  isolated,
  leverage,
  listInstrument,
  type MarketBench,
  placeLimit,
  plainInstrument,
  settleFunding,
} from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import { HUNDRED, plainMarket, tradeBetween } from '../engine-subject.fixture.ts';

const MICROS = 1_000_000;
const TERMS: FundingTerms = {
  intervalMs: 1_000,
  interestPpb: 100_000,
  clampPpb: 500_000,
  capPpb: 20_000_000,
  divisor: 1,
  impactNotionalMicros: quoteMicros(100 * MICROS),
  premiumWeights: 'equal',
};

function fundedMarket(terms: Partial<FundingTerms> = {}, rules: Partial<MarketRules> = {}): MarketBench {
  const bench = plainMarket({ funding: { ...TERMS, ...terms } }, rules);
  bench.fund(1_000, 1, 2, 3);
  return bench;
}

const openLong = (bench: MarketBench): void =>
  tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 1_000 });

describe('funding in a market', () => {
  test('F1 F2 a book 1 % above the index gives a rate of 0.95 %', () => {
    const bench = fundedMarket();
    bench.accept(
      placeLimit({ account: 1, side: 'buy', ticks: 10_100, lots: 1_000 }),
      placeLimit({ account: 2, side: 'sell', ticks: 10_300, lots: 1_000 }),
    );
    // The sum of the premiums is zero until an index is told.
    expect(bench.engine.funding(bench.position(1).instrumentId)?.ratePpb).toBe(100_000);
    bench.accept(indexPrice(HUNDRED));
    // 1 % + clamp(0.01 % − 1 %, −0.05 %, 0.05 %).
    expect(bench.engine.funding(bench.position(1).instrumentId)?.ratePpb).toBe(9_500_000);
  });

  test('F3 the payer pays a micro more than the receiver gets where it does not come out even', () => {
    const bench = fundedMarket({ interestPpb: 100_001 });
    openLong(bench);
    bench.accept(settleFunding());
    // 100 × 0.0100001 % = 10,000.1 micros.
    expect(bench.of('fundingPaid').map(({ accountId, amountMicros }) => [accountId, amountMicros])).toEqual([
      [1, -10_001],
      [2, 10_000],
    ]);
    expect(bench.of('fundingSettled')[0]).toMatchObject({ ratePpb: 100_001, remainderMicros: 1 });
    expect(bench.engine.feesMicros()).toBe(1);
    expect(bench.account(1).walletMicros).toBe(1_000 * MICROS - 10_001);
  });

  test('F3 an isolated position pays out of its bucket', () => {
    const bench = fundedMarket();
    bench.accept(isolated(1), leverage(1, 10));
    openLong(bench);
    bench.accept(settleFunding());
    expect(bench.position(1).bucketMicros).toBe(10 * MICROS - 10_000);
    expect(bench.account(1).walletMicros).toBe(990 * MICROS);
  });

  test('F3 whoever cannot bear it is liquidated, and the payment is the cause', () => {
    // 50x: a bucket of 2 and maintenance of 1; 1.5 are paid.
    const bench = fundedMarket({ interestPpb: 15_000_000, clampPpb: null });
    bench.accept(isolated(1), leverage(1, 50));
    openLong(bench);
    bench.accept(settleFunding());
    const [paid] = bench.of('fundingPaid');
    expect(paid).toMatchObject({ accountId: 1, amountMicros: -1.5 * MICROS });
    expect(bench.of('liquidationStarted')).toMatchObject([
      { accountId: 1, causeSequence: paid?.sequence, equityMicros: 0.5 * MICROS, maintenanceMicros: MICROS },
    ]);
  });

  test('F4 the first funding is at the first whole multiple of the interval, the next one an interval later', () => {
    const bench = fundedMarket();
    const { instrumentId } = bench.position(1);
    expect(bench.engine.funding(instrumentId)).toEqual({
      ratePpb: 100_000,
      lastRatePpb: 0,
      nextFundingMs: 1_000,
    });
    bench.accept(settleFunding());
    expect(bench.engine.funding(instrumentId)).toMatchObject({
      lastRatePpb: 100_000,
      nextFundingMs: bench.nowMs + 1_000,
    });
  });

  test('F4 funding is refused for what is not listed, not marked, or pays none', () => {
    const bench = fundedMarket();
    expect(bench.outcome(settleFunding(1))).toBe('INSTRUMENT_UNKNOWN');
    bench.accept(listInstrument(plainInstrument({ symbol: 'OTHER' })));
    expect(bench.outcome(settleFunding(1))).toBe('MARK_PRICE_MISSING');
    bench.accept(indexPrice(HUNDRED, 1));
    expect(bench.outcome(settleFunding(1))).toBe('FUNDING_NOT_OFFERED');
  });
});
