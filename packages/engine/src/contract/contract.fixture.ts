/** Contracts, risk tiers and exact fractions for the tests of what lots are worth. */
import { PPM, quoteMicros, type RiskTier, ratePpm } from '@spillway/protocol';
import fc from 'fast-check';
import type { Contract } from './contract.ts';
import type { MaintenanceTerms } from './maintenance.ts';

export const PRICE_TICKS_MAX = 400;

/** A linear contract; a price is at most `priceTicksMax`, a thousand million ticks unless stated. */
export function linear(microsPerTickLot: number, priceTicksMax = 1_000_000_000): Contract {
  return { isInverse: false, microsPerTickLot, microTicksPerLot: 0, priceTicksMax };
}

export function inverse(microTicksPerLot: number, priceTicksMax = 1_000_000_000): Contract {
  return { isInverse: true, microsPerTickLot: 0, microTicksPerLot, priceTicksMax };
}

/** Tiers of (floor, rate), with the amounts that make maintenance continuous, rounded down as venues' tables are. */
export function tiersOf(...bands: readonly (readonly [floorMicros: number, rate: number])[]): RiskTier[] {
  const tiers: RiskTier[] = [];
  let amount = 0n;
  let previousRate = 0;
  for (const [floorMicros, rate] of bands) {
    const step = (BigInt(floorMicros) * BigInt(rate - previousRate)) / BigInt(PPM);
    amount = tiers.length === 0 ? 0n : amount + step;
    previousRate = rate;
    tiers.push({
      notionalFloorMicros: quoteMicros(floorMicros),
      maintenanceRatePpm: ratePpm(rate),
      maintenanceAmountMicros: quoteMicros(Number(amount)),
      leverageMax: 1,
    });
  }
  return tiers;
}

/** Maintenance at mark, by tiers, without a closing fee. */
export function atMark(riskTiers: RiskTier[], closingFeePpm = 0): MaintenanceTerms {
  return { riskTiers, closingFeePpm, entryNotionalMicros: null };
}

/** Maintenance on the cost of entry. */
export function onEntry(riskTiers: RiskTier[], entryNotionalMicros: number): MaintenanceTerms {
  return { riskTiers, closingFeePpm: 0, entryNotionalMicros };
}

/** A number as an exact fraction; the divisor is positive. */
export interface Fraction {
  readonly top: bigint;
  readonly bottom: bigint;
}

export function isLess(left: Fraction, right: Fraction): boolean {
  return left.top * right.bottom < right.top * left.bottom;
}

/** Size × price or size / price, before any rounding. */
export function exactNotional(contract: Contract, heldLots: number, priceTicks: number): Fraction {
  return contract.isInverse
    ? { top: BigInt(heldLots) * BigInt(contract.microTicksPerLot), bottom: BigInt(priceTicks) }
    : { top: BigInt(heldLots) * BigInt(contract.microsPerTickLot) * BigInt(priceTicks), bottom: 1n };
}

/** `notional × rate − amount` of the tier that the exact notional is in, with the closing fee, before any rounding. */
export function exactMaintenance(terms: MaintenanceTerms, notional: Fraction): Fraction {
  const { riskTiers, closingFeePpm } = terms;
  const tier =
    riskTiers.findLast((each) => BigInt(each.notionalFloorMicros) * notional.bottom < notional.top) ??
    riskTiers[0];
  if (tier === undefined) throw new Error('terms have a tier');
  const rate = BigInt(tier.maintenanceRatePpm + closingFeePpm);
  return {
    top: notional.top * rate - BigInt(tier.maintenanceAmountMicros) * BigInt(PPM) * notional.bottom,
    bottom: notional.bottom * BigInt(PPM),
  };
}

/** Few prices and small worths, so that every price can be tried. */
export const smallContract: fc.Arbitrary<Contract> = fc.oneof(
  fc.integer({ min: 1, max: 50 }).map((worth) => linear(worth, PRICE_TICKS_MAX)),
  fc.integer({ min: 1, max: 500_000 }).map((worth) => inverse(worth, PRICE_TICKS_MAX)),
);

/** One to four tiers whose floors lie among the notionals of small positions. */
export const someTiers: fc.Arbitrary<RiskTier[]> = fc
  .array(
    fc.record({ floor: fc.integer({ min: 1, max: 60_000 }), rate: fc.integer({ min: 1, max: 249_999 }) }),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((bands) => {
    const floors = [...new Set(bands.map((band) => band.floor))].sort((left, right) => left - right);
    const rates = bands.map((band) => band.rate).sort((left, right) => left - right);
    return tiersOf(
      ...floors.map(
        (floor, index) => [index === 0 ? 0 : floor, (rates[index] ?? 0) + index * 249_000] as const,
      ),
    );
  });
