import {
  eventSequence,
  type FundingTerms,
  instrumentId,
  liquidationId,
  priceTicks,
  quoteMicros,
} from '@spillway/protocol';
import {
  cancelAll,
  cancelOrder,
  contribute,
  halt,
  indexPrice,
  isolated,
  leverage,
  mark,
  placeLimit,
  settleFunding,
} from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import {
  during,
  fieldsOf,
  HUNDRED,
  micros,
  RULE_SUBJECTS,
  type RuleBench,
  ruleMarket,
  tradeBetween,
} from './rule-markets.fixture.ts';

const BTC = instrumentId(0);

/** 0.01 % interest, a clamp of 0.05 %, a cap of 2 %, every second, all premiums alike. */
const FUNDING: FundingTerms = {
  intervalMs: 1_000,
  interestPpb: 100_000,
  clampPpb: 500_000,
  capPpb: 20_000_000,
  divisor: 1,
  impactNotionalMicros: quoteMicros(300_000_000),
  premiumWeights: 'equal',
};

/** The mark after an index price at an exact time. */
function markAt(bench: RuleBench, timeMs: number, ticks: number): number {
  bench.wait(timeMs - bench.nowMs);
  bench.accept(indexPrice(ticks));
  expect(bench.nowMs).toBe(timeMs);
  return bench.engine.markTicks(BTC);
}

