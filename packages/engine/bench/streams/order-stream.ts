/**
 * The seeded order stream as columns, so that any engine can be driven by it without making an object. It is the
 * stream of `src/book/book-stream.fixture.ts`, written down while it runs through a book of its own.
 */
import {
  MIDDLE,
  PRICE_LIMIT,
  runBookStream,
  type StreamBook,
  type StreamOrder,
  type StreamOutcome,
  Xorshift128,
} from '../../src/book/book-stream.fixture.ts';
import { LevelBook } from './level-book.ts';

export const LIMIT = 0;
export const CANCEL = 1;
export const MARKET = 2;
export const ACCOUNT_COUNT = 1_000;
/** What the fair price of the stream starts from; its marks are set to it. */
export const MIDDLE_TICKS: number = MIDDLE;
/** Every price of the stream lies below this. */
export const PRICE_TICKS_LIMIT: number = PRICE_LIMIT;

export interface StreamTerms {
  readonly seed: number;
  /** Orders that rest before the first operation that is timed. */
  readonly resting: number;
  readonly operations: number;
}

/** One row an operation; the first `resting` rows fill the book. */
export interface OrderStream extends StreamTerms {
  /** `LIMIT`, `CANCEL` or `MARKET`. */
  readonly kinds: Uint8Array;
  /** The number of the order that is placed or cancelled: 1, 2, 3, … in the order of placing. */
  readonly orderIds: Int32Array;
  /** 1 buys, −1 sells; 0 for a cancel. */
  readonly directions: Int8Array;
  readonly pricesTicks: Int32Array;
  readonly sizesLots: Int32Array;
  /** Account 1 to `ACCOUNT_COUNT`, such that no order meets one of its own account. */
  readonly owners: Uint16Array;
  readonly orderCount: number;
  readonly outcome: StreamOutcome;
}

/** A book that writes down what it is asked to do, and gives each order an owner. */
class RecordingBook implements StreamBook {
  readonly kinds: Uint8Array;
  readonly orderIds: Int32Array;
  readonly directions: Int8Array;
  readonly pricesTicks: Int32Array;
  readonly sizesLots: Int32Array;
  readonly owners: Uint16Array;
  orderCount = 0;
  #row = 0;
  readonly #book = new LevelBook(PRICE_LIMIT + 1);
  readonly #random: Xorshift128;
  readonly #ownerByOrder: Uint16Array;
  readonly #ownersMet: Set<number> = new Set();

  constructor({ seed, resting, operations }: StreamTerms) {
    const rows = resting + operations;
    this.kinds = new Uint8Array(rows);
    this.orderIds = new Int32Array(rows);
    this.directions = new Int8Array(rows);
    this.pricesTicks = new Int32Array(rows);
    this.sizesLots = new Int32Array(rows);
    this.owners = new Uint16Array(rows);
    this.#ownerByOrder = new Uint16Array(rows + 1);
    // A stream of its own: drawing owners must not change what is ordered.
    this.#random = new Xorshift128(seed + 1_000_003);
  }

  take(order: StreamOrder, onTrade: Parameters<StreamBook['take']>[1]): number {
    this.#ownersMet.clear();
    const left = this.#book.take(order, (maker, lots, at) => {
      this.#ownersMet.add(this.#ownerOf(maker));
      onTrade(maker, lots, at);
    });
    const owner = this.#freeOwner();
    this.#ownerByOrder[order.id] = owner;
    this.orderCount += 1;
    this.directions[this.#row] = order.direction;
    this.pricesTicks[this.#row] = order.isMarket === true ? 0 : order.priceTicks;
    this.sizesLots[this.#row] = order.lots;
    this.#write(order.isMarket === true ? MARKET : LIMIT, order.id);
    return left;
  }

  rest(order: StreamOrder): void {
    this.#book.rest(order);
  }

  cancel(id: number): void {
    this.#book.cancel(id);
    this.#write(CANCEL, id);
  }

  #write(kind: number, orderId: number): void {
    this.kinds[this.#row] = kind;
    this.orderIds[this.#row] = orderId;
    this.owners[this.#row] = this.#ownerOf(orderId);
    this.#row += 1;
  }

  #ownerOf(orderId: number): number {
    return this.#ownerByOrder[orderId] ?? 0;
  }

  /** A drawn account, or the next one that owns none of the orders met: the engine trades no account with itself. */
  #freeOwner(): number {
    let owner = 1 + this.#random.below(ACCOUNT_COUNT);
    while (this.#ownersMet.has(owner)) owner = 1 + (owner % ACCOUNT_COUNT);
    return owner;
  }
}

/** Makes a stream; the same terms give the same rows on every machine. */
export function orderStream(terms: StreamTerms): OrderStream {
  const book = new RecordingBook(terms);
  const { seed, resting, operations } = terms;
  const outcome = runBookStream(book, { seed, operations, live: resting });
  const { kinds, orderIds, directions, pricesTicks, sizesLots, owners, orderCount } = book;
  return { ...terms, kinds, orderIds, directions, pricesTicks, sizesLots, owners, orderCount, outcome };
}
