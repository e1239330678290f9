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
import { createInstrumentState, type InstrumentState, steepestMaintenanceRate } from './instrument-state.ts';
import { InvariantError } from './invariants/invariant-error.ts';
import { Deferrals } from './liquidation/deferrals.ts';
import { DueIndex } from './liquidation/due-index.ts';
import { HeldScope } from './liquidation/held-scope.ts';
import { LiquidationChain } from './liquidation/liquidation-chain.ts';
import { TouchedAccounts } from './liquidation/touched-accounts.ts';
import { MarginTotals } from './margin/margin-totals.ts';
import { MatchingScratch } from './matching/matching-scratch.ts';
import { TimerQueue } from './timers/timer-queue.ts';
import { createTreasury, drawdownOf, type Treasury } from './treasury.ts';
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
  /** By account, as its slot in the first asset: the timer that cancels its orders. Looked up, never iterated. */
  readonly cancelTimers: Map<number, number>;
  /** A halt of the whole market. */
  halt: HaltState;
  readonly chain: LiquidationChain;
  /** Positions that a liquidation left for later. */
  readonly deferrals: Deferrals;
  readonly touched: TouchedAccounts;
  readonly dueIndex: DueIndex;
  /** Where the positions are written down that are filed there next. */
  readonly heldScope: HeldScope;
  readonly rankings: HolderRankings;
  readonly events: EventOutlet;
  readonly matching: MatchingScratch;
  /** By asset; there may be more of them than assets, when rules of fewer followed upon contributions. */
  readonly treasuries: Treasury[];
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
  const accounts = new AccountStore();
  const positions = new PositionStore(accounts);
  return {
    rules: HOUSE_RULES,
    ordersPerAccountMax: options.ordersPerAccountMax ?? ORDERS_PER_ACCOUNT_MAX,
    instruments,
    accounts,
    positions,
    margins: new MarginTotals(positions, instruments, accounts),
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
    heldScope: new HeldScope(),
    rankings: new HolderRankings(),
    events: new EventOutlet(options.sink, 0, 0),
    matching: new MatchingScratch(),
    treasuries: HOUSE_RULES.assets.map(() => createTreasury(HOUSE_RULES.insuranceDrawdown)),
    lastOrderId: 0,
    firesLeft: 0,
  };
}

/** The instrument of a number that is known to be listed. */
export function instrumentAt(market: Market, instrumentId: number): InstrumentState {
  const instrument = market.instruments[instrumentId];
  if (instrument === undefined) throw new InvariantError('an instrument in use is listed', { instrumentId });
  return instrument;
}

/** What the venue has of an asset that it is known to have. */
export function treasuryAt(market: Market, assetId: number): Treasury {
  const treasury = market.treasuries[assetId];
  if (treasury === undefined) throw new InvariantError('an asset in use is one of the market', { assetId });
  return treasury;
}

/** The leverage of whoever has chosen none; 0, for that of the risk tier, where nobody can choose (rule A2). */
function defaultLeverage(rules: MarketRules, specification: InstrumentSpecification): number {
  if (!rules.isLeverageChosen) return 0;
  return Math.min(LEVERAGE_DEFAULT, specification.riskTiers[0]?.leverageMax ?? 1);
}

/**
 * Gives the market its rules, and keeps the books of every asset that they name. To be called while nobody holds
 * anything: what is kept of the market follows from them.
 */
export function setRules(market: Market, rules: MarketRules): void {
  market.rules = rules;
  market.margins.rules = rules;
  market.rankings.clear();
  for (const instrument of market.instruments) {
    market.positions.setDefaultLeverage(instrument.id, defaultLeverage(rules, instrument.specification));
    instrument.steepestMaintenanceRate = steepestMaintenanceRate(instrument, rules);
  }
  while (market.treasuries.length < rules.assets.length) market.treasuries.push(createTreasury(null));
  for (const treasury of market.treasuries) treasury.drawdown = drawdownOf(rules.insuranceDrawdown);
}

/** The number of the asset that a command names, the first one when it names none; null when there is no such asset. */
export function assetOf(market: Market, assetId: number | undefined): number | null {
  const id = assetId ?? 0;
  return market.rules.assets[id] === undefined ? null : id;
}

/** Lists an instrument under the next number; its settlement asset is one of the market's. */
export function addInstrument(market: Market, specification: InstrumentSpecification): InstrumentState {
  const assetId = market.rules.assets.findIndex(({ symbol }) => symbol === specification.settlementAsset);
  const instrument = createInstrumentState(market.instruments.length, specification, {
    orders: market.orders,
    triggerOrders: market.triggerOrders,
    listedMs: market.events.timeMs,
    assetId,
    treasury: treasuryAt(market, assetId),
  });
  instrument.isHalted = market.halt !== null;
  instrument.steepestMaintenanceRate = steepestMaintenanceRate(instrument, market.rules);
  market.instruments.push(instrument);
  market.positions.addInstrument(defaultLeverage(market.rules, specification));
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
  market.rankings.noteMark();
}
