/**
 * Everything that can change the market. A command is plain data: time, ids and causes arrive inside it, so
 * that the journal of commands is the whole truth about a run.
 */
import type { InstrumentSpecification } from './instrument.ts';
import type { MarketRules } from './market-rules.ts';
import type {
  AccountId,
  AssetId,
  EventSequence,
  InstrumentId,
  LiquidationId,
  OrderId,
  PriceTicks,
  QuoteMicros,
  RatePpm,
  SimulatedMs,
  SizeLots,
} from './units.ts';

export type Side = 'buy' | 'sell';
export type MarginMode = 'isolated' | 'cross';
/** One signed position an instrument, or a long and a short one beside each other. */
export type PositionMode = 'one-way' | 'hedge';
/** The position of an instrument that is meant: the one of one-way mode (`both`), or a leg of hedge mode. */
export type PositionLeg = 'both' | 'long' | 'short';
export type TimeInForce = 'gtc' | 'ioc' | 'fok' | 'gtd';
/**
 * What happens when an account would trade with itself: whose order is cancelled, or that both shrink by the
 * smaller of them.
 */
export type SelfTradePrevention = 'cancel-taker' | 'cancel-maker' | 'cancel-both' | 'decrement';

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
  /** The account that this one is a sub-account of; none when not given. A sub-account has no sub-accounts. */
  readonly parentAccountId?: AccountId;
}

export interface Deposit extends CommandBase {
  readonly kind: 'Deposit';
  readonly accountId: AccountId;
  /** The first asset of the market when not given. */
  readonly assetId?: AssetId;
  readonly amountMicros: QuoteMicros;
}

export interface Withdraw extends CommandBase {
  readonly kind: 'Withdraw';
  readonly accountId: AccountId;
  /** The first asset of the market when not given. */
  readonly assetId?: AssetId;
  readonly amountMicros: QuoteMicros;
}

/** Money from outside into the insurance fund. */
export interface FundInsurance extends CommandBase {
  readonly kind: 'FundInsurance';
  readonly assetId?: AssetId;
  readonly amountMicros: QuoteMicros;
}

/** Moves free cash between accounts of one owner: an account and its sub-accounts. */
export interface TransferBetweenAccounts extends CommandBase {
  readonly kind: 'TransferBetweenAccounts';
  /** The account that pays. */
  readonly accountId: AccountId;
  readonly toAccountId: AccountId;
  readonly assetId?: AssetId;
  readonly amountMicros: QuoteMicros;
}

export interface SetMarginMode extends CommandBase {
  readonly kind: 'SetMarginMode';
  readonly accountId: AccountId;
  /** `null` where the venue's margin mode belongs to the whole account. */
  readonly instrumentId: InstrumentId | null;
  readonly mode: MarginMode;
}

/** Chooses between one signed position an instrument and a long and a short one, for the whole account. */
export interface SetPositionMode extends CommandBase {
  readonly kind: 'SetPositionMode';
  readonly accountId: AccountId;
  readonly mode: PositionMode;
}

/** Puts an account into a tier of the instruments' fees. */
export interface SetFeeTier extends CommandBase {
  readonly kind: 'SetFeeTier';
  readonly accountId: AccountId;
  readonly feeTier: number;
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
  /** `both` when not given. */
  readonly leg?: PositionLeg;
  readonly deltaMicros: QuoteMicros;
}

/** What an order says of itself, whether it goes to the book now or when a trigger is met. */
export interface OrderTerms {
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  /** Chosen by the sender, echoed in every event of the order; 0 says "none". */
  readonly clientOrderId: number;
  readonly side: Side;
  /** `both` when not given; in hedge mode a leg must be named. */
  readonly leg?: PositionLeg;
  readonly orderType: 'limit' | 'market';
  /** A market order never rests: `gtc` and `gtd` are refused for it. */
  readonly timeInForce: TimeInForce;
  /** When a `gtd` order expires; not given for the others. */
  readonly expiresAtMs?: SimulatedMs;
  /** The limit price; 0 for a market order. */
  readonly priceTicks: PriceTicks;
  /** 0 for an order that closes the whole position. */
  readonly sizeLots: SizeLots;
  readonly isReduceOnly: boolean;
  /** Closes the whole position, whatever its size then is. */
  readonly isClosePosition?: boolean;
  readonly selfTradePrevention: SelfTradePrevention;
}

