import { NO_ROW } from '../account/row-table.ts';
import { positionMaintenanceMicros, unrealisedMicros } from '../margin/account-margin.ts';
import { closingFeePpmOf } from '../margin/closing-fee.ts';
import { Exposure } from '../margin/exposure.ts';
import { claimMicros, claimOfLegs } from '../margin/order-margin.ts';
import type { Market } from '../market.ts';

/** The sums that `MarginTotals` keeps for an account. */
export interface RecountedMargin {
  readonly unrealisedMicros: number;
  readonly maintenanceMicros: number;
  readonly claimsMicros: number;
}

/**
 * The cross margin of an account as one would explain it: every instrument is asked, each position valued at its
 * mark, nothing is kept. Slow, obviously right, and what the kept sums are tested against.
 */
export function marginByRecount(market: Market, slot: number): RecountedMargin {
  const { positions } = market;
  const sums = { unrealisedMicros: 0, maintenanceMicros: 0, claimsMicros: 0 };
  for (const instrument of market.instruments) {
    const claims: number[] = [0];
    for (const leg of [0, 1, 2] as const) {
      const row = positions.findRow(slot, instrument.id, leg);
      if (row === NO_ROW) continue;
      const closingFeePpm = closingFeePpmOf(market, instrument, slot);
      claims.push(claimMicros(instrument, new Exposure().read(positions, row, closingFeePpm)));
      if (positions.isIsolated(row)) continue;
      sums.unrealisedMicros += unrealisedMicros(market, instrument, row);
      sums.maintenanceMicros += positionMaintenanceMicros(market, instrument, row);
    }
    sums.claimsMicros += claimOfLegs(market.rules, claims);
  }
  return sums;
}
