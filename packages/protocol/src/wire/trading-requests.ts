/** What a seat may ask for, and what a placed order came to. Prices, sizes and money are decimal strings. */
import type { MarginMode, Side, TimeInForce } from '../commands.ts';

/** A request that changes something may carry a name of its sender's own choice. */
export interface Named {
  /**
   * Unique among the sender's requests, such as a random UUID. Sent again under the same id, a request is not done again:
   * it gets the answer it got, after a restart of the server too.
   */
  readonly requestId?: string | undefined;
}

export interface PlaceOrderRequest extends Named {
  readonly symbol: string;
  readonly side: Side;
  readonly type: 'limit' | 'market';
  readonly size: string;
  /** Required for a limit order, absent for a market order. */
  readonly price?: string | undefined;
  /** `gtc` for limit and `ioc` for market orders when absent. */
  readonly timeInForce?: TimeInForce | undefined;
  readonly postOnly?: boolean | undefined;
  readonly reduceOnly?: boolean | undefined;
  /** A whole number of the client's own, echoed in updates. */
  readonly clientOrderId?: number | undefined;
}
export interface PlacedOrder {
  readonly orderId: number;
  readonly filled: string;
  /** Left in the book; "0" when nothing rests. */
  readonly resting: string;
  /** Volume-weighted price of the fills; null when nothing filled. */
  readonly averagePrice: string | null;
}
/** Orders that are placed one after the other, each taken or refused by itself. */
export interface PlaceOrdersRequest extends Named {
  /** 1 to 100. */
  readonly orders: readonly Omit<PlaceOrderRequest, 'requestId'>[];
}
export interface CancelOrderRequest extends Named {
  readonly orderId: number;
}
export interface CancelAllRequest extends Named {
  /** All instruments when absent. */
  readonly symbol?: string | undefined;
}
export interface SetMarginModeRequest extends Named {
  readonly symbol: string;
  readonly mode: MarginMode;
}
export interface SetLeverageRequest extends Named {
  readonly symbol: string;
  readonly leverage: number;
}
export interface AdjustMarginRequest extends Named {
  readonly symbol: string;
  /** Positive adds to the bucket, negative removes. */
  readonly amount: string;
}
