/** The rules of a venue that are not an instrument's own. Data: a preset adds no code to the engine. */
import { type QuoteMicros, quoteMicros, type RatePpm, ratePpm } from './units.ts';

/** A currency in which instruments settle. Accounts hold one wallet, and the venue one insurance fund, for each. */
export interface SettlementAsset {
  /** Such as `USDT`. */
  readonly symbol: string;
  /** An amount counts units of 10^−decimals: 6 makes it micros, which is how amounts are named; 8 suits a coin. */
  readonly decimals: number;
}

/** The asset of a market that settles everything in USDT. */
export const PLAIN_ASSETS: readonly SettlementAsset[] = [{ symbol: 'USDT', decimals: 6 }];

/** What happens with margin that a finished liquidation leaves over. */
export type LeftoverRule = 'user' | 'fund';
/** Which positions of a cross account in liquidation are closed. */
export type CloseOutScope = 'largest-loss-first' | 'whole-account';

/** How much of a position a liquidation closes before it closes all of it (rules L5, L12 to L15). */
export type PartialRule =
  /** All of it at once. */
  | { readonly kind: 'none' }
  /** Above the threshold: as much as restores the margin, at most a slice. */
  | { readonly kind: 'restore-margin'; readonly thresholdMicros: QuoteMicros; readonly slicePpm: RatePpm }
  /** Above the threshold: a slice, then nothing for the cool-down; the next time all of it. */
  | {
      readonly kind: 'slice';
      readonly thresholdMicros: QuoteMicros;
      readonly slicePpm: RatePpm;
      readonly coolDownMs: number;
    }
  /** Down to the next lower risk tier, and again, while the margin is short. */
  | { readonly kind: 'tier-by-tier' }
  /** At most a share of the position, within bounds, and at most the upper bound an account and block. */
  | {
      readonly kind: 'block-cap';
      readonly sharePpm: RatePpm;
      readonly notionalMinMicros: QuoteMicros;
      readonly notionalMaxMicros: QuoteMicros;
      readonly blockMs: number;
    };

/** The worst price of a forced order (rules L6, L16, L17). */
export type ForcedPriceBound =
  /** Where the margin behind the position is used up. */
  | { readonly kind: 'bankruptcy' }
  /** The price band of the instrument: whatever the book pays. */
  | { readonly kind: 'band' }
  /** dYdX: `mark × (1 ∓ spread × maintenance rate × clamp(adjustment × (1 − equity / maintenance), 0, 1))`. */
  | { readonly kind: 'fillable'; readonly adjustmentPpm: RatePpm; readonly spreadPpm: RatePpm };

/** Who is deleveraged first (rule D2). */
export type DeleveragingRanking =
  | 'profit-and-leverage'
  | 'profit-and-margin-ratio'
  | 'gain-and-leverage'
  | 'rotation';
/** At which price (rule D1). */
export type DeleveragingPrice = 'bankruptcy' | 'mark' | 'previous-mark';

/** A fund that falls too fast stops taking over (rule I6). */
export interface DrawdownRule {
  readonly windowMs: number;
  /** Stops when the fund is further below its peak of the window than this share of the peak. */
  readonly startPpm: RatePpm;
  /** Takes over again when it is less than this share below. */
  readonly stopPpm: RatePpm;
}

export interface MarketRules {
  /** The first one is the asset of commands that name none. */
  readonly assets: readonly SettlementAsset[];

  /** Maintenance of an isolated position on its notional at mark or on its notional of entry; cross is at mark. */
  readonly maintenanceBasis: 'mark' | 'entry';
  /** Whether maintenance includes the taker fee of closing at mark. */
  readonly isClosingFeeInMaintenance: boolean;
  /** Initial margin of two hedged legs: of both, or of the larger. */
  readonly hedgeInitialMargin: 'both-legs' | 'larger-leg';
  /** What an isolated bucket must keep when margin is taken out: initial margin, or a tenth of notional if that is more. */
  readonly isolatedRemovalFloor: 'initial' | 'initial-or-tenth';

  /** Whether an account chooses its margin mode for each instrument or for all of them at once. */
  readonly marginModeScope: 'instrument' | 'account';
  /** Whether a change of mode needs a flat instrument without orders, or only margin enough afterwards. */
  readonly marginModeChange: 'when-flat' | 'when-covered';
  readonly isHedgeModeOffered: boolean;
  /** Whether leverage may be lowered when it is covered, or never with an isolated position. */
  readonly leverageLowering: 'when-covered' | 'not-when-isolated';
  /** Whether accounts choose leverage at all; else it is that of the risk tier. */
  readonly isLeverageChosen: boolean;
  /** Whether a price change is all it takes for an amended order to lose its place, or any change. */
  readonly amendKeepsPriority: 'when-only-reduced' | 'never';

  /** Liquidate at equity = maintenance (true) or only below it (false). */
  readonly isTriggerInclusive: boolean;
  /** Orders that a liquidation cancels first: those of its scope, all of the account, or none. */
  readonly orderCancelScope: 'scope' | 'account' | 'none';
  /** Whether the two legs of a hedged instrument are closed against each other first, at mark. */
  readonly isHedgeNetted: boolean;
  readonly partial: PartialRule;
  readonly forcedPriceBound: ForcedPriceBound;
  /** Fill-or-kill for a part of a position, instead of immediate-or-cancel. */
  readonly isPartialFillOrKill: boolean;
  /** Where the bankruptcy price is further than this from the mark, the mark is used instead; 0 says never. */
  readonly bankruptcyDeviationPpmMax: RatePpm;
  /** The fund takes over at once, past the book, whoever has less than this share of maintenance left; 0 says never. */
  readonly backstopPpm: RatePpm;
  readonly leftover: LeftoverRule;
  readonly closeOutScope: CloseOutScope;

  /** The insurance fund holds at most this share of its equity as inventory, in notional. */
  readonly insuranceInventoryPpmMax: RatePpm;
  readonly insuranceDrawdown: DrawdownRule | null;

  readonly deleveragingRanking: DeleveragingRanking;
  readonly deleveragingPrice: DeleveragingPrice;
}

/** The rules of the house: those of a market that was given none. */
export const HOUSE_RULES: MarketRules = {
  assets: PLAIN_ASSETS,
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
