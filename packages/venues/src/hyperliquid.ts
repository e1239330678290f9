import {
  type FundingTerms,
  type InstrumentSpecification,
  MICROS_PER_QUOTE,
  PLAIN_CONTRACT,
  priceTicks,
  quoteMicros,
  ratePpm,
  sizeLots,
} from '@spillway/protocol';
import { feeTiers } from './fee-tiers.ts';
import {
  HYPERLIQUID_ARB_RISK_TIERS,
  HYPERLIQUID_BTC_RISK_TIERS,
  HYPERLIQUID_DOGE_RISK_TIERS,
  HYPERLIQUID_ETH_RISK_TIERS,
  HYPERLIQUID_SOL_RISK_TIERS,
  HYPERLIQUID_XRP_RISK_TIERS,
} from './hyperliquid-risk-tiers.ts';
import type { VenuePreset } from './venue-preset.ts';

/** An eight-hour rate paid every hour as an eighth; interest 0.01 % per 8 h, clamp 0.05 %, cap 4 % an hour. */
function funding(impactNotional: number): FundingTerms {
  return {
    intervalMs: 3_600_000,
    interestPpb: 100_000,
    clampPpb: 500_000,
    capPpb: 40_000_000,
    divisor: 8,
    impactNotionalMicros: quoteMicros(impactNotional * MICROS_PER_QUOTE),
    premiumWeights: 'equal',
  };
}

const IMPACT_NOTIONAL_LARGE = 20_000;
const IMPACT_NOTIONAL_OTHERS = 6_000;

/** What every contract shares: settled in USDC, no liquidation fee, 10 USDC an order at least. */
const HYPERLIQUID_CONTRACT = {
  ...PLAIN_CONTRACT,
  settlementAsset: 'USDC',
  markMethod: { kind: 'median', basisWindowMs: 150_000 },
  notionalMinMicros: quoteMicros(10 * MICROS_PER_QUOTE),
  priceBandPpm: ratePpm(950_000),
  makerFeePpm: ratePpm(150),
  takerFeePpm: ratePpm(450),
  /** By 14-day volume, tiers 1 to 6; then tier 0 with the three maker rebates. */
  feeTiers: feeTiers([
    [120, 400],
    [80, 350],
    [40, 300],
    [0, 280],
    [0, 260],
    [0, 240],
    [-10, 450],
    [-20, 450],
    [-30, 450],
  ]),
  liquidationFeePpm: ratePpm(0),
  sizeLotsMin: sizeLots(1),
} as const;

const INSTRUMENTS: Readonly<Record<string, InstrumentSpecification>> = {
  BTC: {
    ...HYPERLIQUID_CONTRACT,
    symbol: 'BTC',
    tickSize: '1',
    lotSize: '0.00001',
    microsPerTickLot: 10,
    sizeLotsMax: sizeLots(100_000_000),
    priceTicksMax: priceTicks(1_000_000),
    riskTiers: HYPERLIQUID_BTC_RISK_TIERS,
    funding: funding(IMPACT_NOTIONAL_LARGE),
  },
  ETH: {
    ...HYPERLIQUID_CONTRACT,
    symbol: 'ETH',
    tickSize: '0.1',
    lotSize: '0.0001',
    microsPerTickLot: 10,
    sizeLotsMax: sizeLots(100_000_000),
    priceTicksMax: priceTicks(1_000_000),
    riskTiers: HYPERLIQUID_ETH_RISK_TIERS,
    funding: funding(IMPACT_NOTIONAL_LARGE),
  },
  SOL: {
    ...HYPERLIQUID_CONTRACT,
    symbol: 'SOL',
    tickSize: '0.01',
    lotSize: '0.01',
    microsPerTickLot: 100,
    sizeLotsMax: sizeLots(10_000_000),
    priceTicksMax: priceTicks(1_000_000),
    riskTiers: HYPERLIQUID_SOL_RISK_TIERS,
    funding: funding(IMPACT_NOTIONAL_OTHERS),
  },
  XRP: {
    ...HYPERLIQUID_CONTRACT,
    symbol: 'XRP',
    tickSize: '0.0001',
    lotSize: '1',
    microsPerTickLot: 100,
    sizeLotsMax: sizeLots(10_000_000),
    priceTicksMax: priceTicks(1_000_000),
    riskTiers: HYPERLIQUID_XRP_RISK_TIERS,
    funding: funding(IMPACT_NOTIONAL_OTHERS),
  },
  DOGE: {
    ...HYPERLIQUID_CONTRACT,
    symbol: 'DOGE',
    tickSize: '0.00001',
    lotSize: '1',
    microsPerTickLot: 10,
    sizeLotsMax: sizeLots(100_000_000),
    priceTicksMax: priceTicks(1_000_000),
    riskTiers: HYPERLIQUID_DOGE_RISK_TIERS,
    funding: funding(IMPACT_NOTIONAL_OTHERS),
  },
  ARB: {
    ...HYPERLIQUID_CONTRACT,
    symbol: 'ARB',
    tickSize: '0.00001',
    lotSize: '0.1',
    microsPerTickLot: 1,
    sizeLotsMax: sizeLots(100_000_000),
    priceTicksMax: priceTicks(10_000_000),
    riskTiers: HYPERLIQUID_ARB_RISK_TIERS,
    funding: funding(IMPACT_NOTIONAL_OTHERS),
  },
};

