import type { FundingTerms } from '@spillway/protocol';
import { fundingRatePpb, nextFundingMs } from './funding-payment.ts';
import { PremiumMean } from './premium-mean.ts';

/** Where the funding of an instrument stands (rules F1 to F4). */
export interface FundingState {
  readonly terms: FundingTerms;
  /** The premiums since the last settlement. */
  readonly premiums: PremiumMean;
  /** The rate of the last settlement, in billionths; 0 before the first. */
  lastRatePpb: number;
  nextMs: number;
}

export function createFundingState(terms: FundingTerms, listedMs: number): FundingState {
  return {
    terms,
    premiums: new PremiumMean(terms.premiumWeights),
    lastRatePpb: 0,
    nextMs: nextFundingMs(terms.intervalMs, { listedMs, lastFundingMs: null }),
  };
}

/** The rate that would be paid if funding were settled now, in billionths (rule F2). */
export function presentRatePpb({ terms, premiums }: FundingState): number {
  return fundingRatePpb(terms, premiums.meanPpb());
}
