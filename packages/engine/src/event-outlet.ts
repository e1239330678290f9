import {
  type CommandRejected,
  type EventBase,
  type EventKind,
  type EventMap,
  type EventSink,
  eventSequence,
  type InsuranceFundChanged,
  type LiquidationFilled,
  type LiquidationFinished,
  type LiquidationStarted,
  type MarkPriceChanged,
  type OrderAccepted,
  type OrderClosed,
  type OrderRested,
  type PositionChanged,
  simulatedMs,
  type TradeExecuted,
} from '@spillway/protocol';

/** An event while it is being filled in: the same fields, writable, and numbers without their units. */
type Draft<Event> = {
  -readonly [Field in keyof Event]: Event[Field] extends number ? number : Event[Field];
};

/** The kinds that orders and marks cause by the million, and a cascade by the hundred thousand. */
type FrequentKind =
  | 'commandRejected'
  | 'orderAccepted'
  | 'orderRested'
  | 'orderClosed'
  | 'tradeExecuted'
  | 'positionChanged'
  | 'markPriceChanged'
  | 'liquidationStarted'
  | 'liquidationFilled'
  | 'liquidationFinished'
  | 'insuranceFundChanged';

/*
 * Fields in the order of the event's interface, which is that of the recorded line. The literals are the shapes that
 * the machine code is compiled for: no field is ever added or removed.
 */
const EMPTY_BASE = { sequence: 0, causeSequence: 0, timeMs: 0 };

/**
 * Numbers the events of a market and hands them to its sink.
 *
 * A frequent kind has one event object, used again each time (see `EventSink`): whoever has something to tell fills in
 * the draft of that kind, every field but the base, and sends it. Rare kinds go through `emit`.
 */
export class EventOutlet {
  readonly commandRejected: Draft<CommandRejected> = {
    ...EMPTY_BASE,
    commandKind: 'PlaceOrder',
    code: 'ORDER_INVALID',
    accountId: 0,
    clientOrderId: 0,
  };
  readonly orderAccepted: Draft<OrderAccepted> = {
    ...EMPTY_BASE,
    orderId: 0,
    clientOrderId: 0,
    accountId: 0,
    instrumentId: 0,
    side: 'buy',
    leg: 'both',
    priceTicks: 0,
    sizeLots: 0,
    isReduceOnly: false,
    liquidationId: 0,
  };
  readonly orderRested: Draft<OrderRested> = {
    ...EMPTY_BASE,
    orderId: 0,
    accountId: 0,
    instrumentId: 0,
    side: 'buy',
    priceTicks: 0,
    remainingLots: 0,
    displayedLots: 0,
  };
  readonly orderClosed: Draft<OrderClosed> = {
    ...EMPTY_BASE,
    orderId: 0,
    clientOrderId: 0,
    accountId: 0,
    instrumentId: 0,
    reason: 'filled',
    remainingLots: 0,
  };
  readonly tradeExecuted: Draft<TradeExecuted> = {
    ...EMPTY_BASE,
    instrumentId: 0,
    priceTicks: 0,
    sizeLots: 0,
    takerSide: 'buy',
    makerOrderId: 0,
    takerOrderId: 0,
    makerAccountId: 0,
    takerAccountId: 0,
    makerFeeMicros: 0,
    takerFeeMicros: 0,
    liquidationId: 0,
  };
  readonly positionChanged: Draft<PositionChanged> = {
    ...EMPTY_BASE,
    accountId: 0,
    instrumentId: 0,
    leg: 'both',
    mode: 'cross',
    sizeLots: 0,
    entryCostMicros: 0,
    realisedPnlMicros: 0,
    bucketMicros: 0,
    walletMicros: 0,
  };
  readonly markPriceChanged: Draft<MarkPriceChanged> = {
    ...EMPTY_BASE,
    instrumentId: 0,
    markTicks: 0,
    indexTicks: 0,
    previousMarkTicks: 0,
    causeLiquidationId: 0,
  };
  readonly liquidationStarted: Draft<LiquidationStarted> = {
    ...EMPTY_BASE,
    liquidationId: 0,
    accountId: 0,
    mode: 'cross',
    instrumentId: 0,
    leg: 'both',
    equityMicros: 0,
    maintenanceMicros: 0,
    wave: 0,
    parentLiquidationId: 0,
    shockSequence: 0,
  };
  readonly liquidationFilled: Draft<LiquidationFilled> = {
    ...EMPTY_BASE,
    liquidationId: 0,
    accountId: 0,
    instrumentId: 0,
    mode: 'cross',
    stage: 'book',
    positionSide: 'buy',
    priceTicks: 0,
    sizeLots: 0,
    notionalMicros: 0,
    leverage: 0,
    counterpartyAccountId: 0,
  };
  readonly liquidationFinished: Draft<LiquidationFinished> = {
    ...EMPTY_BASE,
    liquidationId: 0,
    accountId: 0,
    mode: 'cross',
    instrumentId: 0,
    filledNotionalMicros: 0,
    feeMicros: 0,
    leftoverMicros: 0,
    insurancePaidMicros: 0,
    deleveragedMicros: 0,
    socialisedMicros: 0,
    isComplete: false,
  };
  readonly insuranceFundChanged: Draft<InsuranceFundChanged> = {
    ...EMPTY_BASE,
    assetId: 0,
    reason: 'contribution',
    deltaMicros: 0,
    balanceMicros: 0,
    liquidationId: 0,
  };
  readonly #sink: EventSink;
  #lastSequence: number;
  #timeMs: number;

