import { divCeil, divFloor, type FundingTerms, mulDivCeil } from '@spillway/protocol';
import { type Contract, valueMicros } from '../contract/contract.ts';

/** Billionths in one. */
const PPB = 1_000_000_000;

function clamped(value: number, limit: number): number {
  return Math.min(Math.max(value, -limit), limit);
}

/**
 * `(P + clamp(interest − P, −clamp, +clamp)) / divisor`, without a clamp `(P + interest) / divisor`; rounded down, within
 * ± cap; in billionths (rule F2).
 */
export function fundingRatePpb(
  terms: Pick<FundingTerms, 'interestPpb' | 'clampPpb' | 'capPpb' | 'divisor'>,
  meanPremiumPpb: number,
): number {
  const { clampPpb } = terms;
  const interestPpb =
    clampPpb === null ? terms.interestPpb : clamped(terms.interestPpb - meanPremiumPpb, clampPpb);
  return clamped(divFloor(meanPremiumPpb + interestPpb, terms.divisor), terms.capPpb);
}

/**
 * What a position pays when funding is settled, negative when it receives (rule F3): the size of its value at mark times
 * the rate, longs when the rate is positive. Rounded up, once: against the payer and against the receiver; the house gains
 * the remainder.
 * @param settlement.ratePpb - of the interval, in billionths
 */
export function fundingPaymentMicros(
  contract: Contract,
  sizeLots: number,
  settlement: { readonly markTicks: number; readonly ratePpb: number },
): number {
  const { markTicks, ratePpb } = settlement;
  if (!contract.isInverse) return mulDivCeil(valueMicros(contract, sizeLots, markTicks), ratePpb, PPB);
  // The worth at a price of one tick, then the rate, then the price: rounding up twice is rounding up once.
  return divCeil(mulDivCeil(sizeLots * contract.microTicksPerLot, ratePpb, PPB), markTicks);
}

/**
 * When funding is to be settled next (rule F4): an interval after the last time, and at first at the first whole multiple
 * of the interval after the listing.
 */
export function nextFundingMs(
  intervalMs: number,
  since: { readonly listedMs: number; readonly lastFundingMs: number | null },
): number {
  if (since.lastFundingMs !== null) return since.lastFundingMs + intervalMs;
  return (divFloor(since.listedMs, intervalMs) + 1) * intervalMs;
}
