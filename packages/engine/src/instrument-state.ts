import type { InstrumentSpecification } from '@spillway/protocol';
import { HolderList } from './account/holder-list.ts';
import { OrderBook } from './book/order-book.ts';
import type { OrderPool } from './book/order-pool.ts';
import { CircuitBreakerWatch } from './halts/circuit-breaker-watch.ts';
import type { BandReference } from './halts/trading-band.ts';
import type { HaltState } from './halts/trading-halt.ts';
import { TriggerBook } from './triggers/trigger-book.ts';
import type { TriggerOrders } from './triggers/trigger-orders.ts';

/** All that one instrument has of its own. */
export interface InstrumentState {
  readonly id: number;
  readonly specification: InstrumentSpecification;
  readonly book: OrderBook;
  readonly holders: HolderList;
  /** 0 before the first mark; `moveMark` moves it. */
  readonly markTicks: number;
  /** The mark before the last one that was set, 0 before the second. */
  readonly previousMarkTicks: number;
  indexTicks: number;
  lastTicks: number;
  /** The events that set mark and last price; 0 before. */
  markSequence: number;
  lastSequence: number;
  /** A halt of its own. */
  halt: HaltState;
  /** Whether it stands still, by a halt of its own or one of the market. */
  isHalted: boolean;
  /** What the trading band is drawn around; null without a band and before the first mark. */
  bandReference: BandReference | null;
  readonly breaker: CircuitBreakerWatch | null;
  readonly triggers: TriggerBook;
  /** How many orders wait for a price of this instrument. */
  waitingOrders: number;
  /** The prices at which its triggers were last looked at; of no meaning while nothing waits. */
  lookedMarkTicks: number;
  lookedLastTicks: number;
  /** Sum of the long positions of the accounts. */
  longLots: number;
  /** Signed lots and signed cost of what the insurance fund took over. */
  inventoryLots: number;
  inventoryCostMicros: number;
}

export function createInstrumentState(
  id: number,
  specification: InstrumentSpecification,
  pools: { readonly orders: OrderPool; readonly triggerOrders: TriggerOrders },
): InstrumentState {
  const { circuitBreaker } = specification;
  return {
    id,
    specification,
    book: new OrderBook(pools.orders),
    holders: new HolderList(),
    markTicks: 0,
    previousMarkTicks: 0,
    indexTicks: 0,
    lastTicks: 0,
    markSequence: 0,
    lastSequence: 0,
    halt: null,
    isHalted: false,
    bandReference: null,
    breaker: circuitBreaker === null ? null : new CircuitBreakerWatch(circuitBreaker),
    triggers: new TriggerBook(pools.triggerOrders),
    waitingOrders: 0,
    lookedMarkTicks: 0,
    lookedLastTicks: 0,
    longLots: 0,
    inventoryLots: 0,
    inventoryCostMicros: 0,
  };
}

/** Signed worth of signed lots at a price, in micros; exact, because positions are bounded (rule M8). */
export function valueMicros(instrument: InstrumentState, lots: number, priceTicks: number): number {
  return lots * priceTicks * instrument.specification.microsPerTickLot;
}

/** Most lots that any position, with the orders that could add to it, may reach: value and cost below 2^52. */
export function positionLotsMax(specification: InstrumentSpecification): number {
  return Math.floor(
    Number.MAX_SAFE_INTEGER / 2 / (specification.priceTicksMax * specification.microsPerTickLot),
  );
}
