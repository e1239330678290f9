/**
 * Frames of the Engine.IO protocol, revision 4, over a WebSocket: one character of type, then the payload. A
 * binary WebSocket frame is a message as it is, without a type character.
 * Source: https://github.com/socketio/engine.io-protocol
 */
import { isJsonObject } from './socket-io-packet.ts';

/** What the server says first: how it will beat, and how much it takes at once. */
export interface Handshake {
  readonly sessionId: string;
  /** The server pings this often, … */
  readonly pingIntervalMs: number;
  /** … and is gone when it is later than this. */
  readonly pingTimeoutMs: number;
  readonly messageBytesMax: number;
}

export type EngineFrame =
  | { readonly kind: 'open'; readonly handshake: Handshake }
  | { readonly kind: 'close' }
  | { readonly kind: 'ping'; readonly payload: string }
  | { readonly kind: 'pong'; readonly payload: string }
  | { readonly kind: 'message'; readonly text: string }
  /** Part of a change of transport, which a connection that begins as a WebSocket never makes. */
  | { readonly kind: 'upgrade' }
  | { readonly kind: 'noop' };

export type FrameResult = EngineFrame | { readonly kind: 'malformed'; readonly problem: string };

const FRAME_TYPE = {
  open: '0',
  close: '1',
  ping: '2',
  pong: '3',
  message: '4',
  upgrade: '5',
  noop: '6',
} as const;

export function encodeMessage(text: string): string {
  return FRAME_TYPE.message + text;
}

/** The answer to a ping carries the payload of the ping. */
export function encodePong(payload: string): string {
  return FRAME_TYPE.pong + payload;
}

export const CLOSE_FRAME: string = FRAME_TYPE.close;

export function decodeFrame(text: string): FrameResult {
  const payload = text.slice(1);
  switch (text.charAt(0)) {
    case FRAME_TYPE.message:
      return { kind: 'message', text: payload };
    case FRAME_TYPE.ping:
      return { kind: 'ping', payload };
    case FRAME_TYPE.pong:
      return { kind: 'pong', payload };
    case FRAME_TYPE.open:
      return decodeHandshake(payload);
    case FRAME_TYPE.close:
      return { kind: 'close' };
    case FRAME_TYPE.upgrade:
      return { kind: 'upgrade' };
    case FRAME_TYPE.noop:
      return { kind: 'noop' };
    default:
      return {
        kind: 'malformed',
        problem: `a frame of type ${JSON.stringify(text.charAt(0))}: expected 0 to 6`,
      };
  }
}

function decodeHandshake(payload: string): FrameResult {
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    value = null;
  }
  if (!isJsonObject(value)) return { kind: 'malformed', problem: 'a handshake that is no JSON object' };
  const { sid, pingInterval, pingTimeout, maxPayload } = value;
  if (typeof sid !== 'string' || sid === '') {
    return { kind: 'malformed', problem: 'a handshake without a session id' };
  }
  if (!isPositive(pingInterval) || !isPositive(pingTimeout) || !isPositive(maxPayload)) {
    return {
      kind: 'malformed',
      problem: 'a handshake whose pingInterval, pingTimeout or maxPayload is no positive number',
    };
  }
  const handshake: Handshake = {
    sessionId: sid,
    pingIntervalMs: pingInterval,
    pingTimeoutMs: pingTimeout,
    messageBytesMax: maxPayload,
  };
  return { kind: 'open', handshake };
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}
