/**
 * The contract between the exchange and whoever connects: typed Socket.IO event maps.
 *
 * What people and bots send and receive about orders and money is in decimal strings of the quote currency
 * ("0.25", "108420.5"). The frames that the console draws from are in the engine's integers, with the unit in
 * the name; the instrument's specification in `hello` says how to print them.
 */
import type { MarginMode, Side } from '../commands.ts';
import type { LiquidationStage } from '../events.ts';
import type { InstrumentSpecification } from '../instrument.ts';
import type { RejectCode } from '../reject-codes.ts';
import type {
  AdjustMarginRequest,
  CancelAllRequest,
  CancelOrderRequest,
  Named,
  PlacedOrder,
  PlaceOrderRequest,
  PlaceOrdersRequest,
  SetLeverageRequest,
  SetMarginModeRequest,
} from './trading-requests.ts';

/** Grows when a message changes in a way that an older client would misread. */
export const WIRE_VERSION = 1;

/** Why the server itself, not the market, refused a message. */
export type GatewayRejectCode =
  | 'MESSAGE_INVALID'
  | 'NOT_AUTHORISED'
  | 'NOT_SEATED'
  | 'SEAT_NAME_TAKEN'
  | 'SEATS_FULL'
  | 'RATE_LIMITED'
  | 'RUN_FINISHED'
  /** The request id named something else before. */
  | 'REQUEST_ID_REUSED'
  /** The exchange takes nothing more, because it ends: nothing was done, ask again when it is back. */
  | 'STOPPING'
  /** A fault of the server itself; it is reported there, and nothing is promised about the message. */
  | 'SERVER_ERROR';

/** The answer to every message: a value, or a code with one clear line (what, where, what was expected). */
export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly code: RejectCode | GatewayRejectCode; readonly message: string };

export type Acknowledge<Value> = (answer: Answer<Value>) => void;

/** What a client may put in the Socket.IO `auth` payload. */
export interface HandshakeAuth {
  /** Grants the run controls. */
  readonly adminToken?: string | undefined;
  /** Takes a seat again after a reconnect. */
  readonly seatToken?: string | undefined;
}

export interface JoinRequest extends Named {
  /** 1 to 24 characters, shown to others. */
  readonly name: string;
}
export interface Seat {
  readonly accountId: number;
  readonly name: string;
  /** Secret: whoever has it trades from this seat. */
  readonly seatToken: string;
  /** What the seat was given, in the quote currency. */
  readonly deposit: string;
}

export interface PlacedOrders {
  /** What became of each, in the order in which they were asked for. */
  readonly orders: readonly Answer<PlacedOrder>[];
}

export interface PositionState {
  readonly symbol: string;
  readonly mode: MarginMode;
  readonly leverage: number;
  /** Signed. */
  readonly size: string;
  /** Null when flat. */
  readonly entryPrice: string | null;
  readonly markPrice: string;
  readonly unrealisedPnl: string;
  readonly margin: string;
  readonly maintenanceMargin: string;
  /** Null when no price of this instrument alone would liquidate. */
  readonly liquidationPrice: string | null;
}
export interface OpenOrderState {
  readonly orderId: number;
  readonly clientOrderId: number;
  readonly symbol: string;
  readonly side: Side;
  readonly price: string;
  readonly remaining: string;
  readonly reduceOnly: boolean;
}
/** A seat's whole account; sent on request and, at most ten times a second, whenever it changed. */
export interface AccountState {
  readonly accountId: number;
  readonly wallet: string;
  readonly available: string;
  readonly withdrawable: string;
  readonly crossEquity: string;
  readonly crossMaintenance: string;
  readonly isLocked: boolean;
  readonly positions: readonly PositionState[];
  readonly openOrders: readonly OpenOrderState[];
}

/** Told to the seat it happened to, once for every forced fill. */
export interface LiquidationNotice {
  readonly liquidationId: number;
  readonly symbol: string;
  readonly mode: MarginMode;
  readonly stage: LiquidationStage;
  readonly positionSide: Side;
  readonly size: string;
  readonly price: string;
  readonly notional: string;
  readonly wave: number;
  /** The whole thing in words. */
  readonly sentence: string;
}

/** Told to a seat for every fill of its own. */
export interface FillNotice {
  /** 0 when no order of the seat was behind it: its profit was deleveraged. */
  readonly orderId: number;
  readonly clientOrderId: number;
  readonly symbol: string;
  readonly side: Side;
  readonly size: string;
  readonly price: string;
  readonly fee: string;
  readonly isMaker: boolean;
  readonly isForced: boolean;
}

