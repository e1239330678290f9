/**
 * One simulated trader: a connection with a seat, which follows its plan and counts everything it is told. It
 * runs wherever the session does.
 */
import type { Frame, Hello, PlacedOrder } from '@spillway/protocol/wire';
import { describeClose } from './close-reason.ts';
import { parseMicros, toCounterValue } from './decimal-micros.ts';
import { ExchangeClient, type ExchangeResult, type RequestName } from './exchange-client.ts';
import { followTimetable, type SendMoment } from './follow-timetable.ts';
import { readSequenceRange, SequenceWatch } from './frame-sequence.ts';
import { measureLatency } from './latency.ts';
import type { LoadMeter, LoadPhase } from './load-meter.ts';
import { MarketPrices, type PricingContext, priceOrder } from './market-prices.ts';
import type { PlannedAction, SeatPlan } from './seat-plan.ts';
import type { SessionHost } from './session-host.ts';

export interface LoadSeatOptions {
  readonly serverUrl: string;
  readonly plan: SeatPlan;
  readonly meter: LoadMeter;
  readonly phaseAt: (timeMs: number) => LoadPhase;
}

const REQUEST_TIMEOUT_MS = 10_000;
/** Marks are read from a frame at most this often: often enough for an order, rare enough to cost nothing. */
const PRICE_AGE_MS_MAX = 500;

export class LoadSeat {
  readonly #host: SessionHost;
  readonly #options: LoadSeatOptions;
  readonly #client: ExchangeClient;
  readonly #hello: Promise<Hello>;
  readonly #firstPrices: Promise<void>;
  readonly #paused: Promise<void>;
  readonly #prices = new MarketPrices();
  readonly #sequence = new SequenceWatch();
  readonly #restingOrderIds: number[] = [];
  readonly #open = new Set<Promise<void>>();
  #context: Omit<PricingContext, 'markTicks'> | null = null;
  #pricedMs = Number.NEGATIVE_INFINITY;
  #isLeaving = false;
  #isGone = false;
  #settleFirstPrices: () => void = () => undefined;

