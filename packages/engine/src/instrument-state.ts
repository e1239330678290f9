import type { InstrumentSpecification } from '@spillway/protocol';
import { HolderList } from './account/holder-list.ts';
import { OrderBook } from './book/order-book.ts';
import type { OrderPool } from './book/order-pool.ts';

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
  /** Whether it stands still, by a halt of its own or one of the market. */
  isHalted: boolean;
  /** Sum of the long positions of the accounts. */
  longLots: number;
  /** Signed lots and signed cost of what the insurance fund took over. */
  inventoryLots: number;
  inventoryCostMicros: number;
}

export function createInstrumentState(
  id: number,
  specification: InstrumentSpecification,
  orders: OrderPool,
): InstrumentState {
  return {
    id,
    specification,
    book: new OrderBook(orders),
    holders: new HolderList(),
    markTicks: 0,
    previousMarkTicks: 0,
    indexTicks: 0,
    lastTicks: 0,
    isHalted: false,
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
