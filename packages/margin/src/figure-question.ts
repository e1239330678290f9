/**
 * The shapes of questions beside that about an account: figures of funding, liquidation, insurance and deleveraging.
 * Each is an object with a `kind`; the file named after the kind has its formula.
 */
import { z } from 'zod';
import type { DecimalInput } from './decimal.ts';
import type { BankruptInput, CandidateInput, DeleveragingQuestion } from './deleveraging.ts';
import type { DeleveragingRanking } from './deleveraging-score.ts';
import type { DeleveragingTriggerQuestion } from './deleveraging-trigger.ts';
import type { FundingQuestion, PremiumAveraging } from './funding-rate.ts';
import type { InsuranceQuestion } from './insurance-delta.ts';
import type { PositionSide } from './margin-position.ts';
import { type RoundingInput, roundingSchema, tierListSchema } from './margin-request.ts';
import type { MarkPriceQuestion } from './mark-price.ts';
import type { PartialLiquidationQuestion } from './partial-liquidation.ts';
import {
  anyDecimal,
  choiceSchema,
  decimalFromZero,
  decimalSchema,
  flagSchema,
  fraction,
  listSchema,
  methodSchema,
  objectSchema,
  positiveDecimal,
  share,
  signedRate,
} from './request-schema.ts';
import type { SlippageMaintenanceQuestion } from './slippage-maintenance.ts';
import type { SocialisedLossQuestion } from './socialised-loss.ts';

/** What an order takes out of the available balance. */
export interface OrderCostRequest {
  readonly side: 'buy' | 'sell';
  readonly price: DecimalInput;
  readonly mark: DecimalInput;
  readonly qty: DecimalInput;
  readonly leverage: DecimalInput;
  readonly rounding?: RoundingInput | null | undefined;
}

/** The question of each kind. */
export interface FigureQuestions {
  readonly 'order-cost': OrderCostRequest;
  readonly funding: FundingQuestion;
  readonly 'mark-price': MarkPriceQuestion;
  readonly 'partial-liquidation': PartialLiquidationQuestion;
  readonly insurance: InsuranceQuestion;
  readonly deleveraging: DeleveragingQuestion;
  readonly 'deleveraging-trigger': DeleveragingTriggerQuestion;
  readonly 'socialised-loss': SocialisedLossQuestion;
  readonly 'slippage-maintenance': SlippageMaintenanceQuestion;
}

export type FigureKind = keyof FigureQuestions;
export type FigureQuestion = {
  [Kind in FigureKind]: { readonly kind: Kind; readonly question: FigureQuestions[Kind] };
}[FigureKind];

/** 480 of one a minute over eight hours, and some. */
const SAMPLE_COUNT_MAX = 500;
const CANDIDATE_COUNT_MAX = 500;
const LEVEL_COUNT_MAX = 500;
const VENUE_COUNT_MAX = 20;
const ACCOUNT_ID_MAX = 2 ** 31 - 1;

const sideSchema = choiceSchema<PositionSide>('long', 'short');
const idError = `expected an account number from 0 to ${ACCOUNT_ID_MAX}`;
const idSchema = z.int({ error: idError }).min(0, { error: idError }).max(ACCOUNT_ID_MAX, { error: idError });
const drawdownSchema = decimalSchema('a drawdown from -1 to 0, such as -0.3 for 30 %', (value) => {
  return value.gte(-1) && value.lte(0);
});
const tierCountSchema = decimalSchema(
  'a whole number from 1 up',
  (value) => value.gte(1) && value.isInteger(),
);

const orderCost: z.ZodType<OrderCostRequest> = objectSchema({
  side: choiceSchema<'buy' | 'sell'>('buy', 'sell'),
  price: positiveDecimal,
  mark: positiveDecimal,
  qty: positiveDecimal,
  leverage: positiveDecimal,
  rounding: roundingSchema.nullish(),
});

const samples = { countMax: SAMPLE_COUNT_MAX } as const;

const funding: z.ZodType<FundingQuestion> = objectSchema({
  premiums: listSchema(signedRate, { name: 'premiums', ...samples }).nullish(),
  samples: listSchema(
    objectSchema({ impactBid: positiveDecimal, impactAsk: positiveDecimal, index: positiveDecimal }),
    { name: 'samples', ...samples },
  ).nullish(),
  averaging: choiceSchema<PremiumAveraging>('time-weighted', 'mean', 'median').nullish(),
  interest: signedRate.nullish(),
  interestDaily: objectSchema({
    quote: signedRate,
    base: signedRate,
    intervalsPerDay: positiveDecimal,
  }).nullish(),
  clamp: fraction.nullish(),
  cap: decimalFromZero.nullish(),
  capFrom: objectSchema({
    initialRate: fraction,
    maintenanceRate: fraction,
    factor: decimalFromZero,
  }).nullish(),
  intervalHours: positiveDecimal.nullish(),
  ratesFor: choiceSchema<'eight-hours' | 'interval'>('eight-hours', 'interval').nullish(),
  payment: objectSchema({ side: sideSchema, qty: positiveDecimal, mark: positiveDecimal }).nullish(),
});

