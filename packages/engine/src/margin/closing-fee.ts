import type { InstrumentState } from '../instrument-state.ts';
import type { Market } from '../market.ts';

/** Rate of the fee of closing that maintenance includes: the taker rate where the venue has it so (rule M11), else 0. */
export function closingFeePpmOf(market: Pick<Market, 'rules'>, instrument: InstrumentState): number {
  return market.rules.isClosingFeeInMaintenance ? instrument.specification.takerFeePpm : 0;
}
