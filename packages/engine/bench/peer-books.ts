/** The peer: `nodejs-order-book`, a price-time book without accounts, margin, fees or events. */

import { expectOutcome, OutcomeError } from '@spillway/bench-kit';
import { type IProcessOrder, OrderBook, Side } from 'nodejs-order-book';
import { expectedOutcome, type FlowTrade, type OrderFlow, TradeTally } from './streams/order-flow.ts';
import { CANCEL, MARKET } from './streams/order-stream.ts';

type PeerOrder = NonNullable<IProcessOrder['partial']>;

type PeerOperation =
  | { readonly kind: 'limit'; readonly id: string; readonly side: Side; size: number; price: number }
  | { readonly kind: 'market'; readonly id: string; readonly side: Side; readonly size: number }
  | { readonly kind: 'cancel'; readonly id: string };

function operationOf(flow: OrderFlow, row: number): PeerOperation {
  const id = String(flow.orderIds[row] ?? 0);
  if (flow.kinds[row] === CANCEL) return { kind: 'cancel', id };
  const side = flow.directions[row] === 1 ? Side.BUY : Side.SELL;
  const size = flow.sizesLots[row] ?? 0;
  if (flow.kinds[row] === MARKET) return { kind: 'market', id, side, size };
  return { kind: 'limit', id, side, size, price: flow.pricesTicks[row] ?? 0 };
}

/** Books of the peer that are sent a flow. Whatever its methods want is made beforehand, so that it is not timed. */
export class PeerBooks {
  row = 0;
  readonly #flow: OrderFlow;
  readonly #books: readonly OrderBook[];
  readonly #operations: readonly PeerOperation[];
  readonly #tally: TradeTally;
  readonly #trade: { -readonly [Field in keyof FlowTrade]: FlowTrade[Field] } = {
    instrumentId: 0,
    makerOrderId: 0,
    takerOrderId: 0,
    priceTicks: 0,
    sizeLots: 0,
  };

  constructor(flow: OrderFlow) {
    this.#flow = flow;
    this.#books = flow.streams.map(() => new OrderBook());
    this.#operations = Array.from({ length: flow.rowCount }, (_, row) => operationOf(flow, row));
    this.#tally = new TradeTally(flow);
  }

  sendUntil(rowCount: number): void {
    while (this.row < rowCount) {
      const operation = this.#operations[this.row];
      const instrument = this.#flow.instruments[this.row] ?? 0;
      const book = this.#books[instrument];
      if (operation === undefined || book === undefined) throw new RangeError(`no row ${this.row}`);
      if (operation.kind === 'cancel') book.cancel(operation.id);
      else {
        const result = operation.kind === 'limit' ? book.limit(operation) : book.market(operation);
        if (result.err !== null) throw new OutcomeError(`the peer refused row ${this.row}: ${result.err}`);
        if (result.done.length > 0 || result.partial !== null)
          this.#tallyTrades(operation.id, result, instrument);
      }
      this.row += 1;
    }
  }

  /** @throws OutcomeError when the peer made something else of the flow */
  expectWholeFlow(): void {
    let resting = 0;
    for (const book of this.#books) {
      const { bids, asks } = book.snapshot();
      for (const level of [...bids, ...asks]) resting += level.orders.length;
    }
    expectOutcome('the flow in the peer', this.#tally.outcome(resting), expectedOutcome(this.#flow));
  }

  /** Makers that were filled stand in `done`, the last one in `partial` if some of it is left; the taker is among them. */
  #tallyTrades(takerId: string, result: IProcessOrder, instrument: number): void {
    const trade = this.#trade;
    trade.instrumentId = instrument;
    trade.takerOrderId = Number(takerId);
    for (const order of result.done as PeerOrder[]) {
      if (order.id !== takerId) this.#add(order, order.size);
    }
    const { partial, partialQuantityProcessed } = result;
    if (partial !== null && partial.id !== takerId) this.#add(partial, partialQuantityProcessed);
  }

  #add(maker: PeerOrder, lots: number): void {
    this.#trade.makerOrderId = Number(maker.id);
    this.#trade.priceTicks = maker.price;
    this.#trade.sizeLots = lots;
    this.#tally.add(this.#trade);
  }
}
