/**
 * One Engine.IO connection with its Socket.IO namespaces. It opens a WebSocket at once (no polling before it),
 * answers the server's pings, and ends for exactly one stated reason.
 */
import type { CloseReason } from './close-reason.ts';
import { CLOSE_FRAME, decodeFrame, encodeMessage, encodePong, type Handshake } from './engine-io-codec.ts';
import type { CancelTimer, SessionHost, WebSocketHandle } from './session-host.ts';
import { type DecodeResult, PacketDecoder } from './socket-io-decoder.ts';
import { encodePacket } from './socket-io-encoder.ts';
import { type JsonObject, MAIN_NAMESPACE, type SocketPacket } from './socket-io-packet.ts';
import { SocketNamespace, type TextListener } from './socket-namespace.ts';

export interface SessionOptions {
  /** Origin of the server, such as `http://127.0.0.1:4000`. */
  readonly serverUrl: string;
  /** For the WebSocket and the server's handshake together. */
  readonly connectTimeoutMs?: number;
  /** Told of every error that a listener threw. A throw must not end the connection, and must not pass unseen. */
  readonly reportError?: (error: unknown) => void;
}

const CONNECT_TIMEOUT_MS = 10_000;

/** The address of the Socket.IO endpoint, WebSocket only. */
export function socketUrl(serverUrl: string): string {
  return `${serverUrl.replace(/^http/, 'ws').replace(/\/$/, '')}/socket.io/?EIO=4&transport=websocket`;
}

type SessionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open'; readonly handshake: Handshake }
  | { readonly kind: 'closed'; readonly reason: CloseReason };

export class Session {
  /** Settles once, when the connection has ended. Never rejects. */
  readonly closed: Promise<CloseReason>;

  readonly #host: SessionHost;
  readonly #options: SessionOptions;
  readonly #socket: WebSocketHandle;
  readonly #decoder = new PacketDecoder();
  readonly #namespaces = new Map<string, SocketNamespace>();
  readonly #textListeners = new Map<string, TextListener>();
  #state: SessionState = { kind: 'connecting' };
  #cancelDeadline: CancelTimer;
  #failure: string | null = null;
  #settleClosed: (reason: CloseReason) => void = () => undefined;

