/** What a seat sends, one request after the other. */

/** A message, as text. */
export interface Request {
  readonly event: 'placeOrder' | 'placeOrders' | 'cancelAllOrders';
  readonly payload: string;
  /** Orders in it. */
  readonly orders: number;
}

export interface RequestStream {
  next(): Request;
}

/** Orders of a seat that rest before it cancels them all. */
const RESTING_MAX = 20;
/** Some percent below the market of the scenario: nothing trades, everything is checked for margin. */
const PRICE_MIN = 97_000;
const PRICES = 1_000;

function orderFields(number: number): string {
  const price = PRICE_MIN + (number % PRICES);
  return `"symbol":"BTCUSDT","side":"buy","type":"limit","size":"0.001","price":"${price}.5"`;
}

/** As long as the UUID by which the client SDK names a request. */
function requestId(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** Twenty orders that rest, one a message, then one message that cancels them. */
export function singleOrders(): RequestStream {
  let number = 0;
  return {
    next: () => {
      number += 1;
      const id = `"requestId":"${requestId(number)}"`;
      return number % (RESTING_MAX + 1) === 0
        ? { event: 'cancelAllOrders', payload: `{"symbol":"BTCUSDT",${id}}`, orders: 0 }
        : { event: 'placeOrder', payload: `{${orderFields(number)},${id}}`, orders: 1 };
    },
  };
}

/** Batches of orders that rest, each followed by a message that cancels them. */
export function batchedOrders(ordersABatch: number): RequestStream {
  let number = 0;
  return {
    next: () => {
      number += 1;
      const id = `"requestId":"${requestId(number)}"`;
      if (number % 2 === 0)
        return { event: 'cancelAllOrders', payload: `{"symbol":"BTCUSDT",${id}}`, orders: 0 };
      const orders = Array.from({ length: ordersABatch }, (_, index) => `{${orderFields(number + index)}}`);
      return {
        event: 'placeOrders',
        payload: `{"orders":[${orders.join(',')}],${id}}`,
        orders: ordersABatch,
      };
    },
  };
}
