/**
 * Commands in few words. Accounts and instruments are plain numbers here, prices ticks, sizes lots; whatever is
 * not named has the default that a reader expects.
 */
import {
  accountId,
  type Command,
  type EventSequence,
  eventSequence,
  type InstrumentSpecification,
  instrumentId,
  liquidationId,
  type MarketRules,
  MICROS_PER_QUOTE,
  orderId,
  type PlaceOrder,
  priceTicks,
  quoteMicros,
  type Side,
  simulatedMs,
  sizeLots,
} from '@spillway/protocol';

type WithoutTime<Kind> = Kind extends Command ? Omit<Kind, 'timeMs'> : never;

/** A command whose time is set by whoever applies it. */
export type UntimedCommand = WithoutTime<Command>;

type OrderOptions = Partial<
  Pick<
    PlaceOrder,
    | 'timeInForce'
    | 'isPostOnly'
    | 'isReduceOnly'
    | 'isClosePosition'
    | 'selfTradePrevention'
    | 'clientOrderId'
    | 'leg'
  >
> & {
  /** When a good-till-date order expires. */
  readonly expiresAt?: number;
  /** What an iceberg shows. */
  readonly display?: number;
};

export interface OrderTerms extends OrderOptions {
  readonly account: number;
  /** 0 when not given. */
  readonly instrument?: number;
  readonly side: Side;
  readonly lots: number;
}

function order(
  terms: OrderTerms,
  kind: Pick<PlaceOrder, 'orderType' | 'priceTicks' | 'timeInForce'>,
): UntimedCommand {
  const { account, instrument, side, lots, expiresAt, display, ...options } = terms;
  return {
    kind: 'PlaceOrder',
    accountId: accountId(account),
    instrumentId: instrumentId(instrument ?? 0),
    clientOrderId: 0,
    side,
    sizeLots: sizeLots(lots),
    isPostOnly: false,
    isReduceOnly: false,
    selfTradePrevention: 'cancel-taker',
    ...kind,
    ...options,
    ...(expiresAt === undefined ? {} : { expiresAtMs: simulatedMs(expiresAt) }),
    ...(display === undefined ? {} : { displayLots: sizeLots(display) }),
  };
}

export function placeLimit(terms: OrderTerms & { readonly ticks: number }): UntimedCommand {
  const { ticks, ...rest } = terms;
  return order(rest, { orderType: 'limit', priceTicks: priceTicks(ticks), timeInForce: 'gtc' });
}

export function placeMarket(terms: OrderTerms): UntimedCommand {
  return order(terms, { orderType: 'market', priceTicks: priceTicks(0), timeInForce: 'ioc' });
}

export function cancelOrder(account: number, id: number): UntimedCommand {
  return { kind: 'CancelOrder', accountId: accountId(account), orderId: orderId(id) };
}

export function cancelAll(account: number, instrument: number | null = null): UntimedCommand {
  const scope = instrument === null ? null : instrumentId(instrument);
  return { kind: 'CancelAllOrders', accountId: accountId(account), instrumentId: scope };
}

export function openAccount(account: number): UntimedCommand {
  return { kind: 'OpenAccount', accountId: accountId(account) };
}

/** Amounts of the quote currency here, not micros: tests read better so. */
export function deposit(account: number, quote: number): UntimedCommand {
  const amountMicros = quoteMicros(quote * MICROS_PER_QUOTE);
  return { kind: 'Deposit', accountId: accountId(account), amountMicros };
}

export function withdraw(account: number, quote: number): UntimedCommand {
  const amountMicros = quoteMicros(quote * MICROS_PER_QUOTE);
  return { kind: 'Withdraw', accountId: accountId(account), amountMicros };
}

export function contribute(quote: number): UntimedCommand {
  return { kind: 'FundInsurance', amountMicros: quoteMicros(quote * MICROS_PER_QUOTE) };
}

export function isolated(account: number, instrument = 0): UntimedCommand {
  return {
    kind: 'SetMarginMode',
    accountId: accountId(account),
    instrumentId: instrumentId(instrument),
    mode: 'isolated',
  };
}

export function leverage(account: number, times: number, instrument = 0): UntimedCommand {
  return {
    kind: 'SetLeverage',
    accountId: accountId(account),
    instrumentId: instrumentId(instrument),
    leverage: times,
  };
}

export function adjustMargin(account: number, quote: number, instrument = 0): UntimedCommand {
  return {
    kind: 'AdjustIsolatedMargin',
    accountId: accountId(account),
    instrumentId: instrumentId(instrument),
    deltaMicros: quoteMicros(quote * MICROS_PER_QUOTE),
  };
}

export function listInstrument(specification: InstrumentSpecification): UntimedCommand {
  return { kind: 'ListInstrument', specification };
}

export function rules(marketRules: MarketRules): UntimedCommand {
  return { kind: 'SetMarketRules', rules: marketRules };
}

export function mark(
  ticks: number,
  options: { readonly instrument?: number; readonly cause?: number; readonly liquidation?: number } = {},
): UntimedCommand {
  const causeSequence: EventSequence = eventSequence(options.cause ?? 0);
  return {
    kind: 'SetMarkPrice',
    instrumentId: instrumentId(options.instrument ?? 0),
    markTicks: priceTicks(ticks),
    indexTicks: priceTicks(ticks),
    causeSequence,
    causeLiquidationId: liquidationId(options.liquidation ?? 0),
  };
}

export function shock(label: string): UntimedCommand {
  return { kind: 'RecordShock', label };
}