export type RunPhase = 'ready' | 'running' | 'paused' | 'finished';

export interface RunState {
  readonly runId: string;
  readonly scenario: string;
  readonly title: string;
  readonly seed: string;
  readonly phase: RunPhase;
  /** Simulated milliseconds a wall millisecond. */
  readonly speed: number;
  readonly simulatedMs: number;
  readonly durationMs: number;
  /** ISO 8601 time that simulated 0 stands for; null when the scenario names none. */
  readonly startsAt: string | null;
  /** Why the run ended before its time, such as a broken invariant; null in a healthy run. */
  readonly haltReason: string | null;
}

export interface InstrumentState {
  readonly instrumentId: number;
  readonly specification: InstrumentSpecification;
}

export interface Hello {
  readonly wireVersion: number;
  readonly run: RunState;
  readonly instruments: readonly InstrumentState[];
  readonly isAdmin: boolean;
  /** The seat taken again by its token; null when none. */
  readonly seat: Seat | null;
  readonly rules: { readonly leftover: string; readonly closeOutScope: string };
}

/** One row a bucket of simulated time, for charts. */
export interface PricePoint {
  readonly simulatedMs: number;
  readonly instrumentId: number;
  readonly markTicks: number;
  readonly indexTicks: number;
  /** 0 before the first trade. */
  readonly lastTicks: number;
  readonly bestBidTicks: number;
  readonly bestAskTicks: number;
}

/** A forced fill as the public sees it. */
export interface LiquidationRow {
  readonly sequence: number;
  readonly simulatedMs: number;
  readonly liquidationId: number;
  readonly parentLiquidationId: number;
  readonly accountId: number;
  readonly instrumentId: number;
  readonly mode: MarginMode;
  readonly stage: LiquidationStage;
  readonly positionSide: Side;
  readonly priceTicks: number;
  readonly sizeLots: number;
  readonly notionalMicros: number;
  readonly leverage: number;
  readonly wave: number;
  /** Who took the other side: the maker, the winner who is deleveraged, or 0 for the insurance fund. */
  readonly counterpartyAccountId: number;
  /** The shock at the root, such as `the 21:15 shock`; empty when there is none. */
  readonly shockLabel: string;
}

export interface ShockRow {
  readonly sequence: number;
  readonly simulatedMs: number;
  readonly label: string;
}

/** Trading of an instrument, or of the whole market (`null`), stands still or goes on. */
export type HaltRow = {
  readonly sequence: number;
  readonly simulatedMs: number;
  readonly instrumentId: number | null;
} & (
  | {
      readonly kind: 'halted';
      readonly reason: 'command' | 'circuit-breaker';
      /** When it goes on by itself; null when only a command does that. */
      readonly untilMs: number | null;
    }
  | { readonly kind: 'resumed' }
);

/** Running totals; money in micros. `byMode` and `byInstrument` count forced fills of every stage. */
export interface RunTotals {
  readonly liquidationCount: number;
  readonly liquidationNotionalMicros: number;
  readonly byMode: { readonly isolated: number; readonly cross: number };
  readonly countByMode: { readonly isolated: number; readonly cross: number };
  readonly byInstrument: readonly {
    readonly instrumentId: number;
    readonly isolated: number;
    readonly cross: number;
  }[];
  /** Who paid for the forced closes, in the order in which they are asked. */
  readonly payers: {
    readonly traderMarginMicros: number;
    /** Bad debt, and what the fund lost on positions that it took over. */
    readonly insuranceFundMicros: number;
    /** Profit that deleveraged winners had to forgo. */
    readonly autoDeleveragingMicros: number;
    readonly socialisedMicros: number;
  };
  /** Notional that was closed against winners; a part of `liquidationNotionalMicros`. */
  readonly autoDeleveragedNotionalMicros: number;
  readonly insuranceFundMicros: number;
  readonly insuranceFundStartMicros: number;
  readonly tradeCount: number;
  readonly commandCount: number;
  readonly accountCount: number;
  readonly openInterestLots: readonly number[];
}

/** What changed since the frame before; `sequenceFrom` of one follows `sequenceTo` of the other without a gap. */
export interface Frame {
  readonly runId: string;
  readonly sequenceFrom: number;
  readonly sequenceTo: number;
  readonly simulatedMs: number;
  readonly prices: readonly PricePoint[];
  readonly liquidations: readonly LiquidationRow[];
  readonly shocks: readonly ShockRow[];
  readonly halts: readonly HaltRow[];
  readonly totals: RunTotals;
}