/** Error types and texts of the interface (documentation, "Error responses"); it has words instead of numbers. */
const REJECT_REASONS: VenuePreset['rejectReasons'] = {
  PRICE_INVALID: { code: 'Tick', reason: 'Price must be divisible by tick size.' },
  PRICE_OUTSIDE_BAND: { code: 'Oracle', reason: 'Order price too far from oracle' },
  NOTIONAL_TOO_SMALL: { code: 'MinTradeNtl', reason: 'Order must have minimum value of $10.' },
  MARGIN_INSUFFICIENT: { code: 'PerpMargin', reason: 'Insufficient margin to place order.' },
  REDUCE_ONLY_WOULD_INCREASE: { code: 'ReduceOnly', reason: 'Reduce only order would increase position.' },
  POST_ONLY_WOULD_TRADE: {
    code: 'BadAloPx',
    reason: 'Post only order would have immediately matched, bbo was {bbo}.',
  },
  TRIGGER_PRICE_INVALID: { code: 'BadTriggerPx', reason: 'Invalid TP/SL price.' },
  POSITION_LIMIT_EXCEEDED: {
    code: 'PerpMaxPosition',
    reason: 'Order would cause position to exceed margin tier limit at current leverage',
  },
  ORDER_UNKNOWN: { code: 'MissingOrder', reason: 'Order was never placed, already canceled, or filled.' },
};

/**
 * Hyperliquid: liquidation by market order without a fee, a fifth first where the position is above 100,000 USDC,
 * a backstop below two thirds of maintenance, deleveraging at the mark before the last, funding every hour.
 */
export const HYPERLIQUID: VenuePreset = {
  name: 'hyperliquid',
  date: '2025-10-01',
  sources: [
    'Margin, tiers, liquidation, ADL, price indices and funding: Hyperliquid documentation, Margining, Margin tiers, Liquidations, Auto-deleveraging, Robust price indices, Funding',
    'Impact notional, maintenance as half the initial margin: Hyperliquid documentation, Contract specifications',
    'Fees and maker rebates: Hyperliquid documentation, Fees',
    'Refusals, least value of an order: Hyperliquid documentation, Error responses',
    'Grid of prices and sizes: Hyperliquid documentation, Tick and lot size',
  ],
  assumptions: [
    'rules.leverageLowering: that lowering is limited is a third party’s report; here it is allowed when covered',
    'rules.amendKeepsPriority: not documented; a changed order is taken as a new one',
    'rules.closeOutScope: market orders are sent for the positions of a cross account; that all of them are sent at once is our reading',
    'rules.forcedPriceBound: what the book does not take stays with the account on the venue until the backstop; here it goes to the fund at once',
    'rules.backstopPpm: two thirds in whole millionths, rounded down, so that an account with exactly two thirds stays',
    'rules.leftover: what a market order leaves over is the trader’s, and in a backstop the vault’s, maintenance included (documentation, Liquidations). Here too; but what the book does not take goes to the fund at the bankruptcy price above two thirds of maintenance as well, and the margin behind it with it',
    'rules.insuranceInventoryPpmMax: the vault has no published limit; a hundred times its equity stands for none',
    'rules.deleveragingRanking: for shorts the venue’s formula is read with entry / mark, the only sensible way',
    'instruments.*.markMethod: the venue’s third price is a weighted median of other venues; here it is the index with the funding still to come',
    'instruments.*.priceBandPpm: orders too far from the oracle are refused; how far is not published where we looked',
    'instruments.*.tickSize: prices have five significant figures; the tick is that of the range of 2025 (BTC above 10,000, ETH above 1,000, SOL above 100, XRP above 1, DOGE and ARB above 0.1)',
    'instruments.*.lotSize: size decimals of the venue’s metadata, not confirmed for the date',
    'instruments.*.sizeLotsMax: the venue limits the value of an order instead; chosen so that every notional stays below 2^53',
    'instruments.*.priceTicksMax: our choice, so that every notional stays below 2^53',
    'instruments.ETH.riskTiers: 1 / 30 is rounded up to 33,334 ppm',
  ],
  rules: {
    assets: [{ symbol: 'USDC', decimals: 6 }],
    maintenanceBasis: 'mark',
    isClosingFeeInMaintenance: false,
    hedgeInitialMargin: 'both-legs',
    isolatedRemovalFloor: 'initial-or-tenth',
    marginModeScope: 'instrument',
    marginModeChange: 'when-flat',
    isHedgeModeOffered: false,
    leverageLowering: 'when-covered',
    isLeverageChosen: true,
    amendKeepsPriority: 'never',
    isTriggerInclusive: false,
    orderCancelScope: 'scope',
    isHedgeNetted: false,
    partial: {
      kind: 'slice',
      thresholdMicros: quoteMicros(100_000 * MICROS_PER_QUOTE),
      slicePpm: ratePpm(200_000),
      coolDownMs: 30_000,
    },
    forcedPriceBound: { kind: 'band' },
    isPartialFillOrKill: false,
    bankruptcyDeviationPpmMax: ratePpm(0),
    backstopPpm: ratePpm(666_666),
    leftover: 'user',
    closeOutScope: 'whole-account',
    insuranceInventoryPpmMax: ratePpm(100_000_000),
    insuranceDrawdown: null,
    deleveragingRanking: 'gain-and-leverage',
    deleveragingPrice: 'previous-mark',
  },
  instruments: INSTRUMENTS,
  coins: { BTC: 'BTC', ETH: 'ETH', SOL: 'SOL', XRP: 'XRP', DOGE: 'DOGE', ARB: 'ARB' },
  rejectReasons: REJECT_REASONS,
};
