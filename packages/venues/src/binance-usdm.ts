import {
  type FeeTier,
  type FundingTerms,
  type InstrumentSpecification,
  MICROS_PER_QUOTE,
  PLAIN_ASSETS,
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
  PEPE_RISK_TIERS,
  SOLUSDT_RISK_TIERS,
} from './binance-risk-tiers.ts';
import { feeTiers } from './fee-tiers.ts';
import type { VenuePreset } from './venue-preset.ts';

const EIGHT_HOURS_MS = 8 * 3_600_000;

/** Regular users pay 0.02 % and 0.05 %; VIP 1 to VIP 9, maker and taker in ppm. */
const VIP_FEES: readonly FeeTier[] = feeTiers([
  [160, 400],
  [140, 350],
  [120, 320],
  [100, 300],
  [80, 270],
  [60, 250],
  [40, 220],
  [20, 200],
  [0, 170],
]);

/** What every contract shares: mark as the median with a basis of 30 seconds, fees, no halts. */
const BINANCE_CONTRACT = {
  ...PLAIN_CONTRACT,
  markMethod: { kind: 'median', basisWindowMs: 30_000 },
  makerFeePpm: ratePpm(200),
  takerFeePpm: ratePpm(500),
  feeTiers: VIP_FEES,
  sizeLotsMin: sizeLots(1),
} as const;

/** Every eight hours: interest 0.01 %, clamp 0.05 %, later premiums count more. */
function funding(terms: { readonly capPpb: number; readonly impactNotional: number }): FundingTerms {
  return {
    intervalMs: EIGHT_HOURS_MS,
    interestPpb: 100_000,
    clampPpb: 500_000,
    capPpb: terms.capPpb,
    divisor: 1,
    impactNotionalMicros: quoteMicros(terms.impactNotional * MICROS_PER_QUOTE),
    premiumWeights: 'rising',
  };
}

/**
 * Funding caps are 0.75 × (1 / largest leverage − lowest maintenance rate): 0.75 × (0.8 % − 0.4 %) = 0.3 % for BTC.
 * Impact notionals are 200 USDT × the largest leverage.
 */
const INSTRUMENTS: Readonly<Record<string, InstrumentSpecification>> = {
  BTCUSDT: {
    ...BINANCE_CONTRACT,
    symbol: 'BTCUSDT',
    tickSize: '0.1',
    lotSize: '0.001',
    microsPerTickLot: 100,
    sizeLotsMax: sizeLots(1_000_000),
    notionalMinMicros: quoteMicros(100 * MICROS_PER_QUOTE),
    priceTicksMax: priceTicks(10_000_000),
    priceBandPpm: ratePpm(50_000),
    liquidationFeePpm: ratePpm(12_500),
    riskTiers: BTCUSDT_RISK_TIERS,
    funding: funding({ capPpb: 3_000_000, impactNotional: 25_000 }),
  },
  ETHUSDT: {
    ...BINANCE_CONTRACT,
    symbol: 'ETHUSDT',
    tickSize: '0.01',
    lotSize: '0.001',
    microsPerTickLot: 10,
    sizeLotsMax: sizeLots(10_000_000),
    notionalMinMicros: quoteMicros(20 * MICROS_PER_QUOTE),
    priceTicksMax: priceTicks(10_000_000),
    priceBandPpm: ratePpm(50_000),
    liquidationFeePpm: ratePpm(12_500),
    riskTiers: ETHUSDT_RISK_TIERS,
    funding: funding({ capPpb: 3_000_000, impactNotional: 25_000 }),
  },
  SOLUSDT: {
    ...BINANCE_CONTRACT,
    symbol: 'SOLUSDT',
    tickSize: '0.01',
    lotSize: '0.01',
    microsPerTickLot: 100,
    sizeLotsMax: sizeLots(10_000_000),
    notionalMinMicros: quoteMicros(5 * MICROS_PER_QUOTE),
    priceTicksMax: priceTicks(1_000_000),
    priceBandPpm: ratePpm(100_000),
    liquidationFeePpm: ratePpm(15_000),
    riskTiers: SOLUSDT_RISK_TIERS,
    funding: funding({ capPpb: 3_750_000, impactNotional: 20_000 }),
  },
  DOGEUSDT: {
    ...BINANCE_CONTRACT,
    symbol: 'DOGEUSDT',
    tickSize: '0.00001',
    lotSize: '1',
    microsPerTickLot: 10,
    sizeLotsMax: sizeLots(50_000_000),
    notionalMinMicros: quoteMicros(5 * MICROS_PER_QUOTE),
    priceTicksMax: priceTicks(10_000_000),
    priceBandPpm: ratePpm(100_000),
    liquidationFeePpm: ratePpm(15_000),
    riskTiers: DOGEUSDT_RISK_TIERS,
    funding: funding({ capPpb: 6_250_000, impactNotional: 15_000 }),
  },
  '1000PEPEUSDT': {
    ...BINANCE_CONTRACT,
    symbol: '1000PEPEUSDT',
    tickSize: '0.0000001',
    lotSize: '10',
    microsPerTickLot: 1,
    sizeLotsMax: sizeLots(10_000_000),
    notionalMinMicros: quoteMicros(5 * MICROS_PER_QUOTE),
    priceTicksMax: priceTicks(100_000_000),
    priceBandPpm: ratePpm(150_000),
    liquidationFeePpm: ratePpm(15_000),
    riskTiers: PEPE_RISK_TIERS,
    funding: funding({ capPpb: 5_125_000, impactNotional: 15_000 }),
  },
};

