/** The whole state of a reference market: plain objects and lists, nothing kept that can be worked out. */
import {
  type EventSink,
  HOUSE_RULES,
  type InstrumentSpecification,
  type MarginMode,
  type MarketRules,
  type PlaceTriggerOrder,
  type PositionLeg,
  type PositionMode,
  type SelfTradePrevention,
} from '@spillway/protocol';
import { type Exact, ZERO } from './exact.ts';
import { Outlet } from './outlet.ts';

/** +1 buys, −1 sells; also the sign of a position. */
export type Direction = 1 | -1;

/** Why an account may be due: what happened to it last (rule C3). */
export interface Cause {
  readonly instrument: Instrument;
  /** The event that led to it. */
  readonly sequence: number;
  /** The liquidation whose forced trades did it; 0 when none did. */
  readonly parentLiquidationId: number;
  /** The shock that the mark names; 0 when none. */
  readonly shockSequence: number;
}

/** One position: of an instrument in one-way mode, or one leg of it in hedge mode. */
export interface Position {
  readonly leg: PositionLeg;
  /** Signed: negative when short. */
  sizeLots: number;
  /** Signed cost of entry. */
  costMicros: Exact;
  /** Isolated margin; 0 in cross. */
  bucketMicros: Exact;
  /** Until when a partly closed position is left alone, and what its next liquidation goes back to; null when not. */
  coolDown: { readonly untilMs: number; readonly cause: Cause } | null;
  /** After its cool-down a position is closed whole. */
  isCooledDown: boolean;
  /** The last block in which a forced order was sent for it; −1 when none was. */
  forcedBlock: number;
}

/** What an account has of one instrument. */
export interface Holding {
  readonly account: Account;
  readonly instrument: Instrument;
  /** As it was chosen; where leverage is not chosen, nobody asks for it. */
  leverage: number;
  mode: MarginMode;
  /** One position (`both`), or the long and the short leg. */
  positions: Position[];
}

/** What an account has of one settlement asset. */
export interface Pocket {
  walletMicros: Exact;
  /** The block in which forced orders were last sent, their notional there, and what the next look goes back to. */
  block: { index: number; usedMicros: Exact; cause: Cause } | null;
}

export interface Account {
  readonly id: number;
  /** 0 for an account that is no sub-account. */
  readonly parentId: number;
  positionMode: PositionMode;
  feeTier: number;
  /** The mode of instruments that are still to be listed (rule A11). */
  modeOfNew: MarginMode;
  /** By asset. */
  readonly pockets: Pocket[];
  /** By instrument number. */
  readonly holdings: Holding[];
  isLocked: boolean;
  /** When its orders are cancelled; 0 when no timer runs. */
  cancelTimerMs: number;
}

/** An order in the book. */
export interface RestingOrder {
  readonly id: number;
  readonly clientOrderId: number;
  readonly account: Account;
  readonly instrument: Instrument;
  readonly direction: Direction;
  readonly leg: PositionLeg;
  readonly priceTicks: number;
  remainingLots: number;
  /** What the book shows of it now. */
  shownLots: number;
  /** The largest slice that an iceberg shows; null when it shows all of itself. */
  readonly displayLots: number | null;
  readonly isReduceOnly: boolean;
  readonly isPostOnly: boolean;
  readonly selfTradePrevention: SelfTradePrevention;
  /** 0 when it does not expire. */
  readonly expiresAtMs: number;
}

/** An order that waits for its trigger. */
export interface WaitingOrder {
  readonly id: number;
  readonly account: Account;
  readonly instrument: Instrument;
  readonly terms: PlaceTriggerOrder;
  /** The best price that an active trailing stop has seen; 0 while it is not active. */
  bestTicks: number;
}

