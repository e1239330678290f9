/** What a seat may do. The account is always the connection's own: no message can name another. */

import type { TradeAction } from '@spillway/data-directory';
import {
  type AccountId,
  type Command,
  type EngineView,
  formatSize,
  type InstrumentId,
  type InstrumentSpecification,
  instrumentId,
  orderId,
  type PlaceOrders,
  parseMicros,
  parsePriceTicks,
  parseSizeLots,
  priceTicks,
  sizeLots,
} from '@spillway/protocol';
import type {
  AdjustMarginRequest,
  Answer,
  PlacedOrder,
  PlacedOrders,
  PlaceOrderRequest,
  PlaceOrdersRequest,
  SetMarginModeRequest,
} from '@spillway/protocol/wire';
import { accept, type Refusal, refuse, refuseByMarket } from '../answers.ts';
import type { LiveRun } from '../live/live-run.ts';
import { averagePriceText } from '../seats/average-price.ts';
import type { OrderFate } from '../seats/seat-feed.ts';
import type { SeatRecord } from '../seats/seat-registry.ts';

/** A command of a seat before it is known whose and when. */
type SeatCommand = Command extends infer Kind
  ? Kind extends { readonly accountId: AccountId }
    ? Omit<Kind, 'accountId' | 'timeMs'>
    : never
  : never;

/** An order as a seat asks for it, and as the market takes it. */
type OrderRequest = PlaceOrdersRequest['orders'][number];
type MarketOrder = PlaceOrders['orders'][number];

/** The market takes no more in one command. */
const ORDERS_A_COMMAND_MAX = 20;

interface Listing {
  readonly id: InstrumentId;
  readonly specification: InstrumentSpecification;
}

/** Does what a seat asks for, on the seat's own account. */
export function performTrade(run: LiveRun, seat: SeatRecord, action: TradeAction): Answer<unknown> {
  const trader = new Trader(run, seat, action.message);
  switch (action.message) {
    case 'placeOrder':
      return trader.placeOrder(action.request);
    case 'placeOrders':
      return trader.placeOrders(action.request);
    case 'cancelOrder':
      return trader.send({ kind: 'CancelOrder', orderId: orderId(action.request.orderId) });
    case 'cancelAllOrders':
      return trader.cancelAllOrders(action.request.symbol);
    case 'setMarginMode':
      return trader.setMarginMode(action.request);
    case 'setLeverage': {
      const { symbol, leverage } = action.request;
      return trader.sendOn(symbol, (instrument) => ({
        kind: 'SetLeverage',
        instrumentId: instrument,
        leverage,
      }));
    }
    case 'adjustMargin':
      return trader.adjustMargin(action.request);
  }
}

/** One seat at one run, for the time of one message. */
class Trader {
  readonly #run: LiveRun;
  readonly #seat: SeatRecord;
  readonly #where: string;

  constructor(run: LiveRun, seat: SeatRecord, where: string) {
    this.#run = run;
    this.#seat = seat;
    this.#where = where;
  }

  /** Sends a command for the seat's own account. */
  send(command: SeatCommand): Answer<null> {
    const result = this.#submit(command);
    if (result === null) return this.#runIsOver();
    return result.isAccepted ? accept(null) : refuseByMarket(result.code, this.#where);
  }

  /** Sends a command about the instrument of a symbol. */
  sendOn(symbol: string, commandOn: (instrument: InstrumentId) => SeatCommand): Answer<null> {
    return this.#onListing(symbol, ({ id }) => this.send(commandOn(id)));
  }

  /** Where the mode is that of the account, the instrument says only where somebody stood when he chose it. */
  setMarginMode({ symbol, mode }: SetMarginModeRequest): Answer<null> {
    const isOfAccount = this.#run.engine.rules.marginModeScope === 'account';
    return this.sendOn(symbol, (instrument) => ({
      kind: 'SetMarginMode',
      instrumentId: isOfAccount ? null : instrument,
      mode,
    }));
  }

  cancelAllOrders(symbol: string | undefined): Answer<null> {
    if (symbol === undefined) return this.send({ kind: 'CancelAllOrders', instrumentId: null });
    return this.sendOn(symbol, (instrument) => ({ kind: 'CancelAllOrders', instrumentId: instrument }));
  }

  adjustMargin({ symbol, amount }: AdjustMarginRequest): Answer<null> {
    const delta = parseMicros(amount);
    if (!delta.isParsed) return refuse('AMOUNT_INVALID', `${this.#where}.amount: ${delta.reason}`);
    return this.sendOn(symbol, (instrument) => ({
      kind: 'AdjustIsolatedMargin',
      instrumentId: instrument,
      deltaMicros: delta.value,
    }));
  }

  #onListing<Value>(symbol: string, work: (listing: Listing) => Answer<Value>, part = ''): Answer<Value> {
    const { engine } = this.#run;
    for (let index = 0; index < engine.instrumentCount; index += 1) {
      const id = instrumentId(index);
      const specification = engine.specification(id);
      if (specification.symbol === symbol) return work({ id, specification });
    }
    const known = symbolsOf(engine).join(' or ');
    return refuse('INSTRUMENT_UNKNOWN', `${this.#where}.${part}symbol: expected ${known}, got "${symbol}"`);
  }

