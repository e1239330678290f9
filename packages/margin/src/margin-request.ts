/**
 * The shape of a question about an account as people and programs write it: JSON with numbers as numbers or as
 * decimal strings. This file says what is well formed by itself; `resolve-request.ts` says what fits together.
 */
import type { MarginMode } from '@spillway/protocol';
import { z } from 'zod';
import type { DecimalInput } from './decimal.ts';
import type { ContractKind, MaintenanceBasis, PositionSide } from './margin-position.ts';
import {
  anyDecimal,
  choiceSchema,
  decimalFromZero,
  flagSchema,
  fraction,
  listSchema,
  objectSchema,
  positiveDecimal,
  share,
  signedRate,
  symbolSchema,
} from './request-schema.ts';
import type { AmountRounding, PriceRounding } from './rounding.ts';

export interface TierInput {
  readonly floor: DecimalInput;
  /** Maintenance rate as a fraction. */
  readonly mmr: DecimalInput;
  /** Maintenance amount; follows from floors and rates when absent. */
  readonly cum?: DecimalInput | null | undefined;
}

/** A tier of venues that publish leverage alone: maintenance is half the initial margin at the largest leverage. */
export interface LeverageTierInput {
  readonly floor: DecimalInput;
  readonly leverageMax: DecimalInput;
}

/** How figures are shown; what is counted on stays exact. */
export interface RoundingInput {
  readonly tickSize?: DecimalInput | null | undefined;
  /** `towards-mark` when absent: a long's price up, a short's down. */
  readonly price?: PriceRounding | null | undefined;
  readonly amountStep?: DecimalInput | null | undefined;
  /** `half-even` when absent. */
  readonly amount?: AmountRounding | null | undefined;
}

export interface MarginRulesInput {
  /** The preset whose tiers and rules are used where the request states none. */
  readonly preset?: string | null | undefined;
  /** `linear` when absent. An account holds one kind: its wallet is in the currency that the contracts pay. */
  readonly contract?: ContractKind | null | undefined;
  /** `hedge` lets a symbol have a long and a short leg; `one-way` when absent. */
  readonly positionMode?: 'one-way' | 'hedge' | null | undefined;
  readonly maintenanceBasis?: MaintenanceBasis | null | undefined;
  /** A fraction of notional that must be left to pay for closing (OKX, Gate); 0 when absent. */
  readonly closingFee?: DecimalInput | null | undefined;
  /** `inclusive` liquidates at equity = maintenance, `strict` only below. */
  readonly trigger?: 'inclusive' | 'strict' | null | undefined;
  /** True where open orders need maintenance as if filled, and their opening fee (KuCoin, OKX). */
  readonly ordersInMaintenance?: boolean | null | undefined;
  /** A fraction of an open order's notional, taken off the equity where orders are in maintenance. */
  readonly openingFee?: DecimalInput | null | undefined;
  readonly rounding?: RoundingInput | null | undefined;
}

/** What maintenance a position or an order asks: one rate; or tiers; or a preset's tiers. */
export interface RateInput {
  /** One maintenance rate and amount for every notional; or `tiers`; or neither, with a preset. */
  readonly mmr?: DecimalInput | null | undefined;
  readonly cum?: DecimalInput | null | undefined;
  readonly tiers?: readonly TierInput[] | null | undefined;
  readonly leverageTiers?: readonly LeverageTierInput[] | null | undefined;
}

export interface PositionInput extends RateInput {
  readonly symbol: string;
  readonly side: PositionSide;
  /** Positive; in coin (linear), in quote currency (inverse), or in contracts of `multiplier`. */
  readonly qty: DecimalInput;
  readonly multiplier?: DecimalInput | null | undefined;
  readonly entry: DecimalInput;
  readonly mark: DecimalInput;
  readonly mode: MarginMode;
  /** The bucket of an isolated position; notional at entry / leverage when absent. */
  readonly margin?: DecimalInput | null | undefined;
  /** Coin in the bucket beside `margin`, worth its mark price (GMX). */
  readonly coinMargin?: DecimalInput | null | undefined;
  readonly leverage?: DecimalInput | null | undefined;
  /** The rate of one funding payment at this mark, taken from bucket or wallet before anything else. */
  readonly fundingRate?: DecimalInput | null | undefined;
}

export interface OrderInput extends RateInput {
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly qty: DecimalInput;
  readonly multiplier?: DecimalInput | null | undefined;
  readonly price: DecimalInput;
  /** That of the position in the symbol, or the order's own price, when absent. */
  readonly mark?: DecimalInput | null | undefined;
  /** That of the position in the symbol when absent. */
  readonly leverage?: DecimalInput | null | undefined;
}

/** What closing a position, or a part of it, would come to. */
export interface CloseOutInput {
  readonly symbol: string;
  /** Needed where the symbol has two legs. */
  readonly side?: PositionSide | null | undefined;
  /** All of the position when absent. */
  readonly qty?: DecimalInput | null | undefined;
  /** Its bankruptcy price when absent. */
  readonly price?: DecimalInput | null | undefined;
  /** With the next, asks for the price at which dYdX offers a liquidation. */
  readonly bankruptcyAdjustment?: DecimalInput | null | undefined;
  readonly spreadToMaintenanceRatio?: DecimalInput | null | undefined;
}

