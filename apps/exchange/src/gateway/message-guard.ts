/**
 * The one gate that every message of every client passes: counted, known, understood, allowed, answered. Nothing
 * that a client sends throws past it.
 */
import type { Answer, AnswerValueOf, ClientEventName, RequestOf } from '@spillway/protocol/wire';
import { parseMessage, REQUEST_CODECS } from '@spillway/protocol/wire/codecs';
import type { z } from 'zod';
import type { CommandTrace } from '../observability/command-trace.ts';
import type { ConnectionWatch } from '../observability/gateway-watch.ts';
import { RoomClosedError } from '../rooms/room.ts';
import { type RateLimit, TokenBucket } from './token-bucket.ts';

/** Messages that make the server work hard cost more than one token. */
const COSTS: ReadonlyMap<string, number> = new Map([
  ['snapshot', 20],
  ['seatTotals', 20],
  ['runReset', 20],
]);
/** What everybody is told while the exchange ends. */
export const STOPPING = 'the exchange is stopping; ask again when it is back';
/** So many orders of one message cost as much as a message. */
const ORDERS_A_TOKEN = 10;
/** Whoever is refused this often within the window is shown the door. */
const OFFENCES_MAX = 200;
const OFFENCE_WINDOW_MS = 10_000;

/** Does what a message asks for; may take its time. */
export type Handler<Name extends ClientEventName> = (
  request: RequestOf<Name>,
) => Answer<AnswerValueOf<Name>> | Promise<Answer<AnswerValueOf<Name>>>;

export type Handlers = { readonly [Name in ClientEventName]: Handler<Name> };

export interface GuardOptions {
  readonly handlers: Handlers;
  readonly limit: RateLimit;
  readonly clock: () => number;
  /** The connection has offended too often. */
  readonly expel: () => void;
  readonly report: (error: unknown) => void;
  readonly watch: GuardWatch;
}

/** Who looks on: see `ConnectionWatch`. */
export type GuardWatch = Pick<ConnectionWatch, 'trace' | 'answered'>;

type AnswerCallback = (answer: Answer<unknown>) => void;
/** A message on its way through the gate. */
interface Received {
  /** Null when nobody traces. */
  readonly trace: CommandTrace | null;
  readonly answer: (answer: Answer<unknown>, request?: unknown) => void;
}

type AnyHandler = (request: unknown) => Answer<unknown> | Promise<Answer<unknown>>;

/** Answers nobody: the sender did not ask for an answer. */
const silent: AnswerCallback = () => undefined;

function isEventName(name: unknown): name is ClientEventName {
  return typeof name === 'string' && Object.hasOwn(REQUEST_CODECS, name);
}

function splitArguments(values: readonly unknown[]): {
  readonly payload: readonly unknown[];
  readonly answer: AnswerCallback;
} {
  const last = values.at(-1);
  if (typeof last !== 'function') return { payload: values, answer: silent };
  return { payload: values.slice(0, -1), answer: last as AnswerCallback };
}

/** What a message costs, before anybody has looked whether it can be understood. */
function costOf(name: unknown, payload: readonly unknown[]): number {
  if (name !== 'placeOrders') return COSTS.get(String(name)) ?? 1;
  const orders: unknown = Object(payload[0]).orders;
  return Array.isArray(orders) ? Math.max(1, Math.ceil(orders.length / ORDERS_A_TOKEN)) : 1;
}

function readRequest(name: ClientEventName, payload: readonly unknown[]): Answer<unknown> {
  const schema: z.ZodType<unknown> | null = REQUEST_CODECS[name];
  const expected = schema === null ? 0 : 1;
  if (payload.length > expected) {
    const message = `${name}: expected ${expected === 0 ? 'no payload' : 'one payload'} and an acknowledgement`;
    return { ok: false, code: 'MESSAGE_INVALID', message };
  }
  return schema === null ? { ok: true, value: undefined } : parseMessage(schema, payload[0], name);
}

/** Guards one connection. Returns the function to hand every incoming event to, with its arguments. */
export function guardMessages(options: GuardOptions): (name: unknown, values: readonly unknown[]) => void {
  const bucket = new TokenBucket(options.limit, options.clock());
  const offences = new TokenBucket(
    { burst: OFFENCES_MAX, perSecond: (OFFENCES_MAX * 1_000) / OFFENCE_WINDOW_MS },
    options.clock(),
  );

  function refuse({ answer }: Received, refusal: Answer<never>): void {
    answer(refusal);
    if (!offences.take(1, options.clock())) options.expel();
  }

  async function work(name: ClientEventName, request: unknown, { answer, trace }: Received): Promise<void> {
    const handle = (): ReturnType<AnyHandler> => (options.handlers[name] as AnyHandler)(request);
    try {
      answer(await (trace === null ? handle() : trace.within(handle)), request);
    } catch (error) {
      if (error instanceof RoomClosedError) {
        answer({ ok: false, code: 'STOPPING', message: `${name}: ${STOPPING}` });
        return;
      }
      options.report(error);
      answer({ ok: false, code: 'SERVER_ERROR', message: `${name}: the server failed; nothing is promised` });
    }
  }

  /** A message as it came, with all who hear of its answer. */
  function receive(name: string, callback: AnswerCallback): Received {
    const receivedMs = options.clock();
    const trace = options.watch.trace(name);
    return {
      trace,
      answer: (answer, request) => {
        callback(answer);
        trace?.answered(answer);
        options.watch.answered({ name, request, tookMs: options.clock() - receivedMs }, answer);
      },
    };
  }

  return (name, values) => {
    const { payload, answer } = splitArguments(values);
    const received = receive(isEventName(name) ? name : 'unknown', answer);
    if (!bucket.take(costOf(name, payload), options.clock())) {
      const message = `${String(name).slice(0, 32)}: more than ${options.limit.perSecond} messages a second`;
      refuse(received, { ok: false, code: 'RATE_LIMITED', message });
    } else if (isEventName(name)) {
      received.trace?.admitted();
      const request = readRequest(name, payload);
      received.trace?.validated();
      if (request.ok) void work(name, request.value, received);
      else refuse(received, request);
    } else {
      const message = `${JSON.stringify(String(name).slice(0, 32))}: no such message`;
      refuse(received, { ok: false, code: 'MESSAGE_INVALID', message });
    }
  };
}
