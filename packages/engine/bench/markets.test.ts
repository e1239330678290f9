import { describe, expect, test } from 'vitest';
import { BURST_STEP, cascadePlan } from './markets/cascade-plan.ts';
import { PlainScan } from './markets/plain-scan.ts';
import { markPath, searchWorld } from './markets/search-world.ts';
import { TallyingMarket } from './markets/tallying-market.ts';

describe('who is liquidated on the path of marks', () => {
  /*
   * Counts and hashes of another program for the same worlds, whose full scan, scan of holders and index agree.
   */
  test.each([
    { accountCount: 10_000, instrumentCount: 8, ticks: 400, liquidated: 1, hash: 3_084_886_378 },
    { accountCount: 20_000, instrumentCount: 4, ticks: 2_000, liquidated: 525, hash: 2_414_573_890 },
    { accountCount: 100_000, instrumentCount: 8, ticks: 2_000, liquidated: 217, hash: 4_099_987_471 },
  ])('the scan of $accountCount accounts finds the known ones', ({ ticks, liquidated, hash, ...terms }) => {
    const scan = new PlainScan(searchWorld(terms));
    for (const [tick, step] of markPath(ticks, terms.instrumentCount).entries()) {
      scan.setMark(tick, step.instrument, step.markTicks);
    }
    expect({ liquidated: scan.tally.count, hash: scan.tally.hash }).toEqual({ liquidated, hash });
  });

  test('the engine finds the known ones', () => {
    const subject = new TallyingMarket({ accountCount: 20_000, instrumentCount: 4 });
    for (const [tick, step] of markPath(2_000, 4).entries()) {
      subject.tick = tick;
      subject.market.quote(step);
      subject.market.setMark(step);
    }
    expect(subject.tally.count).toBe(525);
    expect(subject.tally.hash).toBe(2_414_573_890);
    expect(subject.market.engine.conservationErrorMicros()).toBe(0n);
  });
});

test('the plan of the cascade has the size that it is asked for', () => {
  const terms = { accountCount: 4_377, liquidationCount: 636, deleveragedCount: 350, burstCount: 113 };
  const { fragile, winning, firstCalmAccount, calm } = cascadePlan(terms);
  expect(fragile).toHaveLength(636);
  expect(fragile.filter((account) => account.isDeleveraged)).toHaveLength(350);
  expect(fragile.filter((account) => account.step === BURST_STEP)).toHaveLength(113);
  expect(firstCalmAccount).toBe(1 + fragile.length + winning.length);
  // The last account is left out when it finds no partner.
  expect([4_376, 4_377]).toContain(firstCalmAccount - 1 + 2 * calm.length);
  const soldUnits = winning.reduce((sum, winner) => sum + winner.buyerCount, 0);
  expect(soldUnits).toBe(fragile.reduce((sum, account) => sum + account.holdings.length, 0));
});