/** A question about an account that stands for itself. */
export interface MarginRequest {
  /** The name of a preset, or rules one by one. */
  readonly rules?: string | MarginRulesInput | null | undefined;
  /** All cash of the account, isolated buckets included, in the currency that the contracts pay. */
  readonly wallet: DecimalInput;
  readonly positions: readonly PositionInput[];
  readonly orders?: readonly OrderInput[] | null | undefined;
  readonly closeOut?: CloseOutInput | null | undefined;
  /** The symbol that the reader asks about. */
  readonly target?: string | null | undefined;
}

/**
 * As it may be written. `quoteBalance` in place of `wallet` is how dYdX states an account: what is left of the cash
 * when every position was paid for in full; entries may then be left out, since no figure depends on them.
 */
export type WrittenRequest = Omit<MarginRequest, 'wallet' | 'positions'> & {
  readonly wallet?: DecimalInput | null | undefined;
  readonly quoteBalance?: DecimalInput | null | undefined;
  readonly positions: readonly WrittenPosition[];
};
export type WrittenPosition = Omit<PositionInput, 'entry'> & {
  readonly entry?: DecimalInput | null | undefined;
};

const POSITION_COUNT_MAX = 100;
const ORDER_COUNT_MAX = 200;
const TIER_COUNT_MAX = 64;

const tierSchema: z.ZodType<TierInput> = objectSchema({
  floor: decimalFromZero,
  mmr: fraction,
  cum: decimalFromZero.nullish(),
});
const leverageTierSchema: z.ZodType<LeverageTierInput> = objectSchema({
  floor: decimalFromZero,
  leverageMax: positiveDecimal,
});
export const tierListSchema: z.ZodType<TierInput[]> = listSchema(tierSchema, {
  name: 'tiers',
  countMax: TIER_COUNT_MAX,
});

const rateShape = {
  mmr: fraction.nullish(),
  cum: decimalFromZero.nullish(),
  tiers: tierListSchema.nullish(),
  leverageTiers: listSchema(leverageTierSchema, { name: 'tiers', countMax: TIER_COUNT_MAX }).nullish(),
};

const positionSchema: z.ZodType<WrittenPosition> = objectSchema({
  symbol: symbolSchema,
  side: choiceSchema<PositionSide>('long', 'short'),
  qty: positiveDecimal,
  multiplier: positiveDecimal.nullish(),
  entry: positiveDecimal.nullish(),
  mark: positiveDecimal,
  mode: choiceSchema<MarginMode>('isolated', 'cross'),
  margin: positiveDecimal.nullish(),
  coinMargin: positiveDecimal.nullish(),
  leverage: positiveDecimal.nullish(),
  fundingRate: signedRate.nullish(),
  ...rateShape,
});

const orderSchema: z.ZodType<OrderInput> = objectSchema({
  symbol: symbolSchema,
  side: choiceSchema<'buy' | 'sell'>('buy', 'sell'),
  qty: positiveDecimal,
  multiplier: positiveDecimal.nullish(),
  price: positiveDecimal,
  mark: positiveDecimal.nullish(),
  leverage: positiveDecimal.nullish(),
  ...rateShape,
});

const closeOutSchema: z.ZodType<CloseOutInput> = objectSchema({
  symbol: symbolSchema,
  side: choiceSchema<PositionSide>('long', 'short').nullish(),
  qty: positiveDecimal.nullish(),
  price: positiveDecimal.nullish(),
  bankruptcyAdjustment: decimalFromZero.nullish(),
  spreadToMaintenanceRatio: decimalFromZero.nullish(),
});

const AMOUNT_ROUNDINGS = ['up', 'down', 'half-up', 'half-even'] as const;

export const roundingSchema: z.ZodType<RoundingInput> = objectSchema({
  tickSize: positiveDecimal.nullish(),
  price: choiceSchema<PriceRounding>('towards-mark', ...AMOUNT_ROUNDINGS).nullish(),
  amountStep: positiveDecimal.nullish(),
  amount: choiceSchema<AmountRounding>(...AMOUNT_ROUNDINGS).nullish(),
});

/** The name of a preset stands for the object that names it. */
const rulesSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { preset: value } : value),
  objectSchema({
    preset: z.string({ error: 'expected the name of a preset' }).nullish(),
    contract: choiceSchema<ContractKind>('linear', 'inverse').nullish(),
    positionMode: choiceSchema<'one-way' | 'hedge'>('one-way', 'hedge').nullish(),
    maintenanceBasis: choiceSchema<MaintenanceBasis>('mark', 'entry').nullish(),
    closingFee: fraction.nullish(),
    trigger: choiceSchema<'inclusive' | 'strict'>('inclusive', 'strict').nullish(),
    ordersInMaintenance: flagSchema.nullish(),
    openingFee: share.nullish(),
    rounding: roundingSchema.nullish(),
  }),
);

/** What a request about an account may say. */
export const accountRequestSchema: z.ZodType<WrittenRequest> = objectSchema({
  kind: z.literal('account').nullish(),
  rules: rulesSchema.nullish(),
  wallet: anyDecimal.nullish(),
  quoteBalance: anyDecimal.nullish(),
  positions: listSchema(positionSchema, { name: 'positions', countMax: POSITION_COUNT_MAX }),
  orders: listSchema(orderSchema, { name: 'orders', countMax: ORDER_COUNT_MAX }).nullish(),
  closeOut: closeOutSchema.nullish(),
  target: symbolSchema.nullish(),
}) as z.ZodType<WrittenRequest>;