describe.each(RULE_SUBJECTS)('marks and funding in the %s', (_, subject) => {
  test('K1 SetMarkPrice sets both prices, SetIndexPrice the mark by its method', () => {
    const bench = ruleMarket(subject);
    bench.accept({
      kind: 'SetMarkPrice',
      instrumentId: BTC,
      markTicks: priceTicks(10_500),
      indexTicks: priceTicks(10_400),
      causeSequence: eventSequence(0),
      causeLiquidationId: liquidationId(0),
    });
    expect([bench.engine.markTicks(BTC), bench.engine.indexTicks(BTC)]).toEqual([10_500, 10_400]);
    bench.accept(indexPrice(9_900));
    expect([bench.engine.markTicks(BTC), bench.engine.indexTicks(BTC)]).toEqual([9_900, 9_900]);
    expect(bench.outcome(indexPrice(0))).toBe('PRICE_INVALID');
  });

  test('K2, K3 the mark is the median of index, index with basis, and last trade', () => {
    const bench = ruleMarket(subject, {
      instruments: [{ markMethod: { kind: 'median', basisWindowMs: 30 } }],
      accounts: [1, 2],
    });
    // No trade, no book: all three are the index.
    expect(markAt(bench, 100, 10_000)).toBe(10_000);
    tradeBetween(bench, { buyer: 1, seller: 2, lots: 10, ticks: 10_080 });
    bench.accept(
      placeLimit({ account: 1, side: 'buy', ticks: 10_050, lots: 10 }),
      placeLimit({ account: 2, side: 'sell', ticks: 10_071, lots: 10 }),
    );
    // Middle 10,060.5: basis 60.5 over the mean of 0, after 10 of 10 + 30 ms: 15.125. P2 = 10,015.125, to 10,015.
    expect(markAt(bench, 110, 10_000)).toBe(10_015);
    // Another 30 ms: 15.125 + (60.5 − 15.125) / 2 = 37.8125: 10,038.
    expect(markAt(bench, 140, 10_000)).toBe(10_038);
    // The index passes the last trade: P1 10,200, P2 above 10,150, last 10,080. Basis −139.5: 37.8125 − 177.3125 / 4 = −6.515625.
    expect(markAt(bench, 150, 10_200)).toBe(10_193);
  });

  test('K2 P1 is the index with the funding still to come: 1 % for half an interval is 50 ticks', () => {
    const bench = ruleMarket(subject, {
      instruments: [
        {
          markMethod: { kind: 'median', basisWindowMs: 30 },
          funding: { ...FUNDING, clampPpb: 0, impactNotionalMicros: quoteMicros(1) },
        },
      ],
      accounts: [1, 2],
    });
    bench.accept(placeLimit({ account: 1, side: 'buy', ticks: 10_100, lots: 10 }));
    bench.accept(indexPrice(10_000), settleFunding());
    expect(bench.engine.funding(BTC)).toMatchObject({
      lastRatePpb: 10_000_000,
      nextFundingMs: bench.nowMs + 1_000,
    });
    bench.accept(cancelOrder(1, 1));
    tradeBetween(bench, { buyer: 1, seller: 2, lots: 10, ticks: 10_080 });
    // P1 = 10,050 between P2 = 10,000 (no book, no basis) and the last trade of 10,080.
    const { nextFundingMs } = bench.engine.funding(BTC) ?? { nextFundingMs: 0 };
    expect(markAt(bench, nextFundingMs - 500, 10_000)).toBe(10_050);
    // Overdue: nothing is left to come.
    expect(markAt(bench, nextFundingMs + 500, 10_000)).toBe(10_000);
  });

  test('F1 the premium is how far the impact price is beyond the index', () => {
    const bench = ruleMarket(subject, {
      instruments: [{ funding: { ...FUNDING, clampPpb: 0 } }],
      accounts: [1, 2],
    });
    bench.accept(
      placeLimit({ account: 1, side: 'buy', ticks: 10_200, lots: 1_000 }),
      placeLimit({ account: 1, side: 'buy', ticks: 10_100, lots: 10_000 }),
      indexPrice(10_000),
    );
    // 300 of notional: 1,000 lots at 102 are 102, the other 198 at 101 are 1,960.396 lots: 300 over 2.960396 is
    // 101.337792...; 1.337792 % of 100, in millionths of a tick 10,133.779264 and so 13,377,926 billionths.
    expect(bench.engine.funding(BTC)?.ratePpb).toBe(13_377_926);
    // A side that does not hold as much gives nothing: the asks are empty, and so are the bids after this.
    bench.accept(cancelAll(1));
    bench.accept(indexPrice(10_000));
    expect(bench.engine.funding(BTC)?.ratePpb).toBe(6_688_963);
  });

  test('F2 interest moves the rate by the clamp at most, later premiums may weigh more, the cap is the end', () => {
    const premiums = (terms: Partial<FundingTerms>): number | undefined => {
      const funding = { ...FUNDING, impactNotionalMicros: quoteMicros(1), ...terms };
      const bench = ruleMarket(subject, { instruments: [{ funding }], accounts: [1] });
      expect(bench.engine.funding(BTC)?.ratePpb).toBe(funding.clampPpb === 0 ? 0 : 100_000 / funding.divisor);
      bench.accept(
        indexPrice(10_000),
        placeLimit({ account: 1, side: 'buy', ticks: 10_060, lots: 10 }),
        indexPrice(10_000),
      );
      return bench.engine.funding(BTC)?.ratePpb;
    };
    // Premiums 0 and 0.6 %: mean 0.3 %; interest pulls it down by the clamp of 0.05 %.
    expect(premiums({})).toBe(2_500_000);
    // 1 × 0 + 2 × 0.6 % over 3 = 0.4 %.
    expect(premiums({ premiumWeights: 'rising' })).toBe(3_500_000);
    expect(premiums({ divisor: 8 })).toBe(312_500);
    expect(premiums({ capPpb: 1_000_000 })).toBe(1_000_000);
    expect(premiums({ clampPpb: 0 })).toBe(3_000_000);
  });

  test('F3 longs pay when the rate is positive: rounded against both, the remainder to the house', () => {
    const bench = ruleMarket(subject, { instruments: [{ funding: FUNDING }], accounts: [1, 2] });
    bench.accept(isolated(1), leverage(1, 10));
    tradeBetween(bench, { buyer: 1, seller: 2, lots: 33, ticks: 10_001 });
    bench.accept(mark(10_001));
    // 33 lots at 100.01 are worth 3.300330; 0.01 % of it is 330.033 micros: 331 paid, 330 received.
    const bucket = bench.position(1).bucketMicros;
    const events = during(bench, () => bench.accept(settleFunding()));
    expect(fieldsOf(events, 'fundingSettled', ['ratePpb', 'markTicks', 'remainderMicros'])).toEqual([
      [100_000, 10_001, 1],
    ]);
    expect(fieldsOf(events, 'fundingPaid', ['accountId', 'amountMicros'])).toEqual([
      [1, -331],
      [2, 330],
    ]);
    expect(bench.position(1).bucketMicros).toBe(bucket - 331);
    expect(bench.account(2).walletMicros).toBe(micros(1_000) + 330);
    expect(bench.engine.feesMicros()).toBe(1);
  });

  test('F3 funding may make due, and the fund pays for what it took over', () => {
    const bench = ruleMarket(subject, {
      instruments: [{ funding: { ...FUNDING, interestPpb: 20_000_000, clampPpb: 20_000_000 } }],
      accounts: [1, 2, 3, 4],
    });
    bench.accept(isolated(1), leverage(1, 50), contribute(500), isolated(3), leverage(3, 50));
    tradeBetween(bench, { buyer: 1, seller: 2, lots: 1_000 });
    tradeBetween(bench, { buyer: 3, seller: 4, lots: 1_000, ticks: 10_150 });
    // Account 3's bucket of 2.03 and its loss of 1.50 leave 0.53, below maintenance of 1; without a book the fund takes over.
    expect(bench.engine.insuranceInventoryLots(BTC)).toBe(1_000);
    // 2 % of 100 is 2: all of account 1's bucket; the fund pays as much.
    const events = during(bench, () => bench.accept(settleFunding()));
    expect(fieldsOf(events, 'insuranceFundChanged', ['reason', 'deltaMicros'])[0]).toEqual([
      'funding',
      -2_000_000,
    ]);
    expect(fieldsOf(events, 'liquidationStarted', ['accountId', 'equityMicros'])).toEqual([[1, 0]]);
    const paid = events.find((event) => event.kind === 'fundingPaid');
    const started = events.find((event) => event.kind === 'liquidationStarted');
    expect(started?.causeSequence).toBe(paid?.sequence);
  });

  test('F4 the next funding is an interval after the last, first at a whole multiple of it', () => {
    const bench = ruleMarket(subject, { instruments: [{ funding: FUNDING }, {}] });
    expect(bench.engine.funding(BTC)?.nextFundingMs).toBe(1_000);
    bench.wait(300);
    bench.accept(settleFunding());
    expect(bench.engine.funding(BTC)?.nextFundingMs).toBe(bench.nowMs + 1_000);
    expect(bench.outcome(settleFunding(1))).toBe('FUNDING_NOT_OFFERED');
    bench.accept(halt(0));
    expect(bench.outcome(settleFunding())).toBe('TRADING_HALTED');
    expect(HUNDRED).toBe(bench.engine.markTicks(BTC));
  });
});