/**
 * Everything a console needs to draw the run so far, up to the frame sent last. Prices are thinned (the lows and
 * highs stay), and only the latest liquidation rows are in it; `totals` covers all of them.
 */
export interface Snapshot extends Frame {
  readonly run: RunState;
  /** Forced fills that happened but have no row in `liquidations`. */
  readonly liquidationsOmitted: number;
}

/** The server's own truth about seats, for a load test to reconcile with. Money as decimal strings. */
export interface SeatTotals {
  readonly seats: number;
  readonly liquidationFills: number;
  readonly liquidationNotional: { readonly isolated: string; readonly cross: string };
  readonly ordersAccepted: number;
  readonly fills: number;
  readonly conservationError: string;
  readonly stateHash: string;
}

export interface ShockRequest extends Named {
  /** The instrument to hit; all of them when absent. */
  readonly symbol?: string | undefined;
  /** Percent of the index price, such as -5; from -50 to 50, not 0. */
  readonly percent: number;
}
export interface SpeedRequest {
  /** Simulated milliseconds a wall millisecond, from 0.1 to 1000. */
  readonly speed: number;
}
export interface StepRequest {
  /** How far to go, in simulated milliseconds. */
  readonly simulatedMs: number;
}
export interface ResetRequest {
  readonly seed?: string | undefined;
  readonly scenario?: string | undefined;
}

export interface ClientToServerEvents {
  join: (request: JoinRequest, acknowledge: Acknowledge<Seat>) => void;
  placeOrder: (request: PlaceOrderRequest, acknowledge: Acknowledge<PlacedOrder>) => void;
  placeOrders: (request: PlaceOrdersRequest, acknowledge: Acknowledge<PlacedOrders>) => void;
  cancelOrder: (request: CancelOrderRequest, acknowledge: Acknowledge<null>) => void;
  cancelAllOrders: (request: CancelAllRequest, acknowledge: Acknowledge<null>) => void;
  setMarginMode: (request: SetMarginModeRequest, acknowledge: Acknowledge<null>) => void;
  setLeverage: (request: SetLeverageRequest, acknowledge: Acknowledge<null>) => void;
  adjustMargin: (request: AdjustMarginRequest, acknowledge: Acknowledge<null>) => void;
  account: (acknowledge: Acknowledge<AccountState>) => void;
  snapshot: (acknowledge: Acknowledge<Snapshot>) => void;
  seatTotals: (acknowledge: Acknowledge<SeatTotals>) => void;
  runStart: (acknowledge: Acknowledge<RunState>) => void;
  runPause: (acknowledge: Acknowledge<RunState>) => void;
  runStep: (request: StepRequest, acknowledge: Acknowledge<RunState>) => void;
  runSpeed: (request: SpeedRequest, acknowledge: Acknowledge<RunState>) => void;
  runShock: (request: ShockRequest, acknowledge: Acknowledge<RunState>) => void;
  runReset: (request: ResetRequest, acknowledge: Acknowledge<RunState>) => void;
}

export interface ServerToClientEvents {
  /** First message after connecting, and again after a reset. */
  hello: (hello: Hello) => void;
  runState: (state: RunState) => void;
  /** At most 20 a second. */
  frame: (frame: Frame) => void;
  accountState: (state: AccountState) => void;
  fill: (notice: FillNotice) => void;
  liquidation: (notice: LiquidationNotice) => void;
  /** Last message before the exchange ends every connection. */
  stopping: (notice: StoppingNotice) => void;
}

/** Why the exchange ends every connection. */
export interface StoppingNotice {
  readonly reason: string;
}

export type ClientEventName = keyof ClientToServerEvents;
export type ServerEventName = keyof ServerToClientEvents;

/** What a client's message carries; undefined for one that only asks. */
export type RequestOf<Name extends ClientEventName> =
  Parameters<ClientToServerEvents[Name]> extends [infer Request, Acknowledge<infer _Value>]
    ? Request
    : undefined;

/** What the answer to a client's message carries when it is accepted. */
export type AnswerValueOf<Name extends ClientEventName> =
  Parameters<ClientToServerEvents[Name]> extends [...infer _Request, (answer: Answer<infer Value>) => void]
    ? Value
    : never;
