/**
 * One schema for everything a client may send. The hand-written types of `socket-events.ts` stay the truth: each
 * schema is annotated with its type and fails to compile when the two part ways. Objects are strict, texts are
 * bounded, numbers are finite.
 */
import { z } from 'zod';
import type {
  ClientEventName,
  HandshakeAuth,
  JoinRequest,
  RequestOf,
  ResetRequest,
  ServerEventName,
  ShockRequest,
  SpeedRequest,
  StepRequest,
} from '../socket-events.ts';
import type {
  AdjustMarginRequest,
  CancelAllRequest,
  CancelOrderRequest,
  PlaceOrderRequest,
  PlaceOrdersRequest,
  SetLeverageRequest,
  SetMarginModeRequest,
} from '../trading-requests.ts';

/** Longer than any decimal number that the engine's integers can hold. */
const DECIMAL_LENGTH_MAX = 40;
const TOKEN_LENGTH_MAX = 128;
/** Four code units a character: the longest that UTF-8 and combining marks make of 24 characters. */
const NAME_UNITS_MAX = 96;
const STEP_MS_MAX = 86_400_000;
const LEVERAGE_MAX = 1_000;
const ORDERS_A_BATCH_MAX = 100;

const positiveDecimal = z
  .string('expected a positive decimal string such as "0.25"')
  .max(DECIMAL_LENGTH_MAX, `expected at most ${DECIMAL_LENGTH_MAX} characters`)
  .regex(/^(?:0|[1-9]\d*)(?:\.\d+)?$/, 'expected a positive decimal string such as "0.25"');
const signedDecimal = z
  .string('expected a decimal string such as "-12.5"')
  .max(DECIMAL_LENGTH_MAX, `expected at most ${DECIMAL_LENGTH_MAX} characters`)
  .regex(/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/, 'expected a decimal string such as "-12.5"');
const symbol = z
  .string('expected the symbol of an instrument')
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/, 'expected a symbol of 1 to 32 letters and digits');
const side = z.enum(['buy', 'sell'], 'expected "buy" or "sell"');
const marginMode = z.enum(['isolated', 'cross'], 'expected "isolated" or "cross"');
const timeInForce = z.enum(['gtc', 'ioc', 'fok'], 'expected "gtc", "ioc" or "fok"');
const flag = z.boolean('expected true or false');
const requestId = z
  .string('expected a request id')
  .regex(/^[A-Za-z0-9._:-]{1,64}$/, 'expected a request id of 1 to 64 letters, digits, dots, dashes')
  .optional();
const token = z
  .string('expected a token')
  .max(TOKEN_LENGTH_MAX, `expected at most ${TOKEN_LENGTH_MAX} characters`);

function wholeNumber(minimum: number, maximum: number): z.ZodType<number> {
  const expectation = `expected a whole number from ${minimum} to ${maximum}`;
  return z.number(expectation).int(expectation).min(minimum, expectation).max(maximum, expectation);
}

const OBJECT_EXPECTED = 'expected an object with named fields';

/** What is in the `auth` of the Socket.IO handshake. */
export const handshakeAuthCodec: z.ZodType<HandshakeAuth> = z.strictObject(
  { adminToken: token.optional(), seatToken: token.optional() },
  OBJECT_EXPECTED,
);

const join: z.ZodType<JoinRequest> = z.strictObject(
  {
    name: z
      .string('expected a name')
      .max(NAME_UNITS_MAX, 'expected a name of at most 24 characters')
      .normalize('NFC')
      .regex(
        /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} ._-]{0,22}[\p{L}\p{M}\p{N}._-])?$/u,
        'expected a name of 1 to 24 letters, digits, spaces, dots, dashes',
      ),
    requestId,
  },
  OBJECT_EXPECTED,
);

const orderFields = {
  symbol,
  side,
  type: z.enum(['limit', 'market'], 'expected "limit" or "market"'),
  size: positiveDecimal,
  price: positiveDecimal.optional(),
  timeInForce: timeInForce.optional(),
  postOnly: flag.optional(),
  reduceOnly: flag.optional(),
  clientOrderId: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
};

type PricedOrder = Pick<PlaceOrderRequest, 'type' | 'price'>;

/** A limit order has a price, a market order has none. */
function priceAsItsTypeWants<Order extends PricedOrder>(order: z.ZodType<Order>): z.ZodType<Order> {
  return order
    .refine(({ type, price }) => type === 'market' || price !== undefined, {
      path: ['price'],
      error: 'expected a price, which a limit order needs',
    })
    .refine(({ type, price }) => type === 'limit' || price === undefined, {
      path: ['price'],
      error: 'expected no price on a market order',
    });
}

