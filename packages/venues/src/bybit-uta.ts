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
import { BYBIT_REJECT_REASONS } from './bybit-reject-reasons.ts';
import { BYBIT_BTCUSD_RISK_TIERS, BYBIT_BTCUSDT_RISK_TIERS } from './bybit-risk-tiers.ts';
import { feeTiers } from './fee-tiers.ts';
import type { VenuePreset } from './venue-preset.ts';

/** Every eight hours; interest (0.06 % − 0.03 %) / 3 = 0.01 %, clamp 0.05 %, cap 0.375 %. */
const BYBIT_FUNDING: Omit<FundingTerms, 'impactNotionalMicros'> = {
  intervalMs: 8 * 3_600_000,
  interestPpb: 100_000,
  clampPpb: 500_000,
  capPpb: 3_750_000,
  divisor: 1,
  premiumWeights: 'rising',
};

/** What both contracts share. A liquidation costs the taker fee; the mark is a median with a basis of five minutes. */
const BYBIT_CONTRACT = {
  ...PLAIN_CONTRACT,
  markMethod: { kind: 'median', basisWindowMs: 300_000 },
  makerFeePpm: ratePpm(200),
  takerFeePpm: ratePpm(550),
  /** VIP 1 to 5, then Supreme VIP. */
  feeTiers: feeTiers([
    [180, 400],
    [160, 375],
    [140, 350],
    [120, 320],
    [100, 320],
    [0, 300],
  ]),
  liquidationFeePpm: ratePpm(550),
  priceBandPpm: ratePpm(20_000),
  sizeLotsMin: sizeLots(1),
} as const;

const INSTRUMENTS: Readonly<Record<string, InstrumentSpecification>> = {
  BTCUSDT: {
    ...BYBIT_CONTRACT,
    symbol: 'BTCUSDT',
    tickSize: '0.1',
    lotSize: '0.001',
    microsPerTickLot: 100,
    sizeLotsMax: sizeLots(1_190_000),
    notionalMinMicros: quoteMicros(5 * MICROS_PER_QUOTE),
    priceTicksMax: priceTicks(19_999_998),
    riskTiers: BYBIT_BTCUSDT_RISK_TIERS,
    funding: { ...BYBIT_FUNDING, impactNotionalMicros: quoteMicros(20_000 * MICROS_PER_QUOTE) },
  },
  /** One lot is worth 1 USD and settles in BTC: amounts are hundred-millionths of it. */
  BTCUSD: {
    ...BYBIT_CONTRACT,
    symbol: 'BTCUSD',
    contractType: 'inverse',
    settlementAsset: 'BTC',
    tickSize: '0.5',
    lotSize: '1',
    microsPerTickLot: 0,
    microTicksPerLot: 200_000_000,
    sizeLotsMax: sizeLots(20_000_000),
    notionalMinMicros: quoteMicros(0),
    priceTicksMax: priceTicks(2_000_000),
    riskTiers: BYBIT_BTCUSD_RISK_TIERS,
    funding: { ...BYBIT_FUNDING, impactNotionalMicros: quoteMicros(10 * 100_000_000) },
  },
};

/**
 * Bybit's unified trading account: one margin mode for the whole account, changed with positions if they stay
 * covered; isolated maintenance on the notional of entry; liquidation tier by tier, fill-or-kill for the part;
 * left-over margin to the fund, which stops taking over after a drawdown of 30 % in eight hours.
 */
