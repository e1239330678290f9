/** What the schemas of all margin questions share: decimals, choices, lists, and the words for what is wrong. */
import { z } from 'zod';
import { type DecimalInput, MarginDecimal } from './decimal.ts';

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

/** A number or a decimal string that is acceptable; the error says `expected …`. */
export function decimalSchema(
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

export const anyDecimal: z.ZodType<DecimalInput> = decimalSchema('a decimal number', () => true);
export const positiveDecimal: z.ZodType<DecimalInput> = decimalSchema('a positive decimal number', (value) =>
  value.gt(0),
);
export const decimalFromZero: z.ZodType<DecimalInput> = decimalSchema('a decimal number from 0 up', (value) =>
  value.gte(0),
);
export const fraction: z.ZodType<DecimalInput> = decimalSchema(
  'a fraction from 0 up and below 1, such as 0.005 for 0.5 %',
  (value) => value.gte(0) && value.lt(1),
);
/** A part of a whole, which may be all of it. */
export const share: z.ZodType<DecimalInput> = decimalSchema(
  'a share from 0 to 1, such as 0.2 for 20 %',
  (value) => value.gte(0) && value.lte(1),
);
/** A rate that may point either way, such as a premium or a funding rate. */
export const signedRate: z.ZodType<DecimalInput> = decimalSchema(
  'a rate between -1 and 1, such as 0.0001 for 0.01 %',
  (value) => value.abs().lte(1),
);

/** One of a closed set of words. */
export function choiceSchema<Choice extends string>(
  ...choices: readonly [Choice, Choice, ...Choice[]]
): z.ZodType<Choice> {
  const quotedChoices = choices.map((choice) => `"${choice}"`);
  const error = `expected ${quotedChoices.slice(0, -1).join(', ')} or ${quotedChoices.at(-1)}`;
  return z.enum(choices as unknown as [Choice, ...Choice[]], { error }) as z.ZodType<Choice>;
}

export const flagSchema: z.ZodType<boolean> = z.boolean({ error: 'expected true or false' });

export const symbolSchema: z.ZodType<string> = z
  .string({ error: 'expected a symbol such as "BTCUSDT"' })
  .regex(/^[A-Za-z0-9:._-]{1,32}$/, { error: 'expected a symbol such as "BTCUSDT"' });

/** A list with at least one item. */
export function listSchema<Item>(
  item: z.ZodType<Item>,
  { name, countMax }: { readonly name: string; readonly countMax: number },
): z.ZodType<Item[]> {
  const error = `expected a list of 1 to ${countMax} ${name}`;
  return z.array(item, { error }).min(1, { error }).max(countMax, { error });
}

type ObjectError = (issue: { readonly code?: string | undefined }) => string;

function objectError(keys: string): ObjectError {
  return ({ code }) =>
    code === 'unrecognized_keys' ? `expected no other keys than ${keys}` : `expected an object with ${keys}`;
}

/** An object with these keys and no others. */
export function objectSchema<Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape> {
  return z.strictObject(shape, { error: objectError(Object.keys(shape).join(', ')) }) as z.ZodObject<Shape>;
}

/** One of several objects, told apart by `method`. */
export function methodSchema<Question>(
  shapes: Readonly<Record<string, z.core.$ZodLooseShape>>,
): z.ZodType<Question> {
  const options = Object.entries(shapes).map(([method, shape]) =>
    objectSchema({ method: z.literal(method), ...shape }),
  );
  const names = Object.keys(shapes)
    .map((method) => `"${method}"`)
    .join(', ');
  const error: ObjectError = ({ code }) =>
    code === 'invalid_union' ? `expected one of ${names}` : `expected an object with method, one of ${names}`;
  const union = z.discriminatedUnion('method', options as unknown as [z.ZodObject, ...z.ZodObject[]], {
    error,
  });
  return union as unknown as z.ZodType<Question>;
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

/** Collects what does not fit, with the place and the value in the request. */
export class FaultList {
  readonly lines: string[] = [];
  readonly #root: unknown;

  constructor(root: unknown) {
    this.#root = root;
  }

  add(path: readonly PropertyKey[], expected: string): void {
    this.lines.push(faultLine(path, expected, this.#root));
  }
}

export type CheckedShape<Request> =
  | { readonly isParsed: true; readonly request: Request }
  | { readonly isParsed: false; readonly faults: readonly string[] };

/** Checks the shape alone: kinds, keys, ranges of single numbers. */
export function checkShape<Request>(schema: z.ZodType<Request>, value: unknown): CheckedShape<Request> {
  const result = schema.safeParse(value);
  if (result.success) return { isParsed: true, request: result.data };
  const faults = result.error.issues.map((issue) => {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : null;
    if (keys !== null) return `${pathText(issue.path)}: ${issue.message}, got ${keys}`;
    return faultLine(issue.path, issue.message, value);
  });
  return { isParsed: false, faults };
}
