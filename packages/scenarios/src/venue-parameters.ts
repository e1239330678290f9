import type { MarketRules } from '@spillway/protocol';

/** What every rule of a venue says, and the numbers of the engine's specification under which it is exact. */
export const VENUE_PARAMETERS: {
  readonly [Field in keyof MarketRules]: { readonly rules: string; readonly meaning: string };
} = {
  assets: {
    rules: 'A16, I7',
    meaning: 'in what instruments settle; each asset has wallets and a fund of its own',
  },
  maintenanceBasis: {
    rules: 'M2, M10',
    meaning: 'maintenance of an isolated position on its notional at mark or of its entry',
  },
  isClosingFeeInMaintenance: { rules: 'M11', meaning: 'maintenance includes the taker fee of closing' },
  hedgeInitialMargin: { rules: 'M12', meaning: 'which legs of hedge mode claim initial margin' },
  isolatedRemovalFloor: { rules: 'A8', meaning: 'what a bucket keeps when margin is taken out' },
  marginModeScope: {
    rules: 'A11',
    meaning: 'whether the margin mode is chosen for each instrument or for all',
  },
  marginModeChange: { rules: 'A6, A10', meaning: 'when the margin mode may be changed' },
  isHedgeModeOffered: { rules: 'A12, A13', meaning: 'a long and a short position at once' },
  leverageLowering: { rules: 'A7, A14', meaning: 'when leverage may be lowered' },
  isLeverageChosen: {
    rules: 'A2, A14',
    meaning: 'accounts choose leverage; else it is that of the risk tier',
  },
  amendKeepsPriority: { rules: 'O14', meaning: 'when an amended order keeps its place' },
  isTriggerInclusive: { rules: 'L1', meaning: 'liquidation at equity = maintenance, not only below' },
  orderCancelScope: { rules: 'L4, L11', meaning: 'orders that a liquidation cancels first' },
  isHedgeNetted: { rules: 'L18', meaning: 'hedged legs are closed against each other first' },
  partial: { rules: 'L5, L12 to L15', meaning: 'how much is closed before all of it' },
  forcedPriceBound: { rules: 'L6, L16, L17', meaning: 'the worst price of a forced order' },
  isPartialFillOrKill: { rules: 'L19', meaning: 'a partial forced order is filled whole or not at all' },
  bankruptcyDeviationPpmMax: {
    rules: 'L20',
    meaning: 'a bankruptcy price further than this from the mark is replaced by it',
  },
  backstopPpm: { rules: 'L21', meaning: 'below this share of maintenance the fund takes over at once' },
  leftover: { rules: 'L10', meaning: 'who gets margin that is left over' },
  closeOutScope: { rules: 'L8', meaning: 'which positions of a cross account are closed' },
  insuranceInventoryPpmMax: {
    rules: 'I2',
    meaning: 'notional that the fund may hold, as a share of its equity',
  },
  insuranceDrawdown: { rules: 'I6', meaning: 'when the fund takes nothing over' },
  deleveragingRanking: { rules: 'D2, D6', meaning: 'who is deleveraged first' },
  deleveragingPrice: { rules: 'D1', meaning: 'at which price' },
};
