import type {
  Answer,
  ClientToServerEvents,
  HandshakeAuth,
  ServerToClientEvents,
} from '@spillway/protocol/wire';
import type { CloseReason, JoinResult } from './close-reason.ts';
import { Session } from './session.ts';
import type { SessionHost } from './session-host.ts';
import { isJsonObject } from './socket-io-packet.ts';
import type { SocketNamespace } from './socket-namespace.ts';

export type RequestName = keyof ClientToServerEvents;

/** What a request carries before its acknowledgement: nothing, or one object. */
type RequestValues<Name extends RequestName> =
  Parameters<ClientToServerEvents[Name]> extends [...infer Values, infer _Acknowledge] ? Values : never;

type RequestValue<Name extends RequestName> =
  Parameters<ClientToServerEvents[Name]> extends [...infer _Values, (answer: Answer<infer Value>) => void]
    ? Value
    : never;

/** How a request to the exchange ended. */
export type ExchangeResult<Value> =
  | { readonly kind: 'accepted'; readonly value: Value; readonly receivedMs: number }
  | {
      readonly kind: 'rejected';
      readonly code: string;
      readonly message: string;
      readonly receivedMs: number;
    }
  /** No answer came, or none that could be read. */
  | { readonly kind: 'lost'; readonly cause: string };

export interface ExchangeClientOptions {
  readonly serverUrl: string;
  readonly auth?: HandshakeAuth;
  readonly requestTimeoutMs: number;
  /** Told of every error that a listener threw. */
  readonly reportError?: (error: unknown) => void;
}

/** A connection to the exchange, typed by its own event maps. */
export class ExchangeClient {
  readonly joined: Promise<JoinResult>;
  readonly closed: Promise<CloseReason>;

  readonly #session: Session;
  readonly #namespace: SocketNamespace;
  readonly #requestTimeoutMs: number;

  constructor(host: SessionHost, options: ExchangeClientOptions) {
    const { auth, requestTimeoutMs } = options;
    this.#requestTimeoutMs = requestTimeoutMs;
    this.#session = new Session(host, options);
    this.#namespace = this.#session.join('/', auth === undefined ? null : { ...auth });
    this.joined = this.#namespace.joined;
    this.closed = this.#session.closed;
  }

  /** Sets the listener of a message of the server. Set those of `hello` and the like before anything is awaited. */
  on<Name extends keyof ServerToClientEvents>(
    name: Name,
    listener: (value: Parameters<ServerToClientEvents[Name]>[0], receivedMs: number) => void,
  ): void {
    this.#namespace.on(name, ([value], { receivedMs }) => {
      // The exchange under test is typed by the same map; what it really sends is what these tests look at.
      listener(value as Parameters<ServerToClientEvents[Name]>[0], receivedMs);
    });
  }

  /** Sets a listener for the unparsed text of a message that is sent too often to parse every one. */
  onText(name: keyof ServerToClientEvents, listener: (text: string, receivedMs: number) => void): void {
    this.#session.onText(name, listener);
  }

  async request<Name extends RequestName>(
    name: Name,
    ...values: RequestValues<Name>
  ): Promise<ExchangeResult<RequestValue<Name>>> {
    const result = await this.#namespace.request({ event: name, values, timeoutMs: this.#requestTimeoutMs });
    if (result.kind !== 'answered') return { kind: 'lost', cause: result.kind };
    return readAnswer<RequestValue<Name>>(result.values[0], result.receivedMs);
  }

  close(): void {
    this.#session.close();
  }
}

function readAnswer<Value>(answer: unknown, receivedMs: number): ExchangeResult<Value> {
  if (!isJsonObject(answer)) return { kind: 'lost', cause: 'unreadable' };
  const { ok, value, code, message } = answer;
  if (ok === true && 'value' in answer) return { kind: 'accepted', value: value as Value, receivedMs };
  if (ok === false && typeof code === 'string' && typeof message === 'string') {
    return { kind: 'rejected', code, message, receivedMs };
  }
  return { kind: 'lost', cause: 'unreadable' };
}
