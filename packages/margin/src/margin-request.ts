/**
 * The shape of a margin question as people and programs write it: JSON with numbers as numbers or as decimal
 * strings. This file says what is well formed by itself; `resolve-request.ts` says what fits together.
 */
import type { MarginMode } from '@spillway/protocol';
import { z } from 'zod';
import { type DecimalInput, MarginDecimal } from './decimal.ts';
import type { MaintenanceBasis, PositionSide } from './margin-position.ts';

export interface TierInput {
  readonly floor: DecimalInput;
  /** Maintenance rate as a fraction. */
  readonly mmr: DecimalInput;
  /** Maintenance amount; follows from floors and rates when absent. */
  readonly cum?: DecimalInput | null | undefined;
}

export interface MarginRulesInput {
  /** The preset whose tiers and rules are used where the request states none. */
  readonly preset?: string | null | undefined;
  readonly maintenanceBasis?: MaintenanceBasis | null | undefined;
  /** A fraction of notional that must be left to pay for closing (OKX, Gate); 0 when absent. */
  readonly closingFee?: DecimalInput | null | undefined;
  /** `inclusive` liquidates at equity = maintenance, `strict` only below. */
  readonly trigger?: 'inclusive' | 'strict' | null | undefined;
}

export interface PositionInput {
  readonly symbol: string;
  readonly side: PositionSide;
  /** In the base currency, positive; the side carries the sign. */
  readonly qty: DecimalInput;
  readonly entry: DecimalInput;
  readonly mark: DecimalInput;
  readonly mode: MarginMode;
  /** The bucket of an isolated position; entry notional / leverage when absent. */
  readonly margin?: DecimalInput | null | undefined;
  readonly leverage?: DecimalInput | null | undefined;
  /** One maintenance rate and amount for every notional; or `tiers`; or neither, with a preset. */
  readonly mmr?: DecimalInput | null | undefined;
  readonly cum?: DecimalInput | null | undefined;
  readonly tiers?: readonly TierInput[] | null | undefined;
}

export interface MarginRequest {
  /** The name of a preset, or rules one by one. */
  readonly rules?: string | MarginRulesInput | null | undefined;
  /** All cash of the account, isolated buckets included. */
  readonly wallet: DecimalInput;
  readonly positions: readonly PositionInput[];
  /** The symbol that the reader asks about. */
  readonly target?: string | null | undefined;
}

const POSITION_COUNT_MAX = 100;
const TIER_COUNT_MAX = 64;
const TEXT_LENGTH_MAX = 64;
const DECIMAL_PATTERN = /^-?\d+(?:\.\d+)?$/;
/** Above any price, size or balance there is, and far from where 40 digits would begin to round. */
const MAGNITUDE_MAX = '1e15';
const MAGNITUDE_MIN = '1e-15';

function decimalOf(value: unknown): MarginDecimal | null {
  if (typeof value === 'number' && Number.isFinite(value)) return new MarginDecimal(value);
  if (typeof value !== 'string' || value.length > TEXT_LENGTH_MAX || !DECIMAL_PATTERN.test(value))
    return null;
  return new MarginDecimal(value);
}

function isWithinMagnitude(value: MarginDecimal): boolean {
  return value.isZero() || (value.abs().lt(MAGNITUDE_MAX) && value.abs().gte(MAGNITUDE_MIN));
}

function decimalSchema(
  expected: string,
  isAcceptable: (value: MarginDecimal) => boolean,
): z.ZodType<DecimalInput> {
  return z.custom<DecimalInput>(
    (value) => {
      const decimal = decimalOf(value);
      return decimal !== null && isWithinMagnitude(decimal) && isAcceptable(decimal);
    },
    { error: `expected ${expected}` },
  );
}

const anyDecimal = decimalSchema('a decimal number', () => true);
const positiveDecimal = decimalSchema('a positive decimal number', (value) => value.gt(0));
const decimalFromZero = decimalSchema('a decimal number from 0 up', (value) => value.gte(0));
const fraction = decimalSchema(
  'a fraction from 0 up and below 1, such as 0.005 for 0.5 %',
  (value) => value.gte(0) && value.lt(1),
);