export interface PlaceOrder extends CommandBase, OrderTerms {
  readonly kind: 'PlaceOrder';
  readonly isPostOnly: boolean;
  /** An iceberg shows at most this much of itself; all of it when not given. */
  readonly displayLots?: SizeLots;
}

/** Several orders in one command, each accepted or refused by itself, in their order. */
export interface PlaceOrders extends CommandBase {
  readonly kind: 'PlaceOrders';
  readonly accountId: AccountId;
  readonly orders: readonly Omit<PlaceOrder, 'kind' | 'timeMs' | 'accountId'>[];
}

/** `stop` waits for a worse price, `take-profit` for a better one; a `trailing-stop` follows the price. */
export type TriggerType = 'stop' | 'take-profit' | 'trailing-stop';

/** An order that waits outside the book until a price is reached. */
export interface PlaceTriggerOrder extends CommandBase, OrderTerms {
  readonly kind: 'PlaceTriggerOrder';
  readonly triggerType: TriggerType;
  readonly triggerBy: 'mark' | 'last';
  /** Where it is triggered; of a trailing stop, where it begins to follow, or 0 at once. */
  readonly triggerTicks: PriceTicks;
  /** How far a trailing stop stays behind the best price since it began; 0 for the others. */
  readonly callbackPpm: RatePpm;
}

/** Changes price and size of an open order. It keeps its number. */
export interface AmendOrder extends CommandBase {
  readonly kind: 'AmendOrder';
  readonly accountId: AccountId;
  readonly orderId: OrderId;
  readonly priceTicks: PriceTicks;
  /** What shall be left of it. */
  readonly remainingLots: SizeLots;
}

export interface CancelOrder extends CommandBase {
  readonly kind: 'CancelOrder';
  readonly accountId: AccountId;
  readonly orderId: OrderId;
}

/** Cancels several orders in one command; those that are not open any more are refused one by one. */
export interface CancelOrders extends CommandBase {
  readonly kind: 'CancelOrders';
  readonly accountId: AccountId;
  readonly orderIds: readonly OrderId[];
}

/** Cancels every order of the account when so much time has passed without another such command; 0 stops the clock. */
export interface SetCancelTimer extends CommandBase {
  readonly kind: 'SetCancelTimer';
  readonly accountId: AccountId;
  readonly countdownMs: number;
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

/** Sets the index; the mark follows by the instrument's own method, then whoever is due is liquidated. */
export interface SetIndexPrice extends CommandBase {
  readonly kind: 'SetIndexPrice';
  readonly instrumentId: InstrumentId;
  readonly indexTicks: PriceTicks;
  readonly causeSequence: EventSequence;
  readonly causeLiquidationId: LiquidationId;
}

/** Pays the funding of the interval that ends now, at the rate of the premiums seen since the last time. */
export interface SettleFunding extends CommandBase {
  readonly kind: 'SettleFunding';
  readonly instrumentId: InstrumentId;
}

/** Stops trading of one instrument, or of all: orders may be cancelled, nothing trades, nobody is liquidated. */
export interface HaltTrading extends CommandBase {
  readonly kind: 'HaltTrading';
  readonly instrumentId: InstrumentId | null;
  /** When trading resumes by itself; 0 when only a command resumes it. */
  readonly untilMs: SimulatedMs;
}

export interface ResumeTrading extends CommandBase {
  readonly kind: 'ResumeTrading';
  readonly instrumentId: InstrumentId | null;
}

/** Lets time pass: whatever was to happen by then, happens. */
export interface AdvanceTime extends CommandBase {
  readonly kind: 'AdvanceTime';
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
  | TransferBetweenAccounts
  | SetMarginMode
  | SetPositionMode
  | SetLeverage
  | SetFeeTier
  | AdjustIsolatedMargin
  | PlaceOrder
  | PlaceOrders
  | PlaceTriggerOrder
  | AmendOrder
  | CancelOrder
  | CancelOrders
  | CancelAllOrders
  | SetCancelTimer
  | SetMarkPrice
  | SetIndexPrice
  | SettleFunding
  | HaltTrading
  | ResumeTrading
  | AdvanceTime
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