const placeOrder: z.ZodType<PlaceOrderRequest> = priceAsItsTypeWants(
  z.strictObject({ ...orderFields, requestId }, OBJECT_EXPECTED),
);

const ORDERS_EXPECTED = `expected a list of 1 to ${ORDERS_A_BATCH_MAX} orders`;
const placeOrders: z.ZodType<PlaceOrdersRequest> = z.strictObject(
  {
    orders: z
      .array(priceAsItsTypeWants(z.strictObject(orderFields, OBJECT_EXPECTED)), ORDERS_EXPECTED)
      .min(1, ORDERS_EXPECTED)
      .max(ORDERS_A_BATCH_MAX, ORDERS_EXPECTED),
    requestId,
  },
  OBJECT_EXPECTED,
);

const cancelOrder: z.ZodType<CancelOrderRequest> = z.strictObject(
  { orderId: wholeNumber(1, Number.MAX_SAFE_INTEGER), requestId },
  OBJECT_EXPECTED,
);

const cancelAllOrders: z.ZodType<CancelAllRequest> = z.strictObject(
  { symbol: symbol.optional(), requestId },
  OBJECT_EXPECTED,
);

const setMarginMode: z.ZodType<SetMarginModeRequest> = z.strictObject(
  { symbol, mode: marginMode, requestId },
  OBJECT_EXPECTED,
);

const setLeverage: z.ZodType<SetLeverageRequest> = z.strictObject(
  { symbol, leverage: wholeNumber(1, LEVERAGE_MAX), requestId },
  OBJECT_EXPECTED,
);

const adjustMargin: z.ZodType<AdjustMarginRequest> = z.strictObject(
  { symbol, amount: signedDecimal, requestId },
  OBJECT_EXPECTED,
);

const runStep: z.ZodType<StepRequest> = z.strictObject(
  { simulatedMs: wholeNumber(1, STEP_MS_MAX) },
  OBJECT_EXPECTED,
);

const SPEED_EXPECTED = 'expected a number from 0.1 to 1000';
const runSpeed: z.ZodType<SpeedRequest> = z.strictObject(
  { speed: z.number(SPEED_EXPECTED).min(0.1, SPEED_EXPECTED).max(1_000, SPEED_EXPECTED) },
  OBJECT_EXPECTED,
);

const PERCENT_EXPECTED = 'expected a percentage from -50 to 50, not 0';
const runShock: z.ZodType<ShockRequest> = z.strictObject(
  {
    symbol: symbol.optional(),
    percent: z
      .number(PERCENT_EXPECTED)
      .min(-50, PERCENT_EXPECTED)
      .max(50, PERCENT_EXPECTED)
      .refine((percent) => percent !== 0, PERCENT_EXPECTED),
    requestId,
  },
  OBJECT_EXPECTED,
);

const runReset: z.ZodType<ResetRequest> = z.strictObject(
  {
    seed: z
      .string('expected a seed')
      .regex(/^[A-Za-z0-9._:-]{1,64}$/, 'expected a seed of 1 to 64 letters, digits, dots, dashes')
      .optional(),
    scenario: z
      .string('expected the name of a scenario')
      .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected the name of a scenario such as "quiet-day"')
      .optional(),
  },
  OBJECT_EXPECTED,
);

type RequestCodec<Name extends ClientEventName> =
  RequestOf<Name> extends undefined ? null : z.ZodType<RequestOf<Name>>;

/** The schema of every message a client may send; null for those that carry nothing but the acknowledgement. */
export const REQUEST_CODECS: { readonly [Name in ClientEventName]: RequestCodec<Name> } = {
  join,
  placeOrder,
  placeOrders,
  cancelOrder,
  cancelAllOrders,
  setMarginMode,
  setLeverage,
  adjustMargin,
  account: null,
  snapshot: null,
  seatTotals: null,
  runStart: null,
  runPause: null,
  runStep,
  runSpeed,
  runShock,
  runReset,
};

const SERVER_EVENTS: Readonly<Record<ServerEventName, true>> = {
  hello: true,
  runState: true,
  frame: true,
  accountState: true,
  fill: true,
  liquidation: true,
  stopping: true,
};

/** Every message of the contract by name: what clients send, what the server sends. */
export const CLIENT_EVENT_NAMES: readonly ClientEventName[] = Object.keys(
  REQUEST_CODECS,
) as ClientEventName[];
export const SERVER_EVENT_NAMES: readonly ServerEventName[] = Object.keys(SERVER_EVENTS) as ServerEventName[];