function choiceSchema<Choice extends string>(first: Choice, second: Choice): z.ZodType<Choice> {
  return z.enum([first, second], { error: `expected "${first}" or "${second}"` }) as z.ZodType<Choice>;
}

const symbolSchema = z
  .string({ error: 'expected a symbol such as "BTCUSDT"' })
  .regex(/^[A-Za-z0-9:._-]{1,32}$/, { error: 'expected a symbol such as "BTCUSDT"' });

const tierSchema: z.ZodType<TierInput> = z.strictObject(
  { floor: decimalFromZero, mmr: fraction, cum: decimalFromZero.nullish() },
  { error: objectError('floor, mmr, cum') },
);

const positionSchema: z.ZodType<PositionInput> = z.strictObject(
  {
    symbol: symbolSchema,
    side: choiceSchema<PositionSide>('long', 'short'),
    qty: positiveDecimal,
    entry: positiveDecimal,
    mark: positiveDecimal,
    mode: choiceSchema<MarginMode>('isolated', 'cross'),
    margin: positiveDecimal.nullish(),
    leverage: positiveDecimal.nullish(),
    mmr: fraction.nullish(),
    cum: decimalFromZero.nullish(),
    tiers: listSchema(tierSchema, { name: 'tiers', countMax: TIER_COUNT_MAX }).nullish(),
  },
  { error: objectError('symbol, side, qty, entry, mark, mode, margin, leverage, mmr, cum, tiers') },
);

/** The name of a preset stands for the object that names it. */
const rulesSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { preset: value } : value),
  z.strictObject(
    {
      preset: z.string({ error: 'expected the name of a preset' }).nullish(),
      maintenanceBasis: choiceSchema<MaintenanceBasis>('mark', 'entry').nullish(),
      closingFee: fraction.nullish(),
      trigger: choiceSchema<'inclusive' | 'strict'>('inclusive', 'strict').nullish(),
    },
    { error: objectError('preset, maintenanceBasis, closingFee, trigger') },
  ),
);

const requestSchema: z.ZodType<MarginRequest> = z.strictObject(
  {
    rules: rulesSchema.nullish(),
    wallet: anyDecimal,
    positions: listSchema(positionSchema, { name: 'positions', countMax: POSITION_COUNT_MAX }),
    target: symbolSchema.nullish(),
  },
  { error: objectError('rules, wallet, positions, target') },
);

function listSchema<Item>(
  item: z.ZodType<Item>,
  { name, countMax }: { readonly name: string; readonly countMax: number },
): z.ZodType<Item[]> {
  const error = `expected a list of 1 to ${countMax} ${name}`;
  return z.array(item, { error }).min(1, { error }).max(countMax, { error });
}

function objectError(keys: string): (issue: { readonly code?: string | undefined }) => string {
  return ({ code }) =>
    code === 'unrecognized_keys' ? `expected no other keys than ${keys}` : `expected an object with ${keys}`;
}

const GOT_LENGTH_MAX = 60;

function quoted(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? typeof value);
  return text.length > GOT_LENGTH_MAX ? `${text.slice(0, GOT_LENGTH_MAX)}…` : text;
}

function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'input';
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((current, key) => {
    return current !== null && typeof current === 'object' ? Reflect.get(current, key) : undefined;
  }, value);
}

/** One line: where, what was expected, what came. */
export function faultLine(path: readonly PropertyKey[], expected: string, root: unknown): string {
  return `${pathText(path)}: ${expected}, got ${quoted(valueAt(root, path))}`;
}

export type CheckedShape =
  | { readonly isParsed: true; readonly request: MarginRequest }
  | { readonly isParsed: false; readonly faults: readonly string[] };

/** Checks the shape alone: kinds, keys, ranges of single numbers. */
export function checkShape(value: unknown): CheckedShape {
  const result = requestSchema.safeParse(value);
  if (result.success) return { isParsed: true, request: result.data };
  const faults = result.error.issues.map((issue) => {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : null;
    if (keys !== null) return `${pathText(issue.path)}: ${issue.message}, got ${keys}`;
    return faultLine(issue.path, issue.message, value);
  });
  return { isParsed: false, faults };
}
