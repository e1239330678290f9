import type { InstrumentState } from '../instrument-state.ts';
import type { Market } from '../market.ts';
import { feesOf } from './margin-math.ts';

/** What decides whether maintenance includes a fee, and whose. */
export interface ClosingFeeTerms {
  readonly rules: Pick<Market['rules'], 'isClosingFeeInMaintenance'>;
  readonly accounts: Pick<Market['accounts'], 'feeTier'>;
}

/**
 * Rate of the fee of closing that maintenance includes: the taker rate of the account's fee tier where the venue has it so
 * (rules A15, M11), else 0.
 */
export function closingFeePpmOf(market: ClosingFeeTerms, instrument: InstrumentState, slot: number): number {
  if (!market.rules.isClosingFeeInMaintenance) return 0;
  return feesOf(instrument.specification, market.accounts.feeTier(slot)).takerFeePpm;
}
