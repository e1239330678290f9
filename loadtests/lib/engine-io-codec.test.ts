import { decodePacket, encodePacket, type Packet } from 'engine.io-parser';
import { describe, expect, it } from 'vitest';
import { CLOSE_FRAME, decodeFrame, encodeMessage, encodePong } from './engine-io-codec.ts';

/** Encodes with the official parser, the one that the server uses. */
function encodeOfficially(packet: Packet): string {
  let frame: unknown;
  encodePacket(packet, true, (encoded) => {
    frame = encoded;
  });
  if (typeof frame !== 'string') throw new TypeError('expected a text frame');
  return frame;
}

describe('Engine.IO frames against engine.io-parser', () => {
  it('reads every type that the official encoder writes', () => {
    const handshake =
      '{"sid":"abc","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}';
    expect(decodeFrame(encodeOfficially({ type: 'open', data: handshake }))).toEqual({
      kind: 'open',
      handshake: {
        sessionId: 'abc',
        pingIntervalMs: 25_000,
        pingTimeoutMs: 20_000,
        messageBytesMax: 1_000_000,
      },
    });
    expect(decodeFrame(encodeOfficially({ type: 'close' }))).toEqual({ kind: 'close' });
    expect(decodeFrame(encodeOfficially({ type: 'ping', data: 'probe' }))).toEqual({
      kind: 'ping',
      payload: 'probe',
    });
    expect(decodeFrame(encodeOfficially({ type: 'pong' }))).toEqual({ kind: 'pong', payload: '' });
    expect(decodeFrame(encodeOfficially({ type: 'message', data: '2["é"]' }))).toEqual({
      kind: 'message',
      text: '2["é"]',
    });
    expect(decodeFrame(encodeOfficially({ type: 'upgrade' }))).toEqual({ kind: 'upgrade' });
    expect(decodeFrame(encodeOfficially({ type: 'noop' }))).toEqual({ kind: 'noop' });
  });

  it('writes frames that the official decoder reads', () => {
    expect(decodePacket(encodeMessage('2["e"]'))).toEqual({ type: 'message', data: '2["e"]' });
    expect(decodePacket(encodePong('probe'))).toEqual({ type: 'pong', data: 'probe' });
    expect(decodePacket(encodePong(''))).toEqual({ type: 'pong' });
    expect(decodePacket(CLOSE_FRAME)).toEqual({ type: 'close' });
  });

  it.each([
    ['', 'type'],
    ['9', 'type'],
    ['x2["e"]', 'type'],
    ['0', 'no JSON object'],
    ['0[]', 'no JSON object'],
    ['0{}', 'session id'],
    ['0{"sid":"a","pingInterval":25000,"pingTimeout":20000}', 'maxPayload'],
    ['0{"sid":"a","pingInterval":0,"pingTimeout":20000,"maxPayload":1}', 'positive'],
    ['0{"sid":"a","pingInterval":"25000","pingTimeout":20000,"maxPayload":1}', 'positive'],
  ])('refuses %j', (frame, words) => {
    expect(decodeFrame(frame)).toMatchObject({ kind: 'malformed', problem: expect.stringContaining(words) });
  });
});
