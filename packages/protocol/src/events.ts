/**
 * Everything that happens in the market. Events are plain data with integer fields. The engine hands each one
 * to an `EventSink` during `apply`; it may reuse the object for the next event, so a sink that keeps an event
 * copies it.
 */
import type { CommandKind, MarginMode, PositionLeg, PositionMode, Side, TriggerType } from './commands.ts';
import type { InstrumentSpecification } from './instrument.ts';
import type { MarketRules } from './market-rules.ts';
import type { RejectCode } from './reject-codes.ts';
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

export interface EventBase {
  readonly sequence: EventSequence;
  /** The event that led to this one; 0 when the command itself did. */
  readonly causeSequence: EventSequence;
  readonly timeMs: SimulatedMs;
}

export interface CommandRejected extends EventBase {
  readonly commandKind: CommandKind;
  readonly code: RejectCode;
  /** 0 when the command names no account. */
  readonly accountId: AccountId;
  readonly clientOrderId: number;
}

export interface MarketRulesSet extends EventBase {
  readonly rules: MarketRules;
}

export interface InstrumentListed extends EventBase {
  readonly instrumentId: InstrumentId;
  readonly specification: InstrumentSpecification;
}

export interface AccountOpened extends EventBase {
  readonly accountId: AccountId;
  /** 0 for an account that is no sub-account. */
  readonly parentAccountId: AccountId;
}

/** Deposit (positive) or withdrawal (negative). */
export interface BalanceTransferred extends EventBase {
  readonly accountId: AccountId;
  readonly assetId: AssetId;
  readonly amountMicros: QuoteMicros;
  readonly walletMicros: QuoteMicros;
}

/** Money moved between two accounts of one owner. */
export interface BalanceMoved extends EventBase {
  readonly fromAccountId: AccountId;
  readonly toAccountId: AccountId;
  readonly assetId: AssetId;
  readonly amountMicros: QuoteMicros;
  readonly fromWalletMicros: QuoteMicros;
  readonly toWalletMicros: QuoteMicros;
}

export type InsuranceFundReason =
  | 'contribution'
  | 'liquidation-fee'
  | 'leftover'
  | 'bad-debt'
  | 'inventory-profit'
  | 'inventory-loss'
  | 'funding';

export interface InsuranceFundChanged extends EventBase {
  readonly assetId: AssetId;
  readonly reason: InsuranceFundReason;
  readonly deltaMicros: QuoteMicros;
  /** Cash of the fund afterwards, inventory not counted. */
  readonly balanceMicros: QuoteMicros;
  readonly liquidationId: LiquidationId;
}

export interface MarginModeSet extends EventBase {
  readonly accountId: AccountId;
  /** `null` when it was set for the whole account. */
  readonly instrumentId: InstrumentId | null;
  readonly mode: MarginMode;
}

export interface PositionModeSet extends EventBase {
  readonly accountId: AccountId;
  readonly mode: PositionMode;
}

export interface FeeTierSet extends EventBase {
  readonly accountId: AccountId;
  readonly feeTier: number;
}

export interface LeverageSet extends EventBase {
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly leverage: number;
}

export interface IsolatedMarginAdjusted extends EventBase {
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly leg: PositionLeg;
  readonly deltaMicros: QuoteMicros;
  readonly bucketMicros: QuoteMicros;
}

/** An order passed every check. Its trades follow, then `OrderRested` or `OrderClosed`. */
export interface OrderAccepted extends EventBase {
  readonly orderId: OrderId;
  readonly clientOrderId: number;
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly side: Side;
  readonly leg: PositionLeg;
  /** The worst price at which the order may trade. */
  readonly priceTicks: PriceTicks;
  readonly sizeLots: SizeLots;
  readonly isReduceOnly: boolean;
  /** Not 0 for the engine's own forced orders. */
  readonly liquidationId: LiquidationId;
}

export interface OrderRested extends EventBase {
  readonly orderId: OrderId;
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly side: Side;
  readonly priceTicks: PriceTicks;
  readonly remainingLots: SizeLots;
  /** What the book shows of it: all, or the slice of an iceberg. */
  readonly displayedLots: SizeLots;
}

/** An order waits for its trigger. */
export interface TriggerOrderPlaced extends EventBase {
  readonly orderId: OrderId;
  readonly clientOrderId: number;
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly side: Side;
  readonly leg: PositionLeg;
  readonly triggerType: TriggerType;
  readonly triggerBy: 'mark' | 'last';
  readonly triggerTicks: PriceTicks;
  readonly callbackPpm: RatePpm;
  readonly priceTicks: PriceTicks;
  readonly sizeLots: SizeLots;
}

