import type { OrderStream } from './order-stream.ts';

/** One or several streams, an instrument each, in turn: the orders that one engine gets. */
export interface OrderFlow {
  readonly streams: readonly OrderStream[];
  /** Rows that fill the books, before the first that is timed. */
  readonly prefillCount: number;
  readonly rowCount: number;
  /** Which stream a row is of; its instrument has the same number. */
  readonly instruments: Uint8Array;
  readonly kinds: Uint8Array;
  /** The number that an engine gives the order: 1, 2, 3, … over all streams. */
  readonly orderIds: Int32Array;
  readonly directions: Int8Array;
  readonly pricesTicks: Int32Array;
  readonly sizesLots: Int32Array;
  readonly owners: Uint16Array;
  readonly orderCount: number;
  /** The number of an order in its own stream, by the engine's number. */
  readonly streamOrderIds: Int32Array;
}

/** What an engine did with a flow, an entry an instrument: to be compared with the outcome of each stream. */
export interface FlowOutcome {
  readonly trades: readonly number[];
  readonly volumeLots: readonly number[];
  readonly tradeHashes: readonly number[];
  readonly resting: number;
}

function emptyFlow(streams: readonly OrderStream[], rowCount: number, prefillCount: number): OrderFlow {
  const orderCount = streams.reduce((sum, stream) => sum + stream.orderCount, 0);
  return {
    streams,
    prefillCount,
    rowCount,
    instruments: new Uint8Array(rowCount),
    kinds: new Uint8Array(rowCount),
    orderIds: new Int32Array(rowCount),
    directions: new Int8Array(rowCount),
    pricesTicks: new Int32Array(rowCount),
    sizesLots: new Int32Array(rowCount),
    owners: new Uint16Array(rowCount),
    orderCount,
    streamOrderIds: new Int32Array(orderCount + 1),
  };
}

/** Takes one row of each stream in turn. All streams have the same number of rows. */
export function orderFlow(streams: readonly OrderStream[]): OrderFlow {
  const rowsEach = streams[0]?.kinds.length ?? 0;
  if (streams.some((stream) => stream.kinds.length !== rowsEach)) {
    throw new RangeError('streams that take turns must be equally long');
  }
  const prefillCount = streams.reduce((sum, stream) => sum + stream.resting, 0);
  const flow = emptyFlow(streams, rowsEach * streams.length, prefillCount);
  // The engine's number of an order, by stream and the stream's number.
  const numbers = streams.map((stream) => new Int32Array(stream.orderCount + 1));
  let orderCount = 0;
  let row = 0;
  for (let turn = 0; turn < rowsEach; turn += 1) {
    for (const [instrument, stream] of streams.entries()) {
      const streamOrderId = stream.orderIds[turn] ?? 0;
      const ownNumbers = numbers[instrument];
      if (ownNumbers === undefined) throw new RangeError(`no stream ${instrument}`);
      if (ownNumbers[streamOrderId] === 0) {
        orderCount += 1;
        ownNumbers[streamOrderId] = orderCount;
        flow.streamOrderIds[orderCount] = streamOrderId;
      }
      flow.instruments[row] = instrument;
      flow.kinds[row] = stream.kinds[turn] ?? 0;
      flow.orderIds[row] = ownNumbers[streamOrderId] ?? 0;
      flow.directions[row] = stream.directions[turn] ?? 0;
      flow.pricesTicks[row] = stream.pricesTicks[turn] ?? 0;
      flow.sizesLots[row] = stream.sizesLots[turn] ?? 0;
      flow.owners[row] = stream.owners[turn] ?? 0;
      row += 1;
    }
  }
  return flow;
}

/** A trade as the engine's event states it; order numbers are the engine's. */
export interface FlowTrade {
  readonly instrumentId: number;
  readonly makerOrderId: number;
  readonly takerOrderId: number;
  readonly priceTicks: number;
  readonly sizeLots: number;
}

/** Counts and hashes the trades of a flow, an instrument at a time. */
export class TradeTally {
  readonly trades: Int32Array;
  readonly volumesLots: Float64Array;
  readonly #hashes: Int32Array;
  readonly #streamOrderIds: Int32Array;

  constructor(flow: OrderFlow) {
    this.trades = new Int32Array(flow.streams.length);
    this.volumesLots = new Float64Array(flow.streams.length);
    this.#hashes = new Int32Array(flow.streams.length).fill(0x811c9dc5 | 0);
    this.#streamOrderIds = flow.streamOrderIds;
  }

  /** `h = imul(h ^ v, 0x01000193)` over maker id, taker id, price and quantity. */
  add(trade: FlowTrade): void {
    const instrument = trade.instrumentId;
    const ids = this.#streamOrderIds;
    let hash = this.#hashes[instrument] ?? 0;
    hash = Math.imul(hash ^ (ids[trade.makerOrderId] ?? 0), 0x01000193);
    hash = Math.imul(hash ^ (ids[trade.takerOrderId] ?? 0), 0x01000193);
    hash = Math.imul(hash ^ trade.priceTicks, 0x01000193);
    hash = Math.imul(hash ^ trade.sizeLots, 0x01000193);
    this.#hashes[instrument] = hash;
    this.trades[instrument] = (this.trades[instrument] ?? 0) + 1;
    this.volumesLots[instrument] = (this.volumesLots[instrument] ?? 0) + trade.sizeLots;
  }

  outcome(resting: number): FlowOutcome {
    return {
      trades: [...this.trades],
      volumeLots: [...this.volumesLots],
      tradeHashes: [...this.#hashes].map((hash) => hash >>> 0),
      resting,
    };
  }
}

/** What a correct book makes of the flow. */
export function expectedOutcome(flow: OrderFlow): FlowOutcome {
  const outcomes = flow.streams.map((stream) => stream.outcome);
  return {
    trades: outcomes.map((outcome) => outcome.trades),
    volumeLots: outcomes.map((outcome) => outcome.volume),
    tradeHashes: outcomes.map((outcome) => outcome.tradeHash),
    resting: outcomes.reduce((sum, outcome) => sum + outcome.resting, 0),
  };
}
