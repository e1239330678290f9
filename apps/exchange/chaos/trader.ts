/** A client that orders and cancels without a pause, and keeps its own account of what it was told. */
import { connectSpillway, type SpillwayClient, SpillwayError } from '@spillway/client';
import type { PlacedOrder } from '@spillway/protocol/wire';

const SYMBOL = 'BTCUSDT';
/** Far below the market, within its price band: such an order rests until its owner cancels it. */
const FAR_PRICE = 95_000;
const SIZE = '0.001';
/** More than these are cancelled again, so that no limit is met. */
const OPEN_MAX = 60;
const ANSWER_TIMEOUT_MS = 60_000;
const PAUSE_OFFLINE_MS = 20;
/** Of the latest orders so many are asked for again at the end. */
const ASKED_AGAIN_MAX = 2_000;

export interface AcknowledgedOrder {
  readonly requestId: string;
  readonly price: string;
  readonly placed: PlacedOrder;
}

/** How an exchange broke its word to a trader. */
export interface BrokenPromise {
  readonly trader: string;
  readonly what: string;
}

export class Trader {
  readonly #name: string;
  readonly #client: SpillwayClient;
  readonly #random: () => number;
  /** Acknowledged, and not acknowledged to be cancelled. */
  readonly #open = new Map<number, AcknowledgedOrder>();
  /** The latest ones, whether they rest or not. */
  readonly #acknowledged: AcknowledgedOrder[] = [];
  readonly #refusals: string[] = [];
  /** What was sent and never answered, which may be there or not. */
  #unanswered = 0;
  #sent = 0;
  #isStopped = false;
  acknowledgedCount = 0;

  constructor(options: { readonly name: string; readonly url: string; readonly random: () => number }) {
    this.#name = options.name;
    this.#random = options.random;
    this.#client = connectSpillway({ url: options.url, timeoutMs: ANSWER_TIMEOUT_MS });
  }

  async join(): Promise<void> {
    await this.#client.ready;
    await this.#client.join(this.#name);
  }

  /** Orders until it is stopped. */
  async trade(): Promise<void> {
    while (!this.#isStopped) {
      try {
        if (this.#open.size > OPEN_MAX || (this.#open.size > 5 && this.#random() < 0.4))
          await this.#cancelOne();
        else await this.#placeOne();
      } catch (error) {
        if (!(error instanceof SpillwayError)) throw error;
        if (error.code === 'NO_ANSWER') this.#unanswered += 1;
        else if (error.code !== 'OFFLINE') {
          // Nothing that it asks for is wrong: whatever is refused was lost.
          this.#refusals.push(`refused: ${error.code}: ${error.message}`);
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, PAUSE_OFFLINE_MS));
      }
    }
  }

  /** Whether it was refused what nobody may be refused who was told the truth. */
  get hasGivenUp(): boolean {
    return this.#refusals.length > 0;
  }

  stop(): void {
    this.#isStopped = true;
  }

  close(): void {
    this.#client.close();
  }

  /** Whether what it was told is so; to be asked while it does not trade. */
  async brokenPromises(): Promise<readonly BrokenPromise[]> {
    const broken = [...this.#refusals];
    try {
      broken.push(...(await this.#brokenOrders()), ...(await this.#brokenAnswers()));
    } catch (error) {
      if (!(error instanceof SpillwayError)) throw error;
      broken.push(`refused: ${error.code}: ${error.message}`);
    }
    return broken.map((what) => ({ trader: this.#name, what }));
  }

  async #brokenOrders(): Promise<readonly string[]> {
    const { openOrders } = await this.#client.account();
    const there = new Set(openOrders.map(({ orderId }) => orderId));
    const lost = [...this.#open]
      .filter(([orderId]) => !there.has(orderId))
      .map(([orderId, { requestId }]) => `order ${orderId} (${requestId}) was acknowledged and is gone`);
    // What was never answered may be there or not.
    const unknown = this.#unanswered > 0 ? [] : [...there].filter((orderId) => !this.#open.has(orderId));
    return [...lost, ...unknown.map((orderId) => `order ${orderId} rests and was never acknowledged`)];
  }

  /** Whatever was acknowledged is asked for again: it must be answered as before, and not done again. */
  async #brokenAnswers(): Promise<readonly string[]> {
    const broken: string[] = [];
    const before = await this.#client.account();
    for (const order of this.#acknowledged) {
      const again = await this.#client.placeOrder(requestOf(order));
      const isSame = JSON.stringify(again) === JSON.stringify(order.placed);
      if (!isSame)
        broken.push(`${order.requestId} got ${JSON.stringify(again)} after ${JSON.stringify(order.placed)}`);
    }
    const after = await this.#client.account();
    if (after.openOrders.length !== before.openOrders.length) {
      broken.push(`asked again, ${before.openOrders.length} orders became ${after.openOrders.length}`);
    }
    return broken;
  }

  async #placeOne(): Promise<void> {
    this.#sent += 1;
    const requestId = `${this.#name}-${this.#sent}`;
    const price = String(FAR_PRICE + Math.floor(this.#random() * 500));
    const placed = await this.#client.placeOrder(requestOf({ requestId, price }));
    const order = { requestId, price, placed };
    this.#open.set(placed.orderId, order);
    this.#acknowledged.push(order);
    if (this.#acknowledged.length > ASKED_AGAIN_MAX) this.#acknowledged.shift();
    this.acknowledgedCount += 1;
  }

  async #cancelOne(): Promise<void> {
    const orders = [...this.#open.keys()];
    const orderId = orders[Math.floor(this.#random() * orders.length)];
    if (orderId === undefined) return;
    await this.#client.cancelOrder({ orderId });
    this.#open.delete(orderId);
    this.acknowledgedCount += 1;
  }
}

function requestOf({ requestId, price }: Pick<AcknowledgedOrder, 'requestId' | 'price'>) {
  return {
    symbol: SYMBOL,
    side: 'buy',
    type: 'limit',
    size: SIZE,
    price,
    postOnly: true,
    requestId,
  } as const;
}