  constructor(host: SessionHost, options: LoadSeatOptions) {
    this.#host = host;
    this.#options = options;
    const { serverUrl, meter } = options;
    this.#client = new ExchangeClient(host, {
      serverUrl,
      requestTimeoutMs: REQUEST_TIMEOUT_MS,
      reportError: (error) => meter.scriptFailed(error),
    });
    this.#hello = new Promise((resolve) => this.#client.on('hello', resolve));
    this.#firstPrices = new Promise((resolve) => {
      this.#settleFirstPrices = resolve;
    });
    this.#paused = new Promise((resolve) => {
      this.#client.on('runState', ({ phase }) => {
        if (phase === 'paused') resolve();
      });
    });
    this.#client.on('fill', ({ isForced }) => meter.filled(isForced));
    this.#client.on('liquidation', ({ mode, notional }) => {
      meter.liquidated(mode, toCounterValue(parseMicros(notional)));
    });
    // Sent up to ten times a second, and nothing here reads it: take it as text, so that nobody parses it.
    this.#client.onText('accountState', () => undefined);
    this.#client.onText('frame', (text, receivedMs) => this.#readFrame(text, receivedMs));
    void this.#client.closed.then((reason) => {
      this.#isGone = true;
      if (!this.#isLeaving) meter.disconnected(describeClose(reason));
    });
  }

  /** Takes a seat and sets margin mode and leverage. @returns what went wrong, or null. */
  async join(): Promise<string | null> {
    const { plan } = this.#options;
    const joined = await this.#client.joined;
    if (joined.kind !== 'joined') return `connecting: ${joined.kind}`;
    const hello = await Promise.race([this.#hello, this.#client.closed]);
    if (!('instruments' in hello)) return `waiting for hello: ${describeClose(hello)}`;
    const { instruments } = hello;
    const instrument = instruments[plan.instrumentIndex % instruments.length];
    if (instrument === undefined) return 'the exchange lists no instrument';
    const { symbol } = instrument.specification;
    const seat = await this.#client.request('join', { name: plan.name });
    if (seat.kind !== 'accepted') return `join: ${describeResult(seat)}`;
    this.#context = { instrument, depositMicros: toCounterValue(parseMicros(seat.value.deposit)) };
    const mode = await this.#client.request('setMarginMode', { symbol, mode: plan.mode });
    // Cross is what an account begins with, so that asking for it changes nothing.
    const isModeSet =
      mode.kind === 'accepted' || (mode.kind === 'rejected' && mode.code === 'MODE_UNCHANGED');
    if (!isModeSet) return `setMarginMode: ${describeResult(mode)}`;
    const leverage = await this.#client.request('setLeverage', { symbol, leverage: plan.leverage });
    if (leverage.kind !== 'accepted') return `setLeverage: ${describeResult(leverage)}`;
    await Promise.race([this.#firstPrices, this.#client.closed]);
    return null;
  }

  /** Follows the plan to its end, or until the connection is gone; then waits for the last answers. */
  async trade(): Promise<void> {
    const { plan } = this.#options;
    await followTimetable(this.#host, {
      dueTimesMs: plan.dueTimesMs,
      isOver: () => this.#isGone,
      send: (moment) => {
        const action = plan.actions[moment.index];
        if (action !== undefined) this.#act(action, moment);
      },
    });
    while (this.#open.size > 0) await Promise.all([...this.#open]);
  }

  /**
   * Waits until the market stands still, then asks one more question. The exchange sends what it has to tell about
   * the pause before it reads that question, and messages of one connection keep their order; so when the answer
   * is there, everything has been counted.
   * @returns false when the connection ended before.
   */
  async settle(): Promise<boolean> {
    await Promise.race([this.#paused, this.#client.closed]);
    const account = await this.#client.request('account');
    if (account.kind === 'lost') this.#options.meter.lost('account', account.cause);
    return account.kind === 'accepted';
  }

  leave(): void {
    this.#isLeaving = true;
    this.#client.close();
  }

  #act(action: PlannedAction, moment: SendMoment): void {
    if (action.kind === 'cancel') {
      const orderId = this.#restingOrderIds.shift();
      if (orderId !== undefined) {
        const result = this.#client.request('cancelOrder', { orderId });
        this.#track({ name: 'cancelOrder', moment, result, accepted: () => undefined });
      }
      return;
    }
    const markTicks =
      this.#context === null ? null : this.#prices.markTicks(this.#context.instrument.instrumentId);
    if (this.#context === null || markTicks === null) return;
    const { instrument } = this.#context;
    const order = {
      symbol: instrument.specification.symbol,
      side: action.side,
      type: action.kind,
      ...priceOrder(action, { ...this.#context, markTicks }),
    };
    const accepted = (placed: PlacedOrder): void => {
      this.#options.meter.orderAccepted();
      if (placed.resting !== '0') this.#restingOrderIds.push(placed.orderId);
    };
    const result = this.#client.request('placeOrder', order);
    this.#track({ name: 'placeOrder', moment, result, accepted });
  }

  #track<Name extends RequestName, Value>(request: TrackedRequest<Name, Value>): void {
    const { name, moment, result, accepted } = request;
    const settled = result.then((outcome) => {
      this.#open.delete(settled);
      this.#count(name, moment, outcome);
      if (outcome.kind === 'accepted') accepted(outcome.value);
    });
    this.#open.add(settled);
  }

  #count(request: RequestName, moment: SendMoment, outcome: ExchangeResult<unknown>): void {
    const { meter, phaseAt } = this.#options;
    if (outcome.kind === 'lost') {
      meter.lost(request, outcome.cause);
      return;
    }
    // A refusal is an answer too, and its time counts.
    const { intendedMs, sentMs } = moment;
    const latency = measureLatency({ intendedMs, sentMs, receivedMs: outcome.receivedMs });
    meter.answered(request, latency, phaseAt(intendedMs));
    if (outcome.kind === 'rejected') meter.rejected(request, outcome.code);
  }

  #readFrame(text: string, receivedMs: number): void {
    this.#options.meter.frame(this.#sequence.observe(readSequenceRange(text)));
    if (receivedMs - this.#pricedMs < PRICE_AGE_MS_MAX) return;
    this.#pricedMs = receivedMs;
    const [, frame] = JSON.parse(text) as [name: string, frame: Frame];
    this.#prices.update(frame.prices);
    if (frame.prices.length > 0) this.#settleFirstPrices();
    else this.#pricedMs = Number.NEGATIVE_INFINITY;
  }
}

interface TrackedRequest<Name extends RequestName, Value> {
  readonly name: Name;
  readonly moment: SendMoment;
  readonly result: Promise<ExchangeResult<Value>>;
  readonly accepted: (value: Value) => void;
}

function describeResult(result: ExchangeResult<unknown>): string {
  switch (result.kind) {
    case 'accepted':
      return 'accepted';
    case 'rejected':
      return `${result.code}, ${result.message}`;
    case 'lost':
      return `no answer, ${result.cause}`;
  }
}
