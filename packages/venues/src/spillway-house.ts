import {
  type FundingTerms,
  HOUSE_RULES,
  type InstrumentSpecification,
  MICROS_PER_QUOTE,
  PLAIN_CONTRACT,
  priceTicks,
  quoteMicros,
  ratePpm,
  sizeLots,
} from '@spillway/protocol';
import { BINANCE_REJECT_REASONS } from './binance-reject-reasons.ts';
import {
  BTCUSDT_RISK_TIERS,
  DOGEUSDT_RISK_TIERS,
  ETHUSDT_RISK_TIERS,
  SOLUSDT_RISK_TIERS,
} from './binance-risk-tiers.ts';
import type { VenuePreset } from './venue-preset.ts';

/** Every eight hours, as on Binance: interest 0.01 %, clamp 0.05 %, capped at 0.3 %; later premiums count more. */
const HOUSE_FUNDING: FundingTerms = {
  intervalMs: 8 * 3_600_000,
  interestPpb: 100_000,
  clampPpb: 500_000,
  capPpb: 3_000_000,
  divisor: 1,
  impactNotionalMicros: quoteMicros(25_000 * MICROS_PER_QUOTE),
  premiumWeights: 'rising',
};

/** What every instrument of the house shares. */
const HOUSE_CONTRACT = {
  ...PLAIN_CONTRACT,
  markMethod: { kind: 'median', basisWindowMs: 30_000 },
  funding: HOUSE_FUNDING,
  makerFeePpm: ratePpm(200),
  takerFeePpm: ratePpm(500),
  liquidationFeePpm: ratePpm(12_500),
} as const;

/**
 * The largest price times the largest size is 5 × 10^15 micros (5 billion USDT) on every instrument: below
 * 2^53, with room for what accumulates on top of one order.
 */
const INSTRUMENTS: Readonly<Record<string, InstrumentSpecification>> = {
  BTCUSDT: {
    ...HOUSE_CONTRACT,
    symbol: 'BTCUSDT',
    tickSize: '0.1',
    lotSize: '0.001',
    microsPerTickLot: 100,
    sizeLotsMin: sizeLots(1),
    sizeLotsMax: sizeLots(5_000_000),
    priceTicksMax: priceTicks(10_000_000),
    priceBandPpm: ratePpm(50_000),
    riskTiers: BTCUSDT_RISK_TIERS,
  },
  ETHUSDT: {
    ...HOUSE_CONTRACT,
    symbol: 'ETHUSDT',
    tickSize: '0.01',
    lotSize: '0.001',
    microsPerTickLot: 10,
    sizeLotsMin: sizeLots(1),
    sizeLotsMax: sizeLots(50_000_000),
    priceTicksMax: priceTicks(10_000_000),
    priceBandPpm: ratePpm(50_000),
    riskTiers: ETHUSDT_RISK_TIERS,
  },
  SOLUSDT: {
    ...HOUSE_CONTRACT,
    symbol: 'SOLUSDT',
    tickSize: '0.01',
    lotSize: '0.01',
    microsPerTickLot: 100,
    sizeLotsMin: sizeLots(1),
    sizeLotsMax: sizeLots(50_000_000),
    priceTicksMax: priceTicks(1_000_000),
    priceBandPpm: ratePpm(100_000),
    riskTiers: SOLUSDT_RISK_TIERS,
  },
  DOGEUSDT: {
    ...HOUSE_CONTRACT,
    symbol: 'DOGEUSDT',
    tickSize: '0.00001',
    lotSize: '1',
    microsPerTickLot: 10,
    sizeLotsMin: sizeLots(1),
    sizeLotsMax: sizeLots(50_000_000),
    priceTicksMax: priceTicks(10_000_000),
    priceBandPpm: ratePpm(100_000),
    riskTiers: DOGEUSDT_RISK_TIERS,
  },
};

/**
 * The venue that Spillway runs by default: Binance's published risk tiers and liquidation fee, and rules of our
 * own where venues differ or keep silent. The price band is around the mark, which follows the market within
 * seconds: 5 % for BTC and ETH, 10 % for the thinner books.
 */
export const SPILLWAY_HOUSE: VenuePreset = {
  name: 'spillway-house',
  date: '2024-10-01',
  sources: [
    'Risk tiers: Binance USD-M brackets of October 2024, freqtrade/freqtrade binance_leverage_tiers.json',
    'Liquidation fee 1.25 %: Binance USD-M exchangeInfo, field liquidationFee of BTCUSDT',
    'Fees of 0.02 % and 0.05 %: Binance USD-M fee schedule, regular user',
    'Codes of refusals: Binance developer documentation, USD-M, error codes',
    'Everything else, such as ticks, lots, limits, price bands, partial liquidation and insurance cap: the house rules of Spillway',
  ],
  assumptions: [],
  rules: HOUSE_RULES,
  instruments: INSTRUMENTS,
  coins: { BTC: 'BTCUSDT', ETH: 'ETHUSDT', SOL: 'SOLUSDT', DOGE: 'DOGEUSDT' },
  rejectReasons: BINANCE_REJECT_REASONS,
};