/** The price came; `OrderAccepted` of the same number follows, or `CommandRejected` and `OrderClosed`. */
export interface TriggerOrderFired extends EventBase {
  readonly orderId: OrderId;
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  /** The mark or last price that fired it. */
  readonly priceTicks: PriceTicks;
}

export interface OrderAmended extends EventBase {
  readonly orderId: OrderId;
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly priceTicks: PriceTicks;
  readonly remainingLots: SizeLots;
  readonly isPriorityKept: boolean;
}

export interface CancelTimerSet extends EventBase {
  readonly accountId: AccountId;
  /** When every order is cancelled; 0 when the clock is stopped. */
  readonly dueMs: SimulatedMs;
}

export type OrderCloseReason =
  | 'filled'
  | 'cancelled'
  | 'immediate-or-cancel'
  | 'self-trade'
  | 'expired'
  | 'cancel-timer'
  /** A trigger order that failed an order's tests when it was fired. */
  | 'refused'
  | 'reduce-only'
  | 'liquidation'
  | 'auto-deleveraging'
  /** A fill would have taken the account below zero. */
  | 'insolvent';

export interface OrderClosed extends EventBase {
  readonly orderId: OrderId;
  readonly clientOrderId: number;
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly reason: OrderCloseReason;
  readonly remainingLots: SizeLots;
}

export interface TradeExecuted extends EventBase {
  readonly instrumentId: InstrumentId;
  readonly priceTicks: PriceTicks;
  readonly sizeLots: SizeLots;
  readonly takerSide: Side;
  readonly makerOrderId: OrderId;
  readonly takerOrderId: OrderId;
  readonly makerAccountId: AccountId;
  readonly takerAccountId: AccountId;
  readonly makerFeeMicros: QuoteMicros;
  readonly takerFeeMicros: QuoteMicros;
  /** The liquidation that forced the taker; 0 for a free trade. */
  readonly liquidationId: LiquidationId;
}

/** The state of a position after it changed, whatever changed it. */
export interface PositionChanged extends EventBase {
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly leg: PositionLeg;
  readonly mode: MarginMode;
  /** Signed: negative when short. */
  readonly sizeLots: SizeLots;
  /** Signed cost of entry; average entry price = cost / size. */
  readonly entryCostMicros: QuoteMicros;
  readonly realisedPnlMicros: QuoteMicros;
  readonly bucketMicros: QuoteMicros;
  readonly walletMicros: QuoteMicros;
}

export interface MarkPriceChanged extends EventBase {
  readonly instrumentId: InstrumentId;
  readonly markTicks: PriceTicks;
  readonly indexTicks: PriceTicks;
  readonly previousMarkTicks: PriceTicks;
  readonly causeLiquidationId: LiquidationId;
}

/** Funding of an interval fell due; one `FundingPaid` a position follows. */
export interface FundingSettled extends EventBase {
  readonly instrumentId: InstrumentId;
  /** Billionths of notional; longs pay when it is positive. */
  readonly ratePpb: number;
  readonly markTicks: PriceTicks;
  /** What roundings leave over, gained by the house. */
  readonly remainderMicros: QuoteMicros;
}

export interface FundingPaid extends EventBase {
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly leg: PositionLeg;
  /** Negative when the account pays. */
  readonly amountMicros: QuoteMicros;
  readonly bucketMicros: QuoteMicros;
  readonly walletMicros: QuoteMicros;
}

export interface TradingHalted extends EventBase {
  /** `null` when the whole market is halted. */
  readonly instrumentId: InstrumentId | null;
  readonly reason: 'command' | 'circuit-breaker';
  /** When it resumes by itself; 0 when only a command resumes it. */
  readonly untilMs: SimulatedMs;
}

export interface TradingResumed extends EventBase {
  readonly instrumentId: InstrumentId | null;
}

export interface ShockRecorded extends EventBase {
  readonly label: string;
}