export interface Instrument {
  readonly id: number;
  readonly specification: InstrumentSpecification;
  /** The place of its settlement asset in the rules of the market. */
  readonly assetId: number;
  /** 0 before the first mark. */
  markTicks: number;
  previousMarkTicks: number;
  indexTicks: number;
  lastTicks: number;
  /** The events that set mark and last price. */
  markSequence: number;
  lastSequence: number;
  /** The prices at which trigger orders were last looked at (rule T4). */
  lookedMarkTicks: number;
  lookedLastTicks: number;
  /** What the insurance fund took over. */
  inventoryLots: number;
  inventoryCostMicros: Exact;
  /** A halt of its own; null when there is none. */
  halt: { readonly untilMs: number } | null;
  /** The trading band's reference (rule H3); 0 before the first mark. */
  referenceTicks: number;
  referenceSetMs: number;
  /** The marks that the circuit breaker remembers, oldest first (rule H4). */
  marks: { readonly timeMs: number; readonly markTicks: number }[];
  /** Mean of the basis in millionths of a tick, and when it was last observed; null before (rule K3). */
  basis: { readonly meanMillionths: Exact; readonly observedMs: number } | null;
  /** Premiums in billionths since the last funding (rule F1). */
  premiumsPpb: Exact[];
  lastRatePpb: Exact;
  nextFundingMs: number;
}

/** The fund, the house and the outside world in one settlement asset. */
export interface Treasury {
  fundCashMicros: Exact;
  feesMicros: Exact;
  /** Deposits − withdrawals + contributions. */
  netDepositsMicros: Exact;
  /** The fund's equity at each mark (rule I6), oldest first. */
  equities: { readonly timeMs: number; readonly equityMicros: Exact }[];
  /** Whether a drawdown keeps the fund from taking over. */
  isStopped: boolean;
}

export interface Market {
  rules: MarketRules;
  readonly ordersPerAccountMax: number;
  readonly outlet: Outlet;
  readonly instruments: Instrument[];
  /** In the order of opening. */
  readonly accounts: Account[];
  /** In the order in which they joined the queues. */
  restingOrders: RestingOrder[];
  /** In the order of placing. */
  waitingOrders: WaitingOrder[];
  /** By asset. */
  readonly treasuries: Treasury[];
  /** A halt of the whole market; null when there is none. */
  halt: { readonly untilMs: number } | null;
  lastOrderId: number;
  /** Wave and shock of every liquidation; the first one has number 1. */
  readonly liquidations: { readonly wave: number; readonly shockSequence: number }[];
  /** Event numbers of the shocks. */
  readonly shocks: number[];
  /** What happened last to whom, since somebody last looked who is due. */
  touches: { readonly account: Account; readonly cause: Cause }[];
  /** How many trigger orders the command that is being executed may still fire. */
  firesLeft: number;
}

export interface ReferenceEngineOptions {
  readonly sink: EventSink;
  /** Most open orders that one account may have in an asset; 200 when not given. */
  readonly ordersPerAccountMax?: number;
}

const ORDERS_PER_ACCOUNT_MAX = 200;

export function createMarket(options: ReferenceEngineOptions): Market {
  return {
    rules: HOUSE_RULES,
    ordersPerAccountMax: options.ordersPerAccountMax ?? ORDERS_PER_ACCOUNT_MAX,
    outlet: new Outlet(options.sink),
    instruments: [],
    accounts: [],
    restingOrders: [],
    waitingOrders: [],
    treasuries: HOUSE_RULES.assets.map(emptyTreasury),
    halt: null,
    lastOrderId: 0,
    liquidations: [],
    shocks: [],
    touches: [],
    firesLeft: 0,
  };
}

export function emptyTreasury(): Treasury {
  return {
    fundCashMicros: ZERO,
    feesMicros: ZERO,
    netDepositsMicros: ZERO,
    equities: [],
    isStopped: false,
  };
}

export function emptyPosition(leg: PositionLeg): Position {
  return {
    leg,
    sizeLots: 0,
    costMicros: ZERO,
    bucketMicros: ZERO,
    coolDown: null,
    isCooledDown: false,
    forcedBlock: -1,
  };
}