  placeOrder(request: PlaceOrderRequest): Answer<PlacedOrder> {
    const order = this.#readOrder(request);
    if (!order.ok) return order;
    const command: SeatCommand = { kind: 'PlaceOrder', ...order.value };
    const [answer] = this.#place([order.value], command);
    return answer ?? this.#runIsOver();
  }

  /** Places what the market can read, as many in a command as it takes; what it cannot read is refused in its place. */
  placeOrders({ orders }: PlaceOrdersRequest): Answer<PlacedOrders> {
    const read = orders.map((order, index) => this.#readOrder(order, `orders.${index}.`));
    const readable = read.flatMap((order) => (order.ok ? [order.value] : []));
    const answers: Answer<PlacedOrder>[] = [];
    for (let first = 0; first < readable.length; first += ORDERS_A_COMMAND_MAX) {
      const batch = readable.slice(first, first + ORDERS_A_COMMAND_MAX);
      answers.push(...this.#place(batch, { kind: 'PlaceOrders', orders: batch }));
    }
    const inTurn = answers.values();
    return accept({
      orders: read.map((order) => (order.ok ? (inTurn.next().value ?? this.#runIsOver()) : order)),
    });
  }

  /** @param part - of which part of the message a refusal speaks */
  #readOrder(request: OrderRequest, part = ''): Answer<MarketOrder> {
    return this.#onListing(
      request.symbol,
      ({ id, specification }) => {
        const where = `${this.#where}.${part}`;
        const size = parseSizeLots(request.size, specification);
        if (!size.isParsed) return refuse('SIZE_INVALID', `${where}size: ${size.reason}`);
        const price = parsePriceTicks(request.price ?? '0', specification);
        if (!price.isParsed) return refuse('PRICE_INVALID', `${where}price: ${price.reason}`);
        const isMarket = request.type === 'market';
        return accept({
          instrumentId: id,
          clientOrderId: request.clientOrderId ?? 0,
          side: request.side,
          orderType: request.type,
          timeInForce: request.timeInForce ?? (isMarket ? 'ioc' : 'gtc'),
          priceTicks: isMarket ? priceTicks(0) : price.value,
          sizeLots: size.value,
          isPostOnly: request.postOnly ?? false,
          isReduceOnly: request.reduceOnly ?? false,
          selfTradePrevention: 'cancel-taker',
        });
      },
      part,
    );
  }

  /** Sends a command that places orders, and says what became of each of them. */
  #place(orders: readonly MarketOrder[], command: SeatCommand): readonly Answer<PlacedOrder>[] {
    let result: ReturnType<LiveRun['submit']> = null;
    const fates = this.#run.seats.followOrders(this.#seat.accountId, () => {
      result = this.#submit(command);
    });
    return orders.map((order, index) => this.#placed(order, result, fates[index]));
  }

  #placed(
    { instrumentId: id }: MarketOrder,
    result: ReturnType<LiveRun['submit']>,
    fate: OrderFate | undefined,
  ): Answer<PlacedOrder> {
    if (result === null) return this.#runIsOver();
    if (!result.isAccepted) return refuseByMarket(result.code, this.#where);
    if (fate === undefined) throw new Error('an order was neither taken nor refused');
    if (fate.code !== null) return refuseByMarket(fate.code, this.#where);
    const specification = this.#run.engine.specification(id);
    const { filledLots, filledMicros, restingLots } = fate;
    const text = (lots: number): string => (lots === 0 ? '0' : formatSize(sizeLots(lots), specification));
    return accept({
      orderId: fate.orderId,
      filled: text(filledLots),
      resting: text(restingLots),
      averagePrice: filledLots === 0 ? null : averagePriceText(filledMicros, filledLots, specification),
    });
  }

  #submit(command: SeatCommand): ReturnType<LiveRun['submit']> {
    const complete = { ...command, accountId: this.#seat.accountId, timeMs: this.#run.nowMs };
    return this.#run.submit(complete, `seat:${this.#seat.name}`);
  }

  #runIsOver(): Refusal {
    const { haltReason } = this.#run.state();
    const why = haltReason === null ? 'this run is over' : `this run was halted (${haltReason})`;
    return refuse('RUN_FINISHED', `${this.#where}: ${why}; an operator can reset it`);
  }
}

function symbolsOf(engine: EngineView): readonly string[] {
  return Array.from(
    { length: engine.instrumentCount },
    (_, index) => engine.specification(instrumentId(index)).symbol,
  );
}
