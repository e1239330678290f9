import { type MarketRules, quoteMicros, ratePpm } from '@spillway/protocol';

/** The rules of a market that was given none: the house rules. */
export const HOUSE_RULES: MarketRules = {
  assets: [{ symbol: 'USDT', decimals: 6 }],
  maintenanceBasis: 'mark',
  isClosingFeeInMaintenance: false,
  hedgeInitialMargin: 'both-legs',
  isolatedRemovalFloor: 'initial',
  marginModeScope: 'instrument',
  marginModeChange: 'when-flat',
  isHedgeModeOffered: true,
  leverageLowering: 'when-covered',
  isLeverageChosen: true,
  amendKeepsPriority: 'when-only-reduced',
  isTriggerInclusive: true,
  orderCancelScope: 'scope',
  isHedgeNetted: true,
  partial: {
    kind: 'restore-margin',
    thresholdMicros: quoteMicros(100_000_000_000),
    slicePpm: ratePpm(200_000),
  },
  forcedPriceBound: { kind: 'bankruptcy' },
  isPartialFillOrKill: false,
  bankruptcyDeviationPpmMax: ratePpm(0),
  backstopPpm: ratePpm(0),
  leftover: 'user',
  closeOutScope: 'largest-loss-first',
  insuranceInventoryPpmMax: ratePpm(1_000_000),
  insuranceDrawdown: null,
  deleveragingRanking: 'profit-and-leverage',
  deleveragingPrice: 'bankruptcy',
};