  constructor(host: SessionHost, options: SessionOptions) {
    this.#host = host;
    this.#options = options;
    this.closed = new Promise((resolve) => {
      this.#settleClosed = resolve;
    });
    this.#cancelDeadline = host.startTimer(
      () => this.#finish({ kind: 'handshake-timeout' }),
      options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    );
    this.#socket = host.openWebSocket(socketUrl(options.serverUrl), {
      opened: () => undefined,
      received: (data, receivedMs) => this.#receive(data, receivedMs),
      closed: (code, reason) => this.#connectionClosed(code, reason),
      failed: (message) => this.#connectionFailed(message),
    });
  }

  /** The server's handshake; null before it came and after the end. */
  get handshake(): Handshake | null {
    return this.#state.kind === 'open' ? this.#state.handshake : null;
  }

  /** Joins a namespace. Set its listeners before anything is awaited: events may follow the welcome at once. */
  join(name: string = MAIN_NAMESPACE, authentication: JsonObject | null = null): SocketNamespace {
    const namespace = new SocketNamespace(name, authentication, {
      host: this.#host,
      send: (packet) => this.#send(packet),
      guard: (listener) => this.#guard(listener),
    });
    this.#namespaces.set(name, namespace);
    if (this.#state.kind === 'open') namespace.begin();
    if (this.#state.kind === 'closed') namespace.close(this.#state.reason);
    return namespace;
  }

  /** Sets a listener for the unparsed text of an event of the main namespace; its `on` listener is then left out. */
  onText(event: string, listener: TextListener): void {
    this.#textListeners.set(event, listener);
  }

  /** Leaves all namespaces and closes the connection. */
  close(): void {
    if (this.#state.kind === 'open') this.#transmit(CLOSE_FRAME);
    this.#finish({ kind: 'closed-by-client' });
  }

  /** Sends a frame as it is, valid or not: for tests that show what a malformed one does. */
  sendRaw(frame: string | Uint8Array): void {
    this.#transmit(frame);
  }

  #receive(data: string | Uint8Array, receivedMs: number): void {
    if (this.#state.kind === 'closed') return;
    if (typeof data !== 'string') {
      this.#take(this.#decoder.addBinary(data), receivedMs);
      return;
    }
    const frame = decodeFrame(data);
    switch (frame.kind) {
      case 'message':
        if (!this.#deliverText(frame.text, receivedMs))
          this.#take(this.#decoder.addText(frame.text), receivedMs);
        return;
      case 'ping':
        this.#transmit(encodePong(frame.payload));
        this.#expectPing();
        return;
      case 'open':
        this.#open(frame.handshake);
        return;
      case 'close':
        this.#finish({ kind: 'closed-by-server' });
        return;
      case 'malformed':
        this.#finish(frame);
        return;
      case 'pong':
      case 'upgrade':
      case 'noop':
        return;
    }
  }

  #open(handshake: Handshake): void {
    if (this.#state.kind !== 'connecting') {
      this.#finish({ kind: 'malformed', problem: 'a second handshake' });
      return;
    }
    this.#state = { kind: 'open', handshake };
    this.#expectPing();
    for (const namespace of this.#namespaces.values()) namespace.begin();
  }

  /** Since revision 4 of Engine.IO it is the server that pings, so its silence is the sign that it is gone. */
  #expectPing(): void {
    if (this.#state.kind !== 'open') return;
    this.#cancelDeadline();
    const { pingIntervalMs, pingTimeoutMs } = this.#state.handshake;
    this.#cancelDeadline = this.#host.startTimer(
      () => this.#finish({ kind: 'heartbeat-timeout' }),
      pingIntervalMs + pingTimeoutMs,
    );
  }

  /** Hands over an event that someone reads as text. @returns whether there was one who does. */
  #deliverText(text: string, receivedMs: number): boolean {
    if (this.#textListeners.size === 0 || !text.startsWith('2["')) return false;
    const listener = this.#textListeners.get(text.slice(3, text.indexOf('"', 3)));
    if (listener === undefined) return false;
    this.#guard(() => listener(text.slice(1), receivedMs));
    return true;
  }

  #take(result: DecodeResult, receivedMs: number): void {
    switch (result.kind) {
      case 'incomplete':
        return;
      case 'malformed':
        this.#finish(result);
        return;
      case 'packet':
        this.#namespaces.get(result.packet.namespace)?.receive(result.packet, receivedMs);
        return;
    }
  }

  #send(packet: SocketPacket): void {
    const { text, attachments } = encodePacket(packet);
    this.#transmit(encodeMessage(text));
    for (const attachment of attachments) this.#transmit(attachment);
  }

  /** Nothing is buffered for later: what a closed connection cannot carry is lost, and its request ends. */
  #transmit(frame: string | Uint8Array): void {
    if (this.#state.kind === 'open') this.#socket.send(frame);
  }

  #guard(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#options.reportError?.(error);
    }
  }

  #connectionFailed(message: string): void {
    this.#failure = message;
    if (this.#state.kind === 'connecting') this.#finish({ kind: 'connection-failed', message });
  }

  #connectionClosed(code: number | null, reason: string): void {
    if (this.#state.kind === 'connecting') {
      this.#finish({
        kind: 'connection-failed',
        message: this.#failure ?? `closed with code ${code ?? 'none'}`,
      });
      return;
    }
    this.#finish({ kind: 'connection-lost', code, reason: reason === '' ? (this.#failure ?? '') : reason });
  }

  #finish(reason: CloseReason): void {
    if (this.#state.kind === 'closed') return;
    this.#state = { kind: 'closed', reason };
    this.#cancelDeadline();
    this.#socket.close();
    for (const namespace of this.#namespaces.values()) namespace.close(reason);
    this.#settleClosed(reason);
  }
}
