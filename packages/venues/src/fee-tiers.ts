import { type FeeTier, ratePpm } from '@spillway/protocol';

type FeeRow = readonly [makerFeePpm: number, takerFeePpm: number];

/** Fee tiers from rows of maker and taker fee in ppm; a negative maker fee is a rebate. */
export function feeTiers(rows: readonly FeeRow[]): readonly FeeTier[] {
  return rows.map(([makerFeePpm, takerFeePpm]) => ({
    makerFeePpm: ratePpm(makerFeePpm),
    takerFeePpm: ratePpm(takerFeePpm),
  }));
}
