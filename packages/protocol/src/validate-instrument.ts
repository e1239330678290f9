import { microsPerTickLotOf, microTicksPerLotOf } from './decimal-text.ts';
import type { FeeTier, FundingTerms, InstrumentSpecification } from './instrument.ts';
import { HOUSE_RULES, type MarketRules, type SettlementAsset } from './market-rules.ts';
import { PPM } from './units.ts';
import { riskTierFaults } from './validate-risk-tiers.ts';
import {
  amountFault,
  choiceFault,
  type Fault,
  foundFaults,
  integerFault,
  PPB,
  properShareFault,
  shareFault,
  spanFault,
  symbolFault,
} from './validate-values.ts';

const FEE_TIER_COUNT_MAX = 32;
const FUNDING_DIVISOR_MAX = 1_000;

function gridFaults(specification: InstrumentSpecification): Fault[] {
  const { sizeLotsMin, sizeLotsMax, priceTicksMax } = specification;
  return [
    amountFault('sizeLotsMin', sizeLotsMin, 1),
    (!Number.isSafeInteger(sizeLotsMax) || sizeLotsMax < Math.max(sizeLotsMin, 1)) &&
      `sizeLotsMax: must be a whole number not below sizeLotsMin, got ${sizeLotsMax}`,
    amountFault('priceTicksMax', priceTicksMax, 1),
    amountFault('notionalMinMicros', specification.notionalMinMicros),
    properShareFault('priceBandPpm', specification.priceBandPpm),
  ];
}

function linearFaults(specification: InstrumentSpecification, decimals: number): Fault[] {
  const { tickSize, lotSize, microsPerTickLot, microTicksPerLot, priceTicksMax, sizeLotsMax } = specification;
  const worth = microsPerTickLotOf(tickSize, lotSize, decimals);
  return [
    worth === null &&
      `tickSize × lotSize: must be a positive whole number of units of 10^-${decimals}, got ${tickSize} × ${lotSize}`,
    worth !== null &&
      microsPerTickLot !== worth &&
      `microsPerTickLot: must be tickSize × lotSize × 10^${decimals} = ${worth}, got ${microsPerTickLot}`,
    microTicksPerLot !== 0 && `microTicksPerLot: must be 0 for a linear contract, got ${microTicksPerLot}`,
    !Number.isSafeInteger(priceTicksMax * sizeLotsMax * microsPerTickLot) &&
      'priceTicksMax × sizeLotsMax × microsPerTickLot: must be below 2^53, so that every notional is exact',
  ];
}

function inverseFaults(specification: InstrumentSpecification, decimals: number): Fault[] {
  const { tickSize, lotSize, microsPerTickLot, microTicksPerLot, sizeLotsMax } = specification;
  const worth = microTicksPerLotOf(tickSize, lotSize, decimals);
  return [
    worth === null &&
      `lotSize / tickSize: must be a positive whole number of units of 10^-${decimals}, got ${lotSize} / ${tickSize}`,
    worth !== null &&
      microTicksPerLot !== worth &&
      `microTicksPerLot: must be lotSize / tickSize × 10^${decimals} = ${worth}, got ${microTicksPerLot}`,
    microsPerTickLot !== 0 && `microsPerTickLot: must be 0 for an inverse contract, got ${microsPerTickLot}`,
    // The dividend of every value; at the lowest price, one tick, it is the value itself.
    !Number.isSafeInteger(sizeLotsMax * microTicksPerLot) &&
      'sizeLotsMax × microTicksPerLot: must be below 2^53, so that every value is rounded once',
  ];
}

/** The rules of a market that an instrument has to fit. */
type ListingRules = Pick<MarketRules, 'assets' | 'isClosingFeeInMaintenance'>;

function contractFaults(
  specification: InstrumentSpecification,
  assets: readonly SettlementAsset[],
): readonly Fault[] {
  const { contractType, settlementAsset } = specification;
  const typeFault = choiceFault('contractType', contractType, ['linear', 'inverse']);
  const asset = assets.find(({ symbol }) => symbol === settlementAsset);
  if (asset === undefined) {
    const known = assets.map(({ symbol }) => symbol).join(' or ');
    return [
      typeFault,
      `settlementAsset: must be an asset of the market (${known}), got ${JSON.stringify(settlementAsset)}`,
    ];
  }
  if (typeFault !== false) return [typeFault];
  return contractType === 'linear'
    ? linearFaults(specification, asset.decimals)
    : inverseFaults(specification, asset.decimals);
}

/** Whoever trades with himself at the best maker fee and the best taker fee must not be paid for it. */
function makerFeeFault(name: string, makerFeePpm: number, lowestTakerFeePpm: number): Fault {
  return integerFault(name, makerFeePpm, { min: lowestTakerFeePpm === 0 ? 0 : -lowestTakerFeePpm, max: PPM });
}

