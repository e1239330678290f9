import { performance } from 'node:perf_hooks';
import { WebSocket } from 'ws';
import type { SessionHost, WebSocketHandle, WebSocketListener } from './session-host.ts';

/** Runs the client on Node, over the `ws` package. */
export function createNodeHost(): SessionHost {
  return {
    openWebSocket,
    startTimer: (callback, delayMs) => {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    nowMs: () => performance.now(),
  };
}

function openWebSocket(url: string, listener: WebSocketListener): WebSocketHandle {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('open', () => listener.opened());
  socket.addEventListener('message', ({ data }) => {
    const receivedMs = performance.now();
    if (typeof data === 'string') listener.received(data, receivedMs);
    if (data instanceof ArrayBuffer) listener.received(new Uint8Array(data), receivedMs);
  });
  socket.addEventListener('close', ({ code, reason }) => {
    listener.closed(NO_CODE.includes(code) ? null : code, reason);
  });
  socket.addEventListener('error', ({ message }) => listener.failed(message));
  return {
    send: (data) => socket.send(data),
    close: () => socket.close(),
  };
}

/** What `ws` reports when the close frame had no code (1005), or the connection broke without one (1006). */
const NO_CODE: readonly number[] = [1005, 1006];
