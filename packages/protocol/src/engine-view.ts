/** What others may ask of an engine: plain reads, no change. Sinks, simulation, exchange and tests use this face. */
import type { Command, MarginMode, PositionLeg, PositionMode, Side, TriggerType } from './commands.ts';
import type { InstrumentSpecification } from './instrument.ts';
import type { MarketRules } from './market-rules.ts';
import type { RejectCode } from './reject-codes.ts';
import type {
  AccountId,
  AssetId,
  InstrumentId,
  OrderId,
  PriceTicks,
  QuoteMicros,
  SizeLots,
} from './units.ts';

export interface BookLevel {
  readonly priceTicks: PriceTicks;
  readonly sizeLots: SizeLots;
}

export interface PositionView {
  readonly instrumentId: InstrumentId;
  readonly leg: PositionLeg;
  readonly mode: MarginMode;
  readonly leverage: number;
  /** Signed; 0 when flat. */
  readonly sizeLots: SizeLots;
  readonly entryCostMicros: QuoteMicros;
  readonly unrealisedPnlMicros: QuoteMicros;
  readonly bucketMicros: QuoteMicros;
  readonly initialMarginMicros: QuoteMicros;
  readonly maintenanceMarginMicros: QuoteMicros;
  /** Where this instrument's mark alone would liquidate; null when nowhere. Long rounded up, short down. */
  readonly liquidationPriceTicks: PriceTicks | null;
  /** Where the margin behind the position is used up: long rounded up, short down; null when nowhere. */
  readonly bankruptcyPriceTicks: PriceTicks | null;
}

export interface AccountView {
  readonly accountId: AccountId;
  /** The asset that the amounts below are in. */
  readonly assetId: AssetId;
  /** 0 for an account that is no sub-account. */
  readonly parentAccountId: AccountId;
  readonly positionMode: PositionMode;
  readonly feeTier: number;
  /** Cash that is not in an isolated bucket. */
  readonly walletMicros: QuoteMicros;
  /** Wallet + unrealised profit and loss of the cross positions. */
  readonly crossEquityMicros: QuoteMicros;
  readonly crossMaintenanceMicros: QuoteMicros;
  /** What new orders may still use. */
  readonly availableMicros: QuoteMicros;
  readonly withdrawableMicros: QuoteMicros;
  readonly isLocked: boolean;
}

export interface OpenOrderView {
  readonly orderId: OrderId;
  readonly clientOrderId: number;
  readonly instrumentId: InstrumentId;
  readonly side: Side;
  readonly priceTicks: PriceTicks;
  readonly remainingLots: SizeLots;
  readonly isReduceOnly: boolean;
  readonly leg: PositionLeg;
  /** What the book shows of it. */
  readonly displayedLots: SizeLots;
  /** 0 when it does not expire. */
  readonly expiresAtMs: number;
}

export interface TriggerOrderView {
  readonly orderId: OrderId;
  readonly clientOrderId: number;
  readonly instrumentId: InstrumentId;
  readonly side: Side;
  readonly leg: PositionLeg;
  readonly triggerType: TriggerType;
  readonly triggerBy: 'mark' | 'last';
  readonly triggerTicks: PriceTicks;
  /** Of an active trailing stop: where it would fire now; else 0. */
  readonly trailingTicks: PriceTicks;
  readonly priceTicks: PriceTicks;
  readonly sizeLots: SizeLots;
}

export interface FundingView {
  /** The rate that would be paid if it were settled now, in billionths. */
  readonly ratePpb: number;
  /** The rate of the last settlement. */
  readonly lastRatePpb: number;
  readonly nextFundingMs: number;
}

export interface EngineView {
  readonly instrumentCount: number;
  readonly rules: MarketRules;
  specification(instrument: InstrumentId): InstrumentSpecification;
  /** 0 before the first mark. */
  markTicks(instrument: InstrumentId): PriceTicks;
  indexTicks(instrument: InstrumentId): PriceTicks;
  /** Price of the last trade; 0 before the first. */
  lastTicks(instrument: InstrumentId): PriceTicks;
  /** 0 when that side is empty. */
  bestTicks(instrument: InstrumentId, side: Side): PriceTicks;
  /** The best `limit` levels of a side, best first. */
  levels(instrument: InstrumentId, side: Side, limit: number): readonly BookLevel[];
  /** Sum of resting lots from the best price of a side up to and including `worstTicks`. */
  depthLots(instrument: InstrumentId, side: Side, worstTicks: PriceTicks): SizeLots;
  /** Sum of the long positions. */
  openInterestLots(instrument: InstrumentId): SizeLots;
  hasAccount(account: AccountId): boolean;
  /** The account in an asset; in the first one when none is named. */
  account(account: AccountId, asset?: AssetId): AccountView;
  /** The leg `both` when none is named. */
  position(account: AccountId, instrument: InstrumentId, leg?: PositionLeg): PositionView;
  /** Signed size alone: the cheap read. In hedge mode the sum of both legs. */
  positionLots(account: AccountId, instrument: InstrumentId): SizeLots;
  openOrders(account: AccountId): readonly OpenOrderView[];
  /** Orders that wait for a trigger, oldest first. */
  triggerOrders(account: AccountId): readonly TriggerOrderView[];
  isHalted(instrument: InstrumentId): boolean;
  /** `null` when the instrument pays no funding. */
  funding(instrument: InstrumentId): FundingView | null;
  /** Cash of the insurance fund of an asset; of the first one when none is named. */
  insuranceFundMicros(asset?: AssetId): QuoteMicros;
  /** Fund inventory: signed lots of an instrument that the fund took over. */
  insuranceInventoryLots(instrument: InstrumentId): SizeLots;
  /** Fees taken so far. */
  feesMicros(asset?: AssetId): QuoteMicros;
  /** Σ cash − Σ signed entry cost − (deposits − withdrawals) of an asset: 0 in a correct market. */
  conservationErrorMicros(asset?: AssetId): bigint;
}

/** The result of one command: accepted (with the order's number, if it was one) or refused. */
export type ApplyResult =
  | { readonly isAccepted: true; readonly orderId: OrderId }
  | { readonly isAccepted: false; readonly code: RejectCode };

export interface Engine extends EngineView {
  /**
   * Applies a command: changes state, tells the sink. Never throws for a bad command; throws `InvariantError` on a
   * broken market. The result is valid until the next `apply`, which may use the object again: whoever keeps it
   * copies it.
   */
  apply(command: Command): ApplyResult;
  /** Canonical bytes of the whole state: equal states give equal bytes. */
  snapshot(): Uint8Array;
  /** 16 hexadecimal digits: the hash at the end of `snapshot()`, MurmurHash3 (x86, 128 bit), its first 64 bits. */
  stateHash(): string;
}
