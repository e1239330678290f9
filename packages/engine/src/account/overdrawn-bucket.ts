import type { MarketRules } from '@spillway/protocol';
import type { InstrumentState } from '../instrument-state.ts';

/**
 * Whether the bucket of an isolated position may fall below zero while the position is still worth something: where
 * forced orders for a part of it go past the bankruptcy price and so may cost more than their share of the bucket (rules
 * L16, L17, L20), or where funding may take more out of it than it holds, as long as profit stands behind it (rule F3).
 */
export function canOverdrawBucket(rules: MarketRules, instrument: InstrumentState): boolean {
  const isPastBankruptcy =
    rules.forcedPriceBound.kind !== 'bankruptcy' || rules.bankruptcyDeviationPpmMax > 0;
  return isPastBankruptcy || instrument.specification.funding !== null;
}
