import {
  type InstrumentSpecification,
  type MarketRules,
  priceTicks,
  quoteMicros,
  type RiskTier,
  ratePpm,
  sizeLots,
} from '@spillway/protocol';

/** One tier for every notional. */
export function flatTier(maintenanceRatePpm: number, leverageMax: number): RiskTier {
  return {
    notionalFloorMicros: quoteMicros(0),
    maintenanceRatePpm: ratePpm(maintenanceRatePpm),
    maintenanceAmountMicros: quoteMicros(0),
    leverageMax,
  };
}

/**
 * An instrument for sums in the head: tick 0.01, lot 0.001 (10 micros a tick and lot), no fees, 1 % maintenance,
 * a price band that is never in the way.
 */
export function plainInstrument(changes: Partial<InstrumentSpecification> = {}): InstrumentSpecification {
  return {
    symbol: 'PLAINUSDT',
    tickSize: '0.01',
    lotSize: '0.001',
    microsPerTickLot: 10,
    sizeLotsMin: sizeLots(1),
    sizeLotsMax: sizeLots(10_000_000),
    priceTicksMax: priceTicks(10_000_000),
    priceBandPpm: ratePpm(999_999),
    makerFeePpm: ratePpm(0),
    takerFeePpm: ratePpm(0),
    liquidationFeePpm: ratePpm(0),
    riskTiers: [flatTier(10_000, 50)],
    ...changes,
  };
}

/** The house rules, but without partial close-out unless a test asks for it. */
export function plainRules(changes: Partial<MarketRules> = {}): MarketRules {
  return {
    isTriggerInclusive: true,
    leftover: 'user',
    closeOutScope: 'largest-loss-first',
    partialThresholdMicros: quoteMicros(1_000_000_000_000_000),
    partialSlicePpm: ratePpm(200_000),
    insuranceInventoryPpmMax: ratePpm(1_000_000),
    ...changes,
  };
}
