/**
 * What the client needs from the machine it runs on. k6 and Node each have an adapter; nothing else in this
 * folder knows which of them it is.
 */
export interface SessionHost {
  /** Opens a WebSocket; every later callback goes to the listener, none before this call has returned. */
  openWebSocket(url: string, listener: WebSocketListener): WebSocketHandle;
  /** Runs `callback` once, `delayMs` from now; the result cancels it. */
  startTimer(callback: () => void, delayMs: number): CancelTimer;
  /** Milliseconds on a clock that never runs backwards; only differences mean anything. */
  nowMs(): number;
}

export type CancelTimer = () => void;

export interface WebSocketHandle {
  send(data: string | Uint8Array): void;
  close(): void;
}

export interface WebSocketListener {
  opened(): void;
  /** `receivedMs` is when the frame reached the host, on the clock of `nowMs`: before any queue of its own. */
  received(data: string | Uint8Array, receivedMs: number): void;
  /** `code` is null when the other side sent none, or the connection just broke. */
  closed(code: number | null, reason: string): void;
  /** What went wrong, in the words of the host; `closed` may follow or not. */
  failed(message: string): void;
}
