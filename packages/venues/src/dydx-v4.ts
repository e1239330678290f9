import {
  type InstrumentSpecification,
  MICROS_PER_QUOTE,
  PLAIN_CONTRACT,
  priceTicks,
  quoteMicros,
  ratePpm,
  sizeLots,
} from '@spillway/protocol';
import {
  DYDX_LIQUIDITY_TIERS,
  fundingCapPpb,
  type LiquidityTier,
  openInterestScalingOf,
  riskTiersOf,
} from './dydx-liquidity-tiers.ts';
import { feeTiers } from './fee-tiers.ts';
import type { VenuePreset } from './venue-preset.ts';

/** What every contract shares: settled in USDC, marked by the oracle, no price band. */
const DYDX_CONTRACT = {
  ...PLAIN_CONTRACT,
  settlementAsset: 'USDC',
  markMethod: { kind: 'index' },
  priceBandPpm: ratePpm(999_999),
  makerFeePpm: ratePpm(100),
  takerFeePpm: ratePpm(500),
  /** Tiers 2 to 9 of the chain; the last four are paid for making. */
  feeTiers: feeTiers([
    [100, 450],
    [50, 400],
    [0, 350],
    [0, 300],
    [-50, 250],
    [-90, 250],
    [-110, 250],
    [-110, 250],
  ]),
  /** At most 1.5 % of the fill; the chain's other bound is an assumption below. */
  liquidationFeePpm: ratePpm(15_000),
  sizeLotsMin: sizeLots(1),
} as const;

/** What follows from the liquidity tier. Every hour an eighth of premium plus interest (0.01 % per 8 h), unclamped. */
function byLiquidity(tier: LiquidityTier) {
  return {
    riskTiers: riskTiersOf(tier),
    openInterestScaling: openInterestScalingOf(tier),
    funding: {
      intervalMs: 3_600_000,
      interestPpb: 100_000,
      clampPpb: null,
      capPpb: fundingCapPpb(tier),
      divisor: 8,
      impactNotionalMicros: quoteMicros(tier.impactNotional * MICROS_PER_QUOTE),
      premiumWeights: 'equal',
    },
  } as const;
}

const INSTRUMENTS: Readonly<Record<string, InstrumentSpecification>> = {
  BTCUSD: {
    ...DYDX_CONTRACT,
    symbol: 'BTCUSD',
    tickSize: '1',
    lotSize: '0.0001',
    microsPerTickLot: 100,
    sizeLotsMax: sizeLots(10_000_000),
    priceTicksMax: priceTicks(1_000_000),
    ...byLiquidity(DYDX_LIQUIDITY_TIERS['Large-Cap']),
  },
  ETHUSD: {
    ...DYDX_CONTRACT,
    symbol: 'ETHUSD',
    tickSize: '0.1',
    lotSize: '0.001',
    microsPerTickLot: 100,
    sizeLotsMax: sizeLots(10_000_000),
    priceTicksMax: priceTicks(1_000_000),
    ...byLiquidity(DYDX_LIQUIDITY_TIERS['Large-Cap']),
  },
  SOLUSD: {
    ...DYDX_CONTRACT,
    symbol: 'SOLUSD',
    tickSize: '0.01',
    lotSize: '0.1',
    microsPerTickLot: 1_000,
    sizeLotsMax: sizeLots(1_000_000),
    priceTicksMax: priceTicks(1_000_000),
    ...byLiquidity(DYDX_LIQUIDITY_TIERS['Small-Cap']),
  },
  DOGEUSD: {
    ...DYDX_CONTRACT,
    symbol: 'DOGEUSD',
    tickSize: '0.00001',
    lotSize: '100',
    microsPerTickLot: 1_000,
    sizeLotsMax: sizeLots(1_000_000),
    priceTicksMax: priceTicks(1_000_000),
    ...byLiquidity(DYDX_LIQUIDITY_TIERS['Small-Cap']),
  },
};

/**
 * dYdX v4: oracle mark, strict trigger, a tenth of the position a block at a fillable price, the fund pays losses but
 * holds nothing, deleveraging at the bankruptcy price in an order that nobody can foresee.
 */
