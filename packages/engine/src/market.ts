import {
  type EventSink,
  HOUSE_RULES,
  type InstrumentSpecification,
  type MarketRules,
} from '@spillway/protocol';
import { AccountStore } from './account/account-store.ts';
import { PositionStore } from './account/position-store.ts';
import { SlotSet } from './account/slot-set.ts';
import { HolderRankings } from './adl/holder-rankings.ts';
import { OrderPool } from './book/order-pool.ts';
import { EventOutlet } from './event-outlet.ts';
import type { HaltState } from './halts/trading-halt.ts';
import { createInstrumentState, type InstrumentState } from './instrument-state.ts';
import { FundDrawdown } from './insurance/drawdown.ts';
import { InvariantError } from './invariants/invariant-error.ts';
import { Deferrals } from './liquidation/deferrals.ts';
import { DueIndex } from './liquidation/due-index.ts';
import { LiquidationChain } from './liquidation/liquidation-chain.ts';
import { TouchedAccounts } from './liquidation/touched-accounts.ts';
import { MarginTotals } from './margin/margin-totals.ts';
import { MatchingScratch } from './matching/matching-scratch.ts';
import { TimerQueue } from './timers/timer-queue.ts';
import { TriggerOrders } from './triggers/trigger-orders.ts';

/** The whole state of a market. Modules take it as their first argument and change what they own. */
export interface Market {
  rules: MarketRules;
  readonly ordersPerAccountMax: number;
  readonly instruments: InstrumentState[];
  readonly accounts: AccountStore;
  readonly positions: PositionStore;
  readonly margins: MarginTotals;
  readonly orders: OrderPool;
  /** Orders that wait for a price. */
  readonly triggerOrders: TriggerOrders;
  /** Instruments whose prices, or waiting orders, changed since their triggers were last looked at. */
  readonly pricesMoved: SlotSet;
  /** What is to happen by the passing of time: expiries, ends of countdowns, halts, cool-downs and blocks. */
  readonly timers: TimerQueue;
  /** By account slot: the timer that cancels its orders. Looked up, never iterated. */
  readonly cancelTimers: Map<number, number>;
  /** A halt of the whole market. */
  halt: HaltState;
  readonly chain: LiquidationChain;
  /** Positions that a liquidation left for later. */
  readonly deferrals: Deferrals;
  readonly touched: TouchedAccounts;
  readonly dueIndex: DueIndex;
  readonly rankings: HolderRankings;
  readonly events: EventOutlet;
  readonly matching: MatchingScratch;
  /** Cash of the insurance fund. */
  fundCashMicros: number;
  /** Whether the fund falls too fast; null where the venue does not ask. */
  drawdown: FundDrawdown | null;
  feesMicros: number;
  /** Deposits − withdrawals + contributions to the fund. A total over accounts may pass 2^53. */
  netDepositsMicros: bigint;
  lastOrderId: number;
  /** How many trigger orders the command in hand may still fire. */
  firesLeft: number;
}

export interface EngineOptions {
  readonly sink: EventSink;
  /** Most open orders that one account may have; 200 when not given. */
  readonly ordersPerAccountMax?: number;
}

const ORDERS_PER_ACCOUNT_MAX = 200;
/** The leverage of an account that has chosen none, or the largest of the first tier where that is lower (rule A2). */
const LEVERAGE_DEFAULT = 20;

export function createMarket(options: EngineOptions): Market {
  const instruments: InstrumentState[] = [];
  const positions = new PositionStore();
  return {
    rules: HOUSE_RULES,
    ordersPerAccountMax: options.ordersPerAccountMax ?? ORDERS_PER_ACCOUNT_MAX,
    instruments,
    accounts: new AccountStore(),
    positions,
    margins: new MarginTotals(positions, instruments),
    orders: new OrderPool(),
    triggerOrders: new TriggerOrders(),
    pricesMoved: new SlotSet(),
    timers: new TimerQueue(),
    cancelTimers: new Map(),
    halt: null,
    chain: new LiquidationChain(),
    deferrals: new Deferrals(),
    touched: new TouchedAccounts(),
    dueIndex: new DueIndex(),
    rankings: new HolderRankings(),
    events: new EventOutlet(options.sink, 0, 0),
    matching: new MatchingScratch(),
    fundCashMicros: 0,
    drawdown: null,
    feesMicros: 0,
    netDepositsMicros: 0n,
    lastOrderId: 0,
    firesLeft: 0,
  };
}

/** Gives the market its rules. To be called while nobody holds anything: what is kept of the market follows from them. */
export function setRules(market: Market, rules: MarketRules): void {
  market.rules = rules;
  market.margins.rules = rules;
  market.drawdown = rules.insuranceDrawdown === null ? null : new FundDrawdown(rules.insuranceDrawdown);
}

/** The instrument of a number that is known to be listed. */
export function instrumentAt(market: Market, instrumentId: number): InstrumentState {
  const instrument = market.instruments[instrumentId];
  if (instrument === undefined) throw new InvariantError('an instrument in use is listed', { instrumentId });
  return instrument;
}

/** Lists an instrument under the next number. */
export function addInstrument(market: Market, specification: InstrumentSpecification): InstrumentState {
  const instrument = createInstrumentState(market.instruments.length, specification, {
    orders: market.orders,
    triggerOrders: market.triggerOrders,
    listedMs: market.events.timeMs,
  });
  instrument.isHalted = market.halt !== null;
  market.instruments.push(instrument);
  const leverageMax = specification.riskTiers[0]?.leverageMax ?? 1;
  market.positions.addInstrument(Math.min(LEVERAGE_DEFAULT, leverageMax));
  return instrument;
}

/**
 * To be called after the long positions or the fund's inventory changed: where initial margin rises with open interest,
 * what everybody claims is another (rule M1).
 */
export function noteOpenInterest(market: Market, instrument: InstrumentState): void {
  if (instrument.isMarginScaled) market.margins.noteMark();
}

/** Moves a mark: the one way to do it, because margin that was added up, and ranks, hold for the marks of then. */
export function moveMark(market: Market, instrument: InstrumentState, markTicks: number): void {
  const marked: { markTicks: number; previousMarkTicks: number } = instrument;
  marked.previousMarkTicks = instrument.markTicks;
  marked.markTicks = markTicks;
  if (instrument.waitingOrders > 0) market.pricesMoved.add(instrument.id);
  market.margins.noteMark();
  market.rankings.drop();
}