const markPrice: z.ZodType<MarkPriceQuestion> = methodSchema({
  'mean-basis': {
    index: positiveDecimal,
    lastFundingRate: signedRate,
    hoursToFunding: decimalFromZero,
    intervalHours: positiveDecimal.nullish(),
    basisSamples: listSchema(anyDecimal, { name: 'samples', ...samples }),
    last: positiveDecimal,
  },
  'average-basis': {
    oracle: positiveDecimal,
    basisSamples: listSchema(objectSchema({ seconds: positiveDecimal, basis: anyDecimal }), {
      name: 'samples',
      ...samples,
    }),
    bid: positiveDecimal,
    ask: positiveDecimal,
    last: positiveDecimal,
    perpetuals: listSchema(objectSchema({ price: positiveDecimal, weight: positiveDecimal }), {
      name: 'perpetuals',
      countMax: VENUE_COUNT_MAX,
    }),
  },
});

const partialLiquidation: z.ZodType<PartialLiquidationQuestion> = methodSchema({
  'restore-margin': {
    marginShortage: positiveDecimal,
    maintenanceRate: fraction,
    mark: positiveDecimal,
    quotePrice: positiveDecimal.nullish(),
    liquidationFee: fraction.nullish(),
    insuranceFee: fraction.nullish(),
    insuranceFeeMax: fraction.nullish(),
    qty: positiveDecimal.nullish(),
    sliceShare: share.nullish(),
    sliceAbove: decimalFromZero.nullish(),
  },
  slice: {
    qty: positiveDecimal,
    mark: positiveDecimal,
    sliceShare: share,
    sliceAbove: decimalFromZero,
  },
  'tiers-down': {
    qty: positiveDecimal,
    mark: positiveDecimal,
    tiers: tierListSchema,
    tiersDown: tierCountSchema.nullish(),
  },
  'block-cap': {
    qty: positiveDecimal,
    mark: positiveDecimal,
    share,
    notionalMin: decimalFromZero,
    notionalMax: positiveDecimal,
  },
});

const insurance: z.ZodType<InsuranceQuestion> = objectSchema({
  side: sideSchema,
  qty: positiveDecimal.nullish(),
  fillPrice: positiveDecimal.nullish(),
  fillQuote: decimalFromZero.nullish(),
  bankruptcyPrice: positiveDecimal.nullish(),
  bankruptcyQuote: anyDecimal.nullish(),
  entry: positiveDecimal.nullish(),
  margin: anyDecimal.nullish(),
  feeMax: share.nullish(),
  fund: decimalFromZero.nullish(),
});

const bankrupt: z.ZodType<BankruptInput> = objectSchema({
  side: sideSchema,
  qty: positiveDecimal,
  entry: positiveDecimal,
  balance: decimalFromZero,
});
const candidate: z.ZodType<CandidateInput> = objectSchema({
  id: idSchema,
  side: sideSchema,
  qty: positiveDecimal,
  entry: positiveDecimal,
  balance: anyDecimal,
  maintenanceMargin: decimalFromZero.nullish(),
});

const deleveraging: z.ZodType<DeleveragingQuestion> = objectSchema({
  ranking: choiceSchema<DeleveragingRanking>(
    'binance',
    'bitmex',
    'hyperliquid',
    'profit-to-balance',
    'in-order',
  ),
  mark: positiveDecimal,
  bankrupt,
  fund: decimalFromZero,
  candidates: listSchema(candidate, { name: 'candidates', countMax: CANDIDATE_COUNT_MAX }),
  closedAt: choiceSchema<'bankruptcy' | 'mark' | 'previous-mark'>(
    'bankruptcy',
    'mark',
    'previous-mark',
  ).nullish(),
  previousMark: positiveDecimal.nullish(),
});

const deleveragingTrigger: z.ZodType<DeleveragingTriggerQuestion> = objectSchema({
  poolPeak: positiveDecimal,
  loss: decimalFromZero,
  startThreshold: drawdownSchema,
  stopThreshold: drawdownSchema,
  pool: anyDecimal.nullish(),
  isActive: flagSchema.nullish(),
});

const winner = objectSchema({ id: idSchema, profit: anyDecimal });
const socialisedLoss: z.ZodType<SocialisedLossQuestion> = methodSchema({
  'per-coin': {
    loss: decimalFromZero,
    longQty: decimalFromZero,
    shortQty: decimalFromZero,
    step: positiveDecimal.nullish(),
  },
  'by-profit': {
    loss: decimalFromZero,
    winners: listSchema(winner, { name: 'winners', countMax: CANDIDATE_COUNT_MAX }),
  },
});

const levels = listSchema(objectSchema({ price: positiveDecimal, qty: positiveDecimal }), {
  name: 'levels',
  countMax: LEVEL_COUNT_MAX,
});
const slippageMaintenance: z.ZodType<SlippageMaintenanceQuestion> = objectSchema({
  side: sideSchema,
  qty: positiveDecimal,
  mark: positiveDecimal,
  riskFactor: fraction,
  slippageFactor: decimalFromZero,
  bids: levels.nullish(),
  asks: levels.nullish(),
});

/** The schema of each kind, in the order in which help and documentation list them. */
export const FIGURE_SCHEMAS: { readonly [Kind in FigureKind]: z.ZodType<FigureQuestions[Kind]> } = {
  'order-cost': orderCost,
  funding,
  'mark-price': markPrice,
  'partial-liquidation': partialLiquidation,
  insurance,
  deleveraging,
  'deleveraging-trigger': deleveragingTrigger,
  'socialised-loss': socialisedLoss,
  'slippage-maintenance': slippageMaintenance,
};
