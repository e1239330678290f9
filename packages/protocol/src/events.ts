/**
 * Everything that happens in the market. Events are plain data with integer fields. The engine hands each one
 * to an `EventSink` during `apply`; it may reuse the object for the next event, so a sink that keeps an event
 * copies it.
 */
import type { CommandKind, MarginMode, Side } from './commands.ts';
import type { InstrumentSpecification, MarketRules } from './instrument.ts';
import type { RejectCode } from './reject-codes.ts';
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
}

/** Deposit (positive) or withdrawal (negative). */
export interface BalanceTransferred extends EventBase {
  readonly accountId: AccountId;
  readonly amountMicros: QuoteMicros;
  readonly walletMicros: QuoteMicros;
}

export type InsuranceFundReason =
  | 'contribution'
  | 'liquidation-fee'
  | 'leftover'
  | 'bad-debt'
  | 'inventory-profit'
  | 'inventory-loss';

export interface InsuranceFundChanged extends EventBase {
  readonly reason: InsuranceFundReason;
  readonly deltaMicros: QuoteMicros;
  /** Cash of the fund afterwards, inventory not counted. */
  readonly balanceMicros: QuoteMicros;
  readonly liquidationId: LiquidationId;
}

export interface MarginModeSet extends EventBase {
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly mode: MarginMode;
}

export interface LeverageSet extends EventBase {
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly leverage: number;
}

export interface IsolatedMarginAdjusted extends EventBase {
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
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
}

export type OrderCloseReason =
  | 'filled'
  | 'cancelled'
  | 'immediate-or-cancel'
  | 'self-trade'
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
  readonly equityMicros: QuoteMicros;
  readonly maintenanceMicros: QuoteMicros;
  /** 1 when the cause lies outside the market, else one more than the wave of the parent. */
  readonly wave: number;
  readonly parentLiquidationId: LiquidationId;
  /** The shock at the root of the chain; 0 when there is none. */
  readonly shockSequence: EventSequence;
}

/** Who took the other side of a forced close-out. */
export type LiquidationStage = 'book' | 'insurance' | 'auto-deleveraging';

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
  insuranceFundChanged: InsuranceFundChanged;
  marginModeSet: MarginModeSet;
  leverageSet: LeverageSet;
  isolatedMarginAdjusted: IsolatedMarginAdjusted;
  orderAccepted: OrderAccepted;
  orderRested: OrderRested;
  orderClosed: OrderClosed;
  tradeExecuted: TradeExecuted;
  positionChanged: PositionChanged;
  markPriceChanged: MarkPriceChanged;
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
