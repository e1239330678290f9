import {
  type AccountId,
  type ApplyResult,
  accountId,
  type Engine,
  type EventSink,
  type InstrumentId,
  type OrderId,
  type PriceTicks,
  type SimulatedMs,
  type SizeLots,
} from '@spillway/protocol';
import { deposit, listInstrument, mark, openAccount } from '@spillway/testkit';
import { createEngine } from '../src/index.ts';
import { accept, reusedCancel, reusedLimit, reusedMarket } from './commands.ts';
import { countingSink, EventCount } from './counting-sink.ts';
import { expectOutcome, OutcomeError } from './measurement.ts';
import { expectedOutcome, type OrderFlow, TradeTally } from './streams/order-flow.ts';
import { ACCOUNT_COUNT, CANCEL, MARKET, MIDDLE_TICKS } from './streams/order-stream.ts';
import { streamInstrument } from './venue.ts';

/** So much money that no order of a stream is refused. */
const DEPOSIT_QUOTE = 10_000_000;
/** More than one account has open at any time, with 100,000 orders on 1,000 accounts. */
const ORDERS_PER_ACCOUNT_MAX = 10_000;

/** Lists an instrument a stream, sets their marks, and opens the accounts with money. */
export function openFlowMarket(flow: OrderFlow, sink: EventSink): Engine {
  const engine = createEngine({ sink, ordersPerAccountMax: ORDERS_PER_ACCOUNT_MAX });
  for (const number of flow.streams.keys()) {
    accept(engine, listInstrument(streamInstrument(number)), mark(MIDDLE_TICKS, { instrument: number }));
  }
  for (let account = 1; account <= ACCOUNT_COUNT; account += 1) {
    accept(engine, openAccount(account), deposit(account, DEPOSIT_QUOTE));
  }
  return engine;
}

/** Sends the rows of a flow as commands. */
export class FlowSender {
  /** How many rows have been sent. */
  row = 0;
  refusedCount = 0;
  #firstRefusal = '';
  readonly #engine: Engine;
  readonly #flow: OrderFlow;
  readonly #limit = reusedLimit();
  readonly #market = reusedMarket();
  readonly #cancel = reusedCancel();

  constructor(engine: Engine, flow: OrderFlow) {
    this.#engine = engine;
    this.#flow = flow;
  }

  /** Sends rows until so many have been sent. */
  sendUntil(rowCount: number): void {
    const { kinds } = this.#flow;
    while (this.row < rowCount) {
      const result = kinds[this.row] === CANCEL ? this.#sendCancel() : this.#sendOrder();
      if (!result.isAccepted) this.#noteRefusal(result.code);
      this.row += 1;
    }
  }

  /** @throws OutcomeError when a command of the flow was refused */
  expectNoRefusal(): void {
    if (this.refusedCount > 0) {
      throw new OutcomeError(
        `${this.refusedCount} commands were refused, the first with ${this.#firstRefusal}`,
      );
    }
  }

  /* What comes from a typed array of whole numbers is one: its unit is said, and it is not looked at again. */

  #sendCancel(): ApplyResult {
    const { owners, orderIds } = this.#flow;
    const { row } = this;
    const cancel = this.#cancel;
    cancel.timeMs = row as SimulatedMs;
    cancel.accountId = (owners[row] ?? 0) as AccountId;
    cancel.orderId = (orderIds[row] ?? 0) as OrderId;
    return this.#engine.apply(cancel);
  }

  #sendOrder(): ApplyResult {
    const { kinds, owners, instruments, directions, pricesTicks, sizesLots } = this.#flow;
    const { row } = this;
    const order = kinds[row] === MARKET ? this.#market : this.#limit;
    order.timeMs = row as SimulatedMs;
    order.accountId = (owners[row] ?? 0) as AccountId;
    order.instrumentId = (instruments[row] ?? 0) as InstrumentId;
    order.side = directions[row] === 1 ? 'buy' : 'sell';
    order.priceTicks = (pricesTicks[row] ?? 0) as PriceTicks;
    order.sizeLots = (sizesLots[row] ?? 0) as SizeLots;
    return this.#engine.apply(order);
  }

  #noteRefusal(code: string): void {
    if (this.refusedCount === 0) this.#firstRefusal = code;
    this.refusedCount += 1;
  }
}

/** An engine with everything on that is sent a flow; its sink reads every event and hashes every trade. */
export class FlowEngine {
  readonly engine: Engine;
  readonly sender: FlowSender;
  readonly count: EventCount = new EventCount();
  readonly #tally: TradeTally;
  readonly #flow: OrderFlow;
  #feesMicros = 0;

  constructor(flow: OrderFlow) {
    this.#flow = flow;
    this.#tally = new TradeTally(flow);
    const sink = countingSink(this.count, {
      tradeExecuted: (trade) => {
        this.count.noteSequence(trade.sequence);
        this.#tally.add(trade);
        this.#feesMicros += trade.makerFeeMicros + trade.takerFeeMicros;
      },
    });
    this.engine = openFlowMarket(flow, sink);
    this.sender = new FlowSender(this.engine, flow);
  }

  /** @throws OutcomeError when the whole flow has not come to what a correct market makes of it */
  expectWholeFlow(): void {
    this.sender.expectNoRefusal();
    let resting = 0;
    for (let account = 1; account <= ACCOUNT_COUNT; account += 1) {
      resting += this.engine.openOrders(accountId(account)).length;
    }
    expectOutcome('the flow', this.#tally.outcome(resting), expectedOutcome(this.#flow));
    expectOutcome('fees in the events', this.#feesMicros, this.engine.feesMicros());
    expectOutcome('missing events', this.count.gaps, 0);
    expectOutcome('conservation error', String(this.engine.conservationErrorMicros()), '0');
  }
}