export const DYDX_V4: VenuePreset = {
  name: 'dydx-v4',
  date: '2024-10-02',
  sources: [
    'Liquidity tiers, liquidation limits, fillable price, interest: dydxprotocol/v4-chain protocol/testing/genesis.sh',
    'Margin, liquidation, deleveraging: dydxprotocol/v4-chain protocol/x/clob/keeper/liquidations.go, deleveraging.go; dydxprotocol/v4-documentation, margin and liquidations',
    'Funding: dydxprotocol/v4-documentation, funding',
    'Fees: dydxprotocol/v4-chain protocol/x/feetiers/types/constants.go, StandardParams',
    'Ticks and lots: step_base_quantums, subticks_per_tick and atomic_resolution of protocol/testing/genesis.sh',
  ],
  assumptions: [
    'rules.marginModeScope: isolated markets live in child subaccounts of their own on the venue; here an account may choose isolated for an instrument',
    'rules.marginModeChange: on the venue a position moves to a new subaccount; here the mode changes when flat',
    'rules.isolatedRemovalFloor: transfers out of a subaccount may not violate initial margin',
    'rules.amendKeepsPriority: a replaced order is taken as a new one',
    'rules.orderCancelScope: liquidation cancels no orders; long-term orders that are no longer covered are removed by the chain as they are met',
    'rules.partial: a block is taken to last one second',
    'rules.closeOutScope: the chain picks one position of the subaccount a block; here the largest loss comes first',
    'rules.insuranceInventoryPpmMax: the fund takes no positions over; it pays what a fill below the bankruptcy price costs (rule D5)',
    'instruments.*.liquidationFeePpm: the chain also takes no more than what the fill is better than the bankruptcy price, fill by fill (protocol/x/clob/keeper/liquidations.go, insurance fund delta); here the bound is the margin of the account that is left (rule L9), so that a part of a position may cost more than on the venue',
    'instruments.*.priceBandPpm: the chain has no price band; 99.9999 % is the widest that there is',
    'instruments.*.priceTicksMax: our choice, so that every notional stays below 2^53',
    'instruments.*.sizeLotsMax: our choice, so that every notional stays below 2^53',
    'instruments.*.funding.premiumWeights: the chain takes the median of the validators’ votes of each minute, then the mean of the samples; here the mean of all samples',
  ],
  rules: {
    assets: [{ symbol: 'USDC', decimals: 6 }],
    maintenanceBasis: 'mark',
    isClosingFeeInMaintenance: false,
    hedgeInitialMargin: 'both-legs',
    isolatedRemovalFloor: 'initial',
    marginModeScope: 'instrument',
    marginModeChange: 'when-flat',
    isHedgeModeOffered: false,
    leverageLowering: 'when-covered',
    isLeverageChosen: false,
    amendKeepsPriority: 'never',
    isTriggerInclusive: false,
    orderCancelScope: 'none',
    isHedgeNetted: false,
    partial: {
      kind: 'block-cap',
      sharePpm: ratePpm(100_000),
      notionalMinMicros: quoteMicros(1_000 * MICROS_PER_QUOTE),
      notionalMaxMicros: quoteMicros(100_000 * MICROS_PER_QUOTE),
      blockMs: 1_000,
    },
    forcedPriceBound: {
      kind: 'fillable',
      adjustmentPpm: ratePpm(1_000_000),
      spreadPpm: ratePpm(1_500_000),
    },
    isPartialFillOrKill: false,
    bankruptcyDeviationPpmMax: ratePpm(0),
    backstopPpm: ratePpm(0),
    leftover: 'user',
    closeOutScope: 'largest-loss-first',
    insuranceInventoryPpmMax: ratePpm(0),
    insuranceDrawdown: null,
    deleveragingRanking: 'rotation',
    deleveragingPrice: 'bankruptcy',
  },
  instruments: INSTRUMENTS,
  coins: { BTC: 'BTCUSD', ETH: 'ETHUSD', SOL: 'SOLUSD', DOGE: 'DOGEUSD' },
  // The chain answers with error numbers of its modules, of which no table is published for traders.
  rejectReasons: {},
};