/** Equity fell to maintenance. The account (cross) or the position (isolated) is locked and closed by force. */
export interface LiquidationStarted extends EventBase {
  readonly liquidationId: LiquidationId;
  readonly accountId: AccountId;
  readonly mode: MarginMode;
  /** The position of an isolated liquidation; for cross, the instrument whose mark set it off. */
  readonly instrumentId: InstrumentId;
  /** The leg of an isolated liquidation; `both` for cross. */
  readonly leg: PositionLeg;
  readonly equityMicros: QuoteMicros;
  readonly maintenanceMicros: QuoteMicros;
  /** 1 when the cause lies outside the market, else one more than the wave of the parent. */
  readonly wave: number;
  readonly parentLiquidationId: LiquidationId;
  /** The shock at the root of the chain; 0 when there is none. */
  readonly shockSequence: EventSequence;
}

/**
 * Who took the other side of a forced close-out: the book, the other leg of the same account, the fund for want of a
 * book (`insurance`) or past it (`backstop`), or a winner.
 */
export type LiquidationStage = 'netting' | 'book' | 'insurance' | 'backstop' | 'auto-deleveraging';

/** A part of a position was closed by force; a book fill also has its `TradeExecuted`. */
export interface LiquidationFilled extends EventBase {
  readonly liquidationId: LiquidationId;
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly mode: MarginMode;
  readonly stage: LiquidationStage;
  /** The side of the position that was closed: `buy` = a long was sold. */
  readonly positionSide: Side;
  readonly priceTicks: PriceTicks;
  readonly sizeLots: SizeLots;
  readonly notionalMicros: QuoteMicros;
  /** The leverage chosen for the position. */
  readonly leverage: number;
  /** The other side: the maker, the winner who is deleveraged, or 0 for the insurance fund. */
  readonly counterpartyAccountId: AccountId;
}

/** A profitable account forgoes part of its profit because the insurance fund could not pay. */
export interface LossSocialised extends EventBase {
  readonly liquidationId: LiquidationId;
  readonly accountId: AccountId;
  readonly amountMicros: QuoteMicros;
}

export interface LiquidationFinished extends EventBase {
  readonly liquidationId: LiquidationId;
  readonly accountId: AccountId;
  readonly mode: MarginMode;
  readonly instrumentId: InstrumentId;
  readonly filledNotionalMicros: QuoteMicros;
  readonly feeMicros: QuoteMicros;
  /** Margin that was left, and went where the rules say. */
  readonly leftoverMicros: QuoteMicros;
  /** Who paid for the loss beyond the margin: the fund, the deleveraged winners, everybody. */
  readonly insurancePaidMicros: QuoteMicros;
  readonly deleveragedMicros: QuoteMicros;
  readonly socialisedMicros: QuoteMicros;
  /** False when a partial close restored the margin and a position remains. */
  readonly isComplete: boolean;
}

/** Every event kind with its payload: the one list from which sinks and recorders are typed. */
export interface EventMap {
  commandRejected: CommandRejected;
  marketRulesSet: MarketRulesSet;
  instrumentListed: InstrumentListed;
  accountOpened: AccountOpened;
  balanceTransferred: BalanceTransferred;
  balanceMoved: BalanceMoved;
  insuranceFundChanged: InsuranceFundChanged;
  marginModeSet: MarginModeSet;
  positionModeSet: PositionModeSet;
  leverageSet: LeverageSet;
  feeTierSet: FeeTierSet;
  isolatedMarginAdjusted: IsolatedMarginAdjusted;
  orderAccepted: OrderAccepted;
  orderRested: OrderRested;
  orderClosed: OrderClosed;
  orderAmended: OrderAmended;
  triggerOrderPlaced: TriggerOrderPlaced;
  triggerOrderFired: TriggerOrderFired;
  cancelTimerSet: CancelTimerSet;
  tradeExecuted: TradeExecuted;
  positionChanged: PositionChanged;
  markPriceChanged: MarkPriceChanged;
  fundingSettled: FundingSettled;
  fundingPaid: FundingPaid;
  tradingHalted: TradingHalted;
  tradingResumed: TradingResumed;
  shockRecorded: ShockRecorded;
  liquidationStarted: LiquidationStarted;
  liquidationFilled: LiquidationFilled;
  lossSocialised: LossSocialised;
  liquidationFinished: LiquidationFinished;
}

export type EventKind = keyof EventMap;

/** What the engine speaks through: one method an event kind. */
export type EventSink = { [Kind in EventKind]: (event: EventMap[Kind]) => void };

/** An event as a value with its kind, for recorders and for the wire. */
export type MarketEvent = { [Kind in EventKind]: { readonly kind: Kind } & EventMap[Kind] }[EventKind];