function feeFaults(specification: InstrumentSpecification): Fault[] {
  const { makerFeePpm, takerFeePpm, feeTiers, liquidationFeePpm } = specification;
  const takerFaults = [
    shareFault('takerFeePpm', takerFeePpm),
    ...feeTiers.map((tier, index) => shareFault(`feeTiers[${index}].takerFeePpm`, tier.takerFeePpm)),
  ];
  const lowest = feeTiers.reduce(
    (low: number, tier: FeeTier) => Math.min(low, tier.takerFeePpm),
    takerFeePpm,
  );
  const makerFaults = takerFaults.some((fault) => fault !== false)
    ? []
    : [
        makerFeeFault('makerFeePpm', makerFeePpm, lowest),
        ...feeTiers.map((tier, index) =>
          makerFeeFault(`feeTiers[${index}].makerFeePpm`, tier.makerFeePpm, lowest),
        ),
      ];
  return [
    feeTiers.length > FEE_TIER_COUNT_MAX &&
      `feeTiers: must hold 0 to ${FEE_TIER_COUNT_MAX} tiers, got ${feeTiers.length}`,
    ...takerFaults,
    ...makerFaults,
    shareFault('liquidationFeePpm', liquidationFeePpm),
  ];
}

/**
 * Maintenance of all of the notional, or more of it, would leave no price at which a position is safe, and every
 * liquidation price divides by what is left. Without the fee of closing the rates themselves are below it.
 */
function closingFeeFaults(specification: InstrumentSpecification, rules: ListingRules): Fault[] {
  if (!rules.isClosingFeeInMaintenance) return [];
  const { takerFeePpm, feeTiers, riskTiers } = specification;
  const feePpmMax = feeTiers.reduce(
    (highest: number, tier: FeeTier) => Math.max(highest, tier.takerFeePpm),
    takerFeePpm,
  );
  const ratePpmMax = Math.max(...riskTiers.map((tier) => tier.maintenanceRatePpm));
  return [
    ratePpmMax + feePpmMax >= PPM &&
      `riskTiers: the highest maintenance rate and the highest taker fee, which maintenance includes here, must come to less than ${PPM} ppm, got ${ratePpmMax} + ${feePpmMax}`,
  ];
}

function fundingFaults(funding: FundingTerms | null): Fault[] {
  if (funding === null) return [];
  const { intervalMs, interestPpb, clampPpb, capPpb, divisor, impactNotionalMicros } = funding;
  const rate = { min: 0, max: PPB };
  return [
    spanFault('funding.intervalMs', intervalMs),
    integerFault('funding.interestPpb', interestPpb, { min: -PPB, max: PPB }),
    clampPpb !== null && integerFault('funding.clampPpb', clampPpb, rate),
    integerFault('funding.capPpb', capPpb, rate),
    integerFault('funding.divisor', divisor, { min: 1, max: FUNDING_DIVISOR_MAX }),
    amountFault('funding.impactNotionalMicros', impactNotionalMicros, 1),
    choiceFault('funding.premiumWeights', funding.premiumWeights, ['rising', 'equal']),
  ];
}

function markFaults({ markMethod }: InstrumentSpecification): Fault[] {
  return [
    choiceFault('markMethod.kind', markMethod.kind, ['index', 'median']),
    markMethod.kind === 'median' && spanFault('markMethod.basisWindowMs', markMethod.basisWindowMs),
  ];
}

function haltFaults({ tradingBand, circuitBreaker }: InstrumentSpecification): Fault[] {
  const bandFaults =
    tradingBand === null
      ? []
      : [
          properShareFault('tradingBand.widthPpm', tradingBand.widthPpm),
          spanFault('tradingBand.referenceMs', tradingBand.referenceMs),
        ];
  if (circuitBreaker === null) return bandFaults;
  return [
    ...bandFaults,
    properShareFault('circuitBreaker.movePpm', circuitBreaker.movePpm),
    spanFault('circuitBreaker.windowMs', circuitBreaker.windowMs),
    spanFault('circuitBreaker.haltMs', circuitBreaker.haltMs),
    choiceFault('circuitBreaker.scope', circuitBreaker.scope, ['instrument', 'market']),
  ];
}

function scalingFaults({ openInterestScaling }: InstrumentSpecification): Fault[] {
  if (openInterestScaling === null) return [];
  const { lowerMicros, upperMicros } = openInterestScaling;
  return [
    amountFault('openInterestScaling.lowerMicros', lowerMicros),
    (!Number.isSafeInteger(upperMicros) || upperMicros <= lowerMicros) &&
      `openInterestScaling.upperMicros: must be a whole number above lowerMicros, got ${upperMicros}`,
  ];
}

/**
 * Every contradiction in an instrument's specification, one line each: where, what was expected, what came.
 * An empty list says that the instrument can be listed. Never throws for numbers out of range.
 *
 * @param rules - the rules of the market that lists it; those of the house when not given
 */
export function validateInstrument(
  specification: InstrumentSpecification,
  rules: ListingRules = HOUSE_RULES,
): readonly string[] {
  return foundFaults([
    symbolFault('symbol', specification.symbol),
    ...contractFaults(specification, rules.assets),
    ...gridFaults(specification),
    ...feeFaults(specification),
    ...riskTierFaults(specification.riskTiers),
    ...closingFeeFaults(specification, rules),
    ...markFaults(specification),
    ...fundingFaults(specification.funding),
    ...haltFaults(specification),
    ...scalingFaults(specification),
  ]);
}
