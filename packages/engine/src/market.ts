import {
  type EventSink,
  HOUSE_RULES,
  type InstrumentSpecification,
  type MarketRules,
} from '@spillway/protocol';
import { AccountStore } from './account/account-store.ts';
import { PositionStore } from './account/position-store.ts';
import { HolderRankings } from './adl/holder-rankings.ts';
import { OrderPool } from './book/order-pool.ts';
import { EventOutlet } from './event-outlet.ts';
import { createInstrumentState, type InstrumentState } from './instrument-state.ts';
import { InvariantError } from './invariants/invariant-error.ts';
import { DueIndex } from './liquidation/due-index.ts';
import { LiquidationChain } from './liquidation/liquidation-chain.ts';
import { TouchedAccounts } from './liquidation/touched-accounts.ts';
import { MarginTotals } from './margin/margin-totals.ts';
import { MatchingScratch } from './matching/matching-scratch.ts';

/** The whole state of a market. Modules take it as their first argument and change what they own. */
export interface Market {
  rules: MarketRules;
  readonly ordersPerAccountMax: number;
  readonly instruments: InstrumentState[];
  readonly accounts: AccountStore;
  readonly positions: PositionStore;
  readonly margins: MarginTotals;
  readonly orders: OrderPool;
  readonly chain: LiquidationChain;
  readonly touched: TouchedAccounts;
  readonly dueIndex: DueIndex;
  readonly rankings: HolderRankings;
  readonly events: EventOutlet;
  readonly matching: MatchingScratch;
  /** Cash of the insurance fund. */
  fundCashMicros: number;
  feesMicros: number;
  /** Deposits − withdrawals + contributions to the fund. A total over accounts may pass 2^53. */
  netDepositsMicros: bigint;
  lastOrderId: number;
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
    chain: new LiquidationChain(),
    touched: new TouchedAccounts(),
    dueIndex: new DueIndex(),
    rankings: new HolderRankings(),
    events: new EventOutlet(options.sink, 0, 0),
    matching: new MatchingScratch(),
    fundCashMicros: 0,
    feesMicros: 0,
    netDepositsMicros: 0n,
    lastOrderId: 0,
  };
}

/** Gives the market its rules. To be called while nobody holds anything: kept sums of margin follow from them. */
export function setRules(market: Market, rules: MarketRules): void {
  market.rules = rules;
  market.margins.rules = rules;
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
    listedMs: market.events.timeMs,
  });
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
export function moveMark(market: Market, instrument: { markTicks: number }, markTicks: number): void {
  instrument.markTicks = markTicks;
  market.margins.noteMark();
  market.rankings.drop();
}
