import {
  HOUSE_RULES,
  type InstrumentSpecification,
  type MarketRules,
  PLAIN_CONTRACT,
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
    ...PLAIN_CONTRACT,
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

/** One lot of a plain inverse contract is worth 1 USD, and settles in a coin of eight decimals. */
export const PLAIN_COIN = { symbol: 'COIN', decimals: 8 } as const;

/**
 * The plain instrument as an inverse contract for sums in the head: tick 0.01, lot 1 USD, settled in `PLAIN_COIN`.
 * At a price of p ticks a lot is worth 10^10 / p units of 10^-8 of the coin.
 */
export function plainInverseInstrument(
  changes: Partial<InstrumentSpecification> = {},
): InstrumentSpecification {
  return plainInstrument({
    symbol: 'PLAINUSD',
    contractType: 'inverse',
    settlementAsset: PLAIN_COIN.symbol,
    lotSize: '1',
    microsPerTickLot: 0,
    microTicksPerLot: 10_000_000_000,
    sizeLotsMax: sizeLots(900_000),
    ...changes,
  });
}

/** The house rules, but without partial close-out and netting unless a test asks for them. */
export function plainRules(changes: Partial<MarketRules> = {}): MarketRules {
  return { ...HOUSE_RULES, isHedgeNetted: false, partial: { kind: 'none' }, ...changes };
}
