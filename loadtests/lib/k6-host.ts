// @boundaries-ignore k6 brings this module; its package holds only the types
import exec from 'k6/execution';
// @boundaries-ignore k6 brings this module; its package holds only the types
import { WebSocket } from 'k6/websockets';
import { createReceiveClock } from './receive-clock.ts';
import type { SessionHost, WebSocketHandle, WebSocketListener } from './session-host.ts';

export interface K6HostOptions {
  /**
   * `test` is exact to the microsecond, but k6 answers it only inside a virtual user; `wall` counts whole
   * milliseconds, and is there in setup and teardown too.
   */
  readonly clock: 'test' | 'wall';
  /** Told how long each frame waited inside k6 before JavaScript saw it. */
  readonly observeLoopLag?: (lagMs: number) => void;
}

/** Runs the client inside k6, over the stable `k6/websockets` module. */
export function createK6Host({ clock, observeLoopLag }: K6HostOptions): SessionHost {
  const nowMs = clock === 'test' ? () => exec.instance.currentTestRunDuration : () => Date.now();
  const receiveClock = createReceiveClock();
  const receivedAt = (timestampMs: number): number => {
    const { receivedMs, lagMs } = receiveClock.observe(timestampMs, nowMs());
    observeLoopLag?.(lagMs);
    return receivedMs;
  };
  return {
    openWebSocket: (url, listener) => openWebSocket({ url, listener, receivedAt }),
    startTimer: (callback, delayMs) => {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    nowMs,
  };
}

interface Opening {
  readonly url: string;
  readonly listener: WebSocketListener;
  readonly receivedAt: (timestampMs: number) => number;
}

function openWebSocket({ url, listener, receivedAt }: Opening): WebSocketHandle {
  // Without a name of its own every connection would be a time series named by its whole URL.
  const socket = new WebSocket(url, null, { tags: { name: 'socket.io' } });
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('open', () => listener.opened());
  socket.addEventListener('message', (event) => {
    if (!('data' in event)) return;
    const receivedMs = receivedAt(event.timestamp);
    if (typeof event.data === 'string') listener.received(event.data, receivedMs);
    if (event.data instanceof ArrayBuffer) listener.received(new Uint8Array(event.data), receivedMs);
  });
  socket.addEventListener('close', (event) => {
    const { code, reason } = closeFields(event);
    listener.closed(code === undefined || NO_CODE.includes(code) ? null : code, reason ?? '');
  });
  socket.addEventListener('error', (event) => {
    listener.failed('error' in event ? event.error : 'unknown error');
  });
  return {
    send: (data) => socket.send(data),
    close: () => socket.close(),
  };
}

/** k6 gives a close event a code and a reason; its published types leave them out. */
function closeFields(event: object): {
  readonly code?: number | undefined;
  readonly reason?: string | undefined;
} {
  return {
    code: 'code' in event && typeof event.code === 'number' ? event.code : undefined,
    reason: 'reason' in event && typeof event.reason === 'string' ? event.reason : undefined,
  };
}

/** The other side sent no code (1005), or the connection broke without one (1006). */
const NO_CODE: readonly number[] = [1005, 1006];
