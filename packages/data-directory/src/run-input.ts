/**
 * What people, bots and operators do to a run. An input is written down before it is done; done again at its place in a
 * run of the same scenario and seed, it has the same outcome, answer included.
 */
import type { RequestOf, ShockRequest } from '@spillway/protocol/wire';
import type { RunPlace } from '@spillway/simulation';

/** The messages by which a seat changes something. */
export type TradingMessage =
  | 'placeOrder'
  | 'placeOrders'
  | 'cancelOrder'
  | 'cancelAllOrders'
  | 'setMarginMode'
  | 'setLeverage'
  | 'adjustMargin';

export type TradeAction = {
  [Message in TradingMessage]: {
    readonly kind: 'trade';
    readonly message: Message;
    readonly request: RequestOf<Message>;
  };
}[TradingMessage];

export type RunAction =
  | TradeAction
  | { readonly kind: 'seat'; readonly name: string; readonly tokenHash: string }
  | { readonly kind: 'shock'; readonly request: ShockRequest }
  | { readonly kind: 'phase'; readonly phase: 'running' | 'paused' }
  | { readonly kind: 'speed'; readonly speed: number };

export type Actor = 'operator' | `seat:${string}`;

/** An action, and who wants it. */
export interface InputRequest {
  readonly actor: Actor;
  /** What its sender calls it, so that it is done once however often it comes; null when it has no name. */
  readonly requestId: string | null;
  readonly action: RunAction;
}

/** An action where it came in. */
export interface RunInput extends InputRequest {
  readonly place: RunPlace;
}