export const BYBIT_UTA: VenuePreset = {
  name: 'bybit-uta',
  date: '2025-01-02',
  sources: [
    'Liquidation prices, USDT and inverse isolated: Bybit help centre, Liquidation Price (USDT Contract), 360039261334, 900000031623',
    'Liquidation of the unified trading account: Bybit help centre, UTA liquidation process',
    'Risk limits: Bybit help centre (BTCUSDT), bybit-exchange/docs docs/v5/market/risk-limit.mdx (BTCUSD)',
    'Ticks, lots, price limit and funding cap of BTCUSDT: bybit-exchange/docs docs/v5/market/instrument.mdx, example of 2025-01-02',
    'Mark price: Bybit help centre, Mark Price Calculation (Perpetual Contract), 2024-10-16',
    'Interest of funding: Bybit help centre, funding rate',
    'ADL: bybit-exchange/docs docs/v5/market/adl-alert.mdx',
    'Refusals: bybit-exchange/docs docs/v5/error.mdx',
    'Fees: Bybit help centre, trading fee structure',
  ],
  assumptions: [
    'rules.maintenanceBasis: the page of 2024; a newer page (2026-05-27) takes maintenance at mark',
    'rules.isClosingFeeInMaintenance: the newer page adds an estimated closing fee to initial and maintenance margin; the classic formula does not',
    'rules.hedgeInitialMargin: not confirmed for two legs',
    'rules.isolatedRemovalFloor: not confirmed',
    'rules.isHedgeModeOffered: the venue sets the position mode for each symbol or coin and offers hedge mode for USDT perpetuals only; here for the whole account',
    'rules.isHedgeNetted: no netting of hedged legs is documented',
    'rules.amendKeepsPriority: documented for the FIX interface, taken to hold for contracts',
    'rules.orderCancelScope: above the lowest tier the venue first tries the lower risk limit with the orders kept, and cancels them only if that is not enough (help centre, UTA liquidation process); here they are always cancelled first',
    'rules.bankruptcyDeviationPpmMax: that the mark replaces a bankruptcy price further than 5 % away is a third party’s report',
    'rules.closeOutScope: in which order the positions of a cross account are closed is not published',
    'rules.insuranceInventoryPpmMax: no limit of the inventory is published; a hundred times the fund stands for none',
    'rules.insuranceDrawdown: the venue deleverages only as much as holds the drawdown at 30 % of the pool: of a loss of 350,000 on a pool of a million, 50,000 (docs/v5/market/adl-alert.mdx); here the fund stops, and all that it no longer takes over is deleveraged',
    'rules.deleveragingRanking: leveraged return; the exact formula is not published',
    'instruments.*.liquidationFeePpm: the taker fee, which the venue counts into the bankruptcy price; here it is charged like any liquidation fee and goes to the fund',
    'instruments.*.priceBandPpm: priceLimitRatioY of BTCUSDT; the venue’s limit also follows the index, and BTCUSD is taken to have the same',
    'instruments.*.funding.premiumWeights: a time-weighted mean of premiums by the minute; that later ones count more is taken from the formula of Binance',
    'instruments.BTCUSDT.riskTiers: bands above 2.6 million USDT are not included; 0.56 % goes on. The largest leverage of the second band is what initial margin of twice its maintenance rate allows',
    'instruments.BTCUSDT.funding.impactNotionalMicros: 200 USDT × the largest leverage, as on Binance',
    'instruments.BTCUSD.riskTiers: bands above 150 BTC are not included; 0.5 % goes on',
    'instruments.BTCUSD.tickSize: that of the published worked example (half a dollar)',
    'instruments.BTCUSD.sizeLotsMax: chosen so that every value stays below 2^53',
    'instruments.BTCUSD.priceTicksMax: one million dollars, our choice',
    'instruments.BTCUSD.funding.impactNotionalMicros: 10 BTC, published for the dated contract',
    'instruments.BTCUSD.funding.capPpb: taken to be that of BTCUSDT',
  ],
  rules: {
    assets: [
      { symbol: 'USDT', decimals: 6 },
      { symbol: 'BTC', decimals: 8 },
    ],
    maintenanceBasis: 'entry',
    isClosingFeeInMaintenance: false,
    hedgeInitialMargin: 'both-legs',
    isolatedRemovalFloor: 'initial',
    marginModeScope: 'account',
    marginModeChange: 'when-covered',
    isHedgeModeOffered: true,
    leverageLowering: 'when-covered',
    isLeverageChosen: true,
    amendKeepsPriority: 'when-only-reduced',
    isTriggerInclusive: true,
    orderCancelScope: 'scope',
    isHedgeNetted: false,
    partial: { kind: 'tier-by-tier' },
    forcedPriceBound: { kind: 'bankruptcy' },
    isPartialFillOrKill: true,
    bankruptcyDeviationPpmMax: ratePpm(50_000),
    backstopPpm: ratePpm(0),
    leftover: 'fund',
    closeOutScope: 'largest-loss-first',
    insuranceInventoryPpmMax: ratePpm(100_000_000),
    insuranceDrawdown: {
      windowMs: 8 * 3_600_000,
      startPpm: ratePpm(300_000),
      stopPpm: ratePpm(250_000),
    },
    deleveragingRanking: 'profit-and-leverage',
    deleveragingPrice: 'bankruptcy',
  },
  instruments: INSTRUMENTS,
  coins: { BTC: 'BTCUSDT' },
  rejectReasons: BYBIT_REJECT_REASONS,
};