/**
 * Binance USD-M futures: margin mode for each contract and only when flat, hedge mode, mark-notional brackets,
 * bankruptcy price to the insurance fund, deleveraging by profit and margin ratio.
 */
export const BINANCE_USDM: VenuePreset = {
  name: 'binance-usdm',
  date: '2025-09-18',
  sources: [
    'Risk tiers: brackets of October 2024, freqtrade/freqtrade binance_leverage_tiers.json',
    'Margin, liquidation, insurance and ADL: Binance FAQ b3c689c1f50a44cabb3a84e663b81d93, 360033525271, 360033525371, 360033525471',
    'Mark price and funding: Binance FAQ on mark price and on funding rates, as changed on 2025-09-18 (30 s basis, time-weighted premium)',
    'Mode and leverage changes, refusals: Binance developer documentation, USD-M, account and trade endpoints, error codes',
    'Ticks, lots, minimum notional, price band and liquidation fee of BTCUSDT: recorded exchangeInfo (PERCENT_PRICE 0.95 to 1.05, MIN_NOTIONAL 100, LOT_SIZE 1000, liquidationFee 0.0125)',
    'Fees: Binance USD-M fee schedule, regular user and VIP 1 to 9',
    'Amended orders go to the end of the queue: Binance developer documentation, USD-M, Modify Order',
  ],
  assumptions: [
    'rules.hedgeInitialMargin: whether both legs or the larger one claim initial margin is not confirmed',
    'rules.isolatedRemovalFloor: that a bucket may be reduced down to initial margin is not confirmed',
    'rules.orderCancelScope: all orders are cancelled first; that an isolated liquidation cancels those of its symbol only is not confirmed',
    'rules.partial: the size of the one immediate-or-cancel order is not published; it is taken as what restores the margin, at most half, of positions above 50,000 USDT (the lowest band of BTCUSDT)',
    'rules.closeOutScope: in which order the positions of a cross account are closed is not published',
    'rules.isHedgeNetted: no netting of hedged legs is documented',
    'instruments.*.funding.capPpb: 0.75 × (initial − maintenance rate) of the first tier is not confirmed for every symbol',
    'instruments.*.funding.impactNotionalMicros: 200 USDT × the largest leverage is not confirmed',
    'instruments.*.priceTicksMax: lower than the venue’s, so that every notional stays below 2^53 micros',
    'instruments.ETHUSDT.priceBandPpm: taken to be that of BTCUSDT',
    'instruments.ETHUSDT.notionalMinMicros: not confirmed for the date',
    'instruments.SOLUSDT.tickSize: tick, lot, price band, liquidation fee and largest order of SOLUSDT are not confirmed for the date',
    'instruments.DOGEUSDT.priceBandPpm: price band, liquidation fee and largest order of DOGEUSDT are not confirmed for the date',
    'instruments.1000PEPEUSDT.tickSize: tick, price band, liquidation fee and largest order of 1000PEPEUSDT are not confirmed for the date',
    'instruments.1000PEPEUSDT.lotSize: the venue trades single contracts; ten of them are the least whose tick is a whole micro',
  ],
  rules: {
    assets: PLAIN_ASSETS,
    maintenanceBasis: 'mark',
    isClosingFeeInMaintenance: false,
    hedgeInitialMargin: 'both-legs',
    isolatedRemovalFloor: 'initial',
    marginModeScope: 'instrument',
    marginModeChange: 'when-flat',
    isHedgeModeOffered: true,
    leverageLowering: 'not-when-isolated',
    isLeverageChosen: true,
    amendKeepsPriority: 'never',
    isTriggerInclusive: true,
    orderCancelScope: 'scope',
    isHedgeNetted: false,
    partial: {
      kind: 'restore-margin',
      thresholdMicros: quoteMicros(50_000 * MICROS_PER_QUOTE),
      slicePpm: ratePpm(500_000),
    },
    forcedPriceBound: { kind: 'bankruptcy' },
    isPartialFillOrKill: false,
    bankruptcyDeviationPpmMax: ratePpm(0),
    backstopPpm: ratePpm(0),
    leftover: 'user',
    closeOutScope: 'largest-loss-first',
    insuranceInventoryPpmMax: ratePpm(1_000_000),
    insuranceDrawdown: null,
    deleveragingRanking: 'profit-and-margin-ratio',
    deleveragingPrice: 'bankruptcy',
  },
  instruments: INSTRUMENTS,
  coins: { BTC: 'BTCUSDT', ETH: 'ETHUSDT', SOL: 'SOLUSDT', DOGE: 'DOGEUSDT' },
  rejectReasons: BINANCE_REJECT_REASONS,
};
