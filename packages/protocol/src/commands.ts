/**
 * Everything that can change the market. A command is plain data: time, ids and causes arrive inside it, so
 * that the journal of commands is the whole truth about a run.
 */
import type { InstrumentSpecification, MarketRules } from './instrument.ts';
import type {
  AccountId,
  EventSequence,
  InstrumentId,
  LiquidationId,
  OrderId,
  PriceTicks,
  QuoteMicros,
  SimulatedMs,
  SizeLots,
} from './units.ts';

export type Side = 'buy' | 'sell';
export type MarginMode = 'isolated' | 'cross';
export type TimeInForce = 'gtc' | 'ioc' | 'fok';
/** Whose order is cancelled when an account would trade with itself. */
export type SelfTradePrevention = 'cancel-taker' | 'cancel-maker' | 'cancel-both';

interface CommandBase {
  /** Simulated time; never less than that of the command before. */
  readonly timeMs: SimulatedMs;
}

/** Sets the venue's rules; only before the first account is opened. */
export interface SetMarketRules extends CommandBase {
  readonly kind: 'SetMarketRules';
  readonly rules: MarketRules;
}

/** Lists an instrument; it gets the next `InstrumentId`. Trading begins with its first mark price. */
export interface ListInstrument extends CommandBase {
  readonly kind: 'ListInstrument';
  readonly specification: InstrumentSpecification;
}

export interface OpenAccount extends CommandBase {
  readonly kind: 'OpenAccount';
  readonly accountId: AccountId;
}

export interface Deposit extends CommandBase {
  readonly kind: 'Deposit';
  readonly accountId: AccountId;
  readonly amountMicros: QuoteMicros;
}

export interface Withdraw extends CommandBase {
  readonly kind: 'Withdraw';
  readonly accountId: AccountId;
  readonly amountMicros: QuoteMicros;
}

/** Money from outside into the insurance fund. */
export interface FundInsurance extends CommandBase {
  readonly kind: 'FundInsurance';
  readonly amountMicros: QuoteMicros;
}

export interface SetMarginMode extends CommandBase {
  readonly kind: 'SetMarginMode';
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly mode: MarginMode;
}

export interface SetLeverage extends CommandBase {
  readonly kind: 'SetLeverage';
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  /** A whole number: 20 is 20x. */
  readonly leverage: number;
}

/** Moves money between the wallet and the bucket of an isolated position: positive adds, negative removes. */
export interface AdjustIsolatedMargin extends CommandBase {
  readonly kind: 'AdjustIsolatedMargin';
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly deltaMicros: QuoteMicros;
}

export interface PlaceOrder extends CommandBase {
  readonly kind: 'PlaceOrder';
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  /** Chosen by the sender, echoed in every event of the order; 0 says "none". */
  readonly clientOrderId: number;
  readonly side: Side;
  readonly orderType: 'limit' | 'market';
  /** A market order never rests: `gtc` is refused for it. */
  readonly timeInForce: TimeInForce;
  /** The limit price; 0 for a market order. */
  readonly priceTicks: PriceTicks;
  readonly sizeLots: SizeLots;
  readonly isPostOnly: boolean;
  readonly isReduceOnly: boolean;
  readonly selfTradePrevention: SelfTradePrevention;
}

export interface CancelOrder extends CommandBase {
  readonly kind: 'CancelOrder';
  readonly accountId: AccountId;
  readonly orderId: OrderId;
}

/** Cancels the account's open orders on one instrument, or on all when `instrumentId` is null. */
export interface CancelAllOrders extends CommandBase {
  readonly kind: 'CancelAllOrders';
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId | null;
}

/** Sets mark and index, then liquidates whoever is due. The feed of marks is outside the engine. */
export interface SetMarkPrice extends CommandBase {
  readonly kind: 'SetMarkPrice';
  readonly instrumentId: InstrumentId;
  readonly markTicks: PriceTicks;
  readonly indexTicks: PriceTicks;
  /** The event that moved the mark: a shock, a forced trade; 0 when nothing in particular. */
  readonly causeSequence: EventSequence;
  /** The liquidation whose forced trades moved the mark; 0 when the cause is outside the market. */
  readonly causeLiquidationId: LiquidationId;
}

/** Notes that something hit the market from outside, so that what follows has a cause. Changes no balance. */
export interface RecordShock extends CommandBase {
  readonly kind: 'RecordShock';
  /** For people, such as `the 21:15 shock`; at most 80 characters. */
  readonly label: string;
}

export type Command =
  | SetMarketRules
  | ListInstrument
  | OpenAccount
  | Deposit
  | Withdraw
  | FundInsurance
  | SetMarginMode
  | SetLeverage
  | AdjustIsolatedMargin
  | PlaceOrder
  | CancelOrder
  | CancelAllOrders
  | SetMarkPrice
  | RecordShock;

export type CommandKind = Command['kind'];

/** Who sent a command: `market`, `operator`, `agent:<name>` or `seat:<name>`. */
export type CommandOrigin = 'market' | 'operator' | `agent:${string}` | `seat:${string}`;

/** A line of the journal. */
export interface JournalRecord {
  readonly sequence: number;
  readonly origin: CommandOrigin;
  readonly command: Command;
}
