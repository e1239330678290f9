import type { Market } from '../market.ts';
import { marginByRecount } from '../reference/margin-by-recount.ts';
import { expectFact } from './expect-fact.ts';

/** The sums of margin that are kept for an account equal those of a full recount. */
export function checkMarginTotals(market: Market, slot: number): void {
  const { margins } = market;
  const expected = marginByRecount(market, slot);
  // Asked first, because the exact claims bring the bound up to date.
  const surplusAtLeastMicros = margins.surplusAtLeastMicros(slot);
  const kept = {
    unrealisedMicros: margins.unrealisedMicros(slot),
    maintenanceMicros: margins.maintenanceMicros(slot),
    claimsMicros: margins.claimsMicros(slot),
  };
  const isSame =
    kept.unrealisedMicros === expected.unrealisedMicros &&
    kept.maintenanceMicros === expected.maintenanceMicros &&
    kept.claimsMicros === expected.claimsMicros;
  const isBound = surplusAtLeastMicros <= expected.unrealisedMicros - expected.claimsMicros;
  const account = market.accounts.accountId(slot);
  expectFact(isBound, 'claims are never above their bound', { account, surplusAtLeastMicros, expected });
  expectFact(isSame, 'the kept sums of margin are those of a recount', { account, ...kept, expected });
}
