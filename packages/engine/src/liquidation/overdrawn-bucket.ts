import type { MarketRules } from '@spillway/protocol';

/**
 * Whether a forced order for a part of an isolated position may cost more than its share of the bucket, so that the
 * bucket falls below zero while the rest of the position is still worth something: where forced orders go past the
 * bankruptcy price (rules L16, L17, L20).
 */
export function canOverdrawBucket(rules: MarketRules): boolean {
  return rules.forcedPriceBound.kind !== 'bankruptcy' || rules.bankruptcyDeviationPpmMax > 0;
}
