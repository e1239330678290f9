import type { Market } from '../market.ts';
import { marginByRecount } from '../reference/margin-by-recount.ts';
import { expectFact } from './expect-fact.ts';

/** The sums of margin that are kept for an account equal those of a full recount, and its floor of free margin is one. */
export function checkMarginTotals(market: Market, slot: number): void {
  const { margins, positions } = market;
  const expected = marginByRecount(market, slot);
  const kept = {
    unrealisedMicros: margins.unrealisedMicros(slot),
    maintenanceMicros: margins.maintenanceMicros(slot),
    claimsMicros: margins.claimsMicros(slot),
  };
  const isSame =
    kept.unrealisedMicros === expected.unrealisedMicros &&
    kept.maintenanceMicros === expected.maintenanceMicros &&
    kept.claimsMicros === expected.claimsMicros;
  const floorMicros = positions.freeMarginFloors.floorMicros(slot);
  const freeMicros = market.accounts.walletMicros(slot) + expected.unrealisedMicros - expected.claimsMicros;
  const account = market.accounts.accountId(slot);
  expectFact(floorMicros <= freeMicros, 'free margin is never below its floor', {
    account,
    floorMicros,
    freeMicros,
  });
  expectFact(isSame, 'the kept sums of margin are those of a recount', { account, ...kept, expected });
}
