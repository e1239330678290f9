import type { CloseReason, JoinResult, RequestResult } from './close-reason.ts';
import type { CancelTimer, SessionHost } from './session-host.ts';
import { type EventPacket, isJsonObject, type JsonObject, type SocketPacket } from './socket-io-packet.ts';

/** What a listener learns about an event beside its values. */
export interface Receipt {
  /** When the event reached the host, on its clock. */
  readonly receivedMs: number;
  /** Answers an event that asked for it; does nothing when it did not. */
  readonly acknowledge: (...values: readonly unknown[]) => void;
}

export type EventListener = (values: readonly unknown[], receipt: Receipt) => void;

/** Receives the JSON text of an event as it came, its name included: parsing costs more than most readers need. */
export type TextListener = (text: string, receivedMs: number) => void;

/** The session, as its namespaces see it. */
export interface PacketCarrier {
  readonly host: SessionHost;
  send(packet: SocketPacket): void;
  /** Runs a listener so that its error is reported and harms nothing else. */
  guard(listener: () => void): void;
}

export interface RequestOptions {
  readonly event: string;
  readonly values: readonly unknown[];
  readonly timeoutMs: number;
}

interface PendingRequest {
  readonly settle: (result: RequestResult) => void;
  readonly cancelTimer: CancelTimer;
}

type NamespaceState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'joining' }
  | { readonly kind: 'joined' }
  | { readonly kind: 'ended'; readonly result: { kind: 'left' } | { kind: 'closed'; reason: CloseReason } };

/** One namespace of a session: its events, its requests and their answers. */
export class SocketNamespace {
  /** Settles once: when the server has answered, or when it no longer can. Never rejects. */
  readonly joined: Promise<JoinResult>;
  /** Settles when the server throws this client out of the namespace, it leaves, or the session ends. */
  readonly ended: Promise<JoinResult>;

  readonly #name: string;
  readonly #authentication: JsonObject | null;
  readonly #carrier: PacketCarrier;
  readonly #listeners = new Map<string | number, EventListener>();
  readonly #pending = new Map<number, PendingRequest>();
  #nextRequestId = 0;
  #state: NamespaceState = { kind: 'waiting' };
  #settleJoined: (result: JoinResult) => void = () => undefined;
  #settleEnded: (result: JoinResult) => void = () => undefined;

  constructor(name: string, authentication: JsonObject | null, carrier: PacketCarrier) {
    this.#name = name;
    this.#authentication = authentication;
    this.#carrier = carrier;
    this.joined = new Promise((resolve) => {
      this.#settleJoined = resolve;
    });
    this.ended = new Promise((resolve) => {
      this.#settleEnded = resolve;
    });
  }

  /** Sets the listener of an event; events without one are dropped. */
  on(event: string, listener: EventListener): void {
    this.#listeners.set(event, listener);
  }

  /** Sends an event that wants no answer. @returns false when the namespace is not joined: nothing is kept back. */
  emit(event: string, ...values: readonly unknown[]): boolean {
    if (this.#state.kind !== 'joined') return false;
    const data = [event, ...values] as const;
    this.#carrier.send({ kind: 'event', namespace: this.#name, acknowledgementId: null, data });
    return true;
  }

  /** Sends an event and waits for its acknowledgement, for `timeoutMs` at most. Never rejects. */
  request({ event, values, timeoutMs }: RequestOptions): Promise<RequestResult> {
    const state = this.#state;
    if (state.kind === 'ended') return Promise.resolve(state.result);
    if (state.kind !== 'joined') return Promise.resolve({ kind: 'left' });
    const id = this.#nextRequestId;
    this.#nextRequestId += 1;
    return new Promise((resolve) => {
      const cancelTimer = this.#carrier.host.startTimer(
        () => this.#settle(id, { kind: 'timeout' }),
        timeoutMs,
      );
      this.#pending.set(id, { settle: resolve, cancelTimer });
      const data = [event, ...values] as const;
      this.#carrier.send({ kind: 'event', namespace: this.#name, acknowledgementId: id, data });
    });
  }

  /** Tells the server that this client leaves, and ends every open request. */
  leave(): void {
    if (this.#state.kind === 'ended') return;
    const isKnownToServer = this.#state.kind === 'joined' || this.#state.kind === 'joining';
    this.#end({ kind: 'left' });
    if (isKnownToServer) this.#carrier.send({ kind: 'disconnect', namespace: this.#name });
  }

  /** For the session: the connection is ready for packets. */
  begin(): void {
    if (this.#state.kind !== 'waiting') return;
    this.#state = { kind: 'joining' };
    this.#carrier.send({ kind: 'connect', namespace: this.#name, payload: this.#authentication });
  }

  /** For the session: a packet of this namespace has come. */
  receive(packet: SocketPacket, receivedMs: number): void {
    switch (packet.kind) {
      case 'connect':
        this.#accepted(packet.payload);
        return;
      case 'connect-error':
        this.#refused(packet.payload);
        return;
      case 'disconnect':
        this.#end({ kind: 'left' });
        return;
      case 'acknowledgement':
        this.#settle(packet.acknowledgementId, { kind: 'answered', values: packet.data, receivedMs });
        return;
      case 'event':
        this.#deliver(packet, receivedMs);
        return;
    }
  }

  /** For the session: the connection is gone. */
  close(reason: CloseReason): void {
    this.#end({ kind: 'closed', reason });
  }

  #deliver(packet: EventPacket, receivedMs: number): void {
    const [name, ...values] = packet.data;
    const listener = this.#listeners.get(name);
    if (listener === undefined) return;
    const acknowledge = this.#acknowledger(packet.acknowledgementId);
    this.#carrier.guard(() => listener(values, { receivedMs, acknowledge }));
  }

  #accepted(payload: JsonObject | null): void {
    if (this.#state.kind !== 'joining') return;
    const sessionId = payload?.['sid'];
    this.#state = { kind: 'joined' };
    this.#settleJoined({ kind: 'joined', sessionId: typeof sessionId === 'string' ? sessionId : '' });
  }

  #refused(payload: JsonObject | string): void {
    const message = isJsonObject(payload) ? String(payload['message'] ?? '') : payload;
    this.#settleJoined({
      kind: 'refused',
      message,
      data: isJsonObject(payload) ? payload['data'] : undefined,
    });
    this.#end({ kind: 'left' });
  }

  #end(result: { kind: 'left' } | { kind: 'closed'; reason: CloseReason }): void {
    if (this.#state.kind === 'ended') return;
    this.#state = { kind: 'ended', result };
    this.#settleJoined(result);
    this.#settleEnded(result);
    for (const id of [...this.#pending.keys()]) this.#settle(id, result);
  }

  /** An answer to a request that has timed out meanwhile finds nothing here, and is dropped. */
  #settle(id: number, result: RequestResult): void {
    const request = this.#pending.get(id);
    if (request === undefined) return;
    this.#pending.delete(id);
    request.cancelTimer();
    request.settle(result);
  }

  #acknowledger(id: number | null): Receipt['acknowledge'] {
    if (id === null) return () => undefined;
    return (...data) =>
      this.#carrier.send({
        kind: 'acknowledgement',
        namespace: this.#name,
        acknowledgementId: id,
        data,
      });
  }
}