  constructor(sink: EventSink, lastSequence: number, timeMs: number) {
    this.#sink = sink;
    this.#lastSequence = lastSequence;
    this.#timeMs = timeMs;
  }

  get lastSequence(): number {
    return this.#lastSequence;
  }

  get timeMs(): number {
    return this.#timeMs;
  }

  /** Time does not run backwards: a command that claims an earlier time happens now. */
  moveTimeTo(timeMs: number): void {
    if (Number.isSafeInteger(timeMs) && timeMs > this.#timeMs) this.#timeMs = timeMs;
  }

  /*
   * One method a kind, and the base filled in by each: a function that all kinds share would see all their shapes, and be
   * compiled for none. Each takes the event that led to this one (0 when the command itself did) and returns the
   * number of this one. The drafts hold what their event's type says, by the units of whoever filled them in.
   */

  sendCommandRejected(causeSequence: number): number {
    const event = this.commandRejected;
    this.#lastSequence += 1;
    event.sequence = this.#lastSequence;
    event.causeSequence = causeSequence;
    event.timeMs = this.#timeMs;
    this.#sink.commandRejected(event as CommandRejected);
    return this.#lastSequence;
  }

  sendOrderAccepted(causeSequence: number): number {
    const event = this.orderAccepted;
    this.#lastSequence += 1;
    event.sequence = this.#lastSequence;
    event.causeSequence = causeSequence;
    event.timeMs = this.#timeMs;
    this.#sink.orderAccepted(event as OrderAccepted);
    return this.#lastSequence;
  }

  sendOrderRested(causeSequence: number): number {
    const event = this.orderRested;
    this.#lastSequence += 1;
    event.sequence = this.#lastSequence;
    event.causeSequence = causeSequence;
    event.timeMs = this.#timeMs;
    this.#sink.orderRested(event as OrderRested);
    return this.#lastSequence;
  }

  sendOrderClosed(causeSequence: number): number {
    const event = this.orderClosed;
    this.#lastSequence += 1;
    event.sequence = this.#lastSequence;
    event.causeSequence = causeSequence;
    event.timeMs = this.#timeMs;
    this.#sink.orderClosed(event as OrderClosed);
    return this.#lastSequence;
  }

  sendTradeExecuted(causeSequence: number): number {
    const event = this.tradeExecuted;
    this.#lastSequence += 1;
    event.sequence = this.#lastSequence;
    event.causeSequence = causeSequence;
    event.timeMs = this.#timeMs;
    this.#sink.tradeExecuted(event as TradeExecuted);
    return this.#lastSequence;
  }

  sendPositionChanged(causeSequence: number): number {
    const event = this.positionChanged;
    this.#lastSequence += 1;
    event.sequence = this.#lastSequence;
    event.causeSequence = causeSequence;
    event.timeMs = this.#timeMs;
    this.#sink.positionChanged(event as PositionChanged);
    return this.#lastSequence;
  }

  sendMarkPriceChanged(causeSequence: number): number {
    const event = this.markPriceChanged;
    this.#lastSequence += 1;
    event.sequence = this.#lastSequence;
    event.causeSequence = causeSequence;
    event.timeMs = this.#timeMs;
    this.#sink.markPriceChanged(event as MarkPriceChanged);
    return this.#lastSequence;
  }

  sendLiquidationStarted(causeSequence: number): number {
    const event = this.liquidationStarted;
    this.#lastSequence += 1;
    event.sequence = this.#lastSequence;
    event.causeSequence = causeSequence;
    event.timeMs = this.#timeMs;
    this.#sink.liquidationStarted(event as LiquidationStarted);
    return this.#lastSequence;
  }

  sendLiquidationFilled(causeSequence: number): number {
    const event = this.liquidationFilled;
    this.#lastSequence += 1;
    event.sequence = this.#lastSequence;
    event.causeSequence = causeSequence;
    event.timeMs = this.#timeMs;
    this.#sink.liquidationFilled(event as LiquidationFilled);
    return this.#lastSequence;
  }

  sendLiquidationFinished(causeSequence: number): number {
    const event = this.liquidationFinished;
    this.#lastSequence += 1;
    event.sequence = this.#lastSequence;
    event.causeSequence = causeSequence;
    event.timeMs = this.#timeMs;
    this.#sink.liquidationFinished(event as LiquidationFinished);
    return this.#lastSequence;
  }

  sendInsuranceFundChanged(causeSequence: number): number {
    const event = this.insuranceFundChanged;
    this.#lastSequence += 1;
    event.sequence = this.#lastSequence;
    event.causeSequence = causeSequence;
    event.timeMs = this.#timeMs;
    this.#sink.insuranceFundChanged(event as InsuranceFundChanged);
    return this.#lastSequence;
  }

  /**
   * Tells the sink of an event of a rare kind, and returns its number.
   * @param causeSequence - the event that led to this one; 0 when the command itself did
   */
  emit<Kind extends Exclude<EventKind, FrequentKind>>(
    kind: Kind,
    causeSequence: number,
    payload: Omit<EventMap[Kind], keyof EventBase>,
  ): number {
    this.#lastSequence += 1;
    const event = {
      sequence: eventSequence(this.#lastSequence),
      causeSequence: eventSequence(causeSequence),
      timeMs: simulatedMs(this.#timeMs),
      ...payload,
    };
    // The payload type is the event type without its base, which the line above put back.
    (this.#sink[kind] as (value: unknown) => void)(event);
    return this.#lastSequence;
  }
}
