import { describe, expect, it } from 'vitest';
import { NESTING_MAX } from './binary-attachments.ts';
import { PacketDecoder } from './socket-io-decoder.ts';
import { encodePacket } from './socket-io-encoder.ts';
import { MAIN_NAMESPACE } from './socket-io-packet.ts';

/** Texts as the protocol document writes them: https://socket.io/docs/v4/socket-io-protocol/#sample-session */
describe('Socket.IO packets by the protocol document', () => {
  it.each([
    ['0', { kind: 'connect', namespace: '/', payload: null }],
    ['0{"token":"123"}', { kind: 'connect', namespace: '/', payload: { token: '123' } }],
    [
      '0/admin,{"sid":"oSO0OpakMV_3jnilAAAA"}',
      { kind: 'connect', namespace: '/admin', payload: { sid: 'oSO0OpakMV_3jnilAAAA' } },
    ],
    ['1/admin,', { kind: 'disconnect', namespace: '/admin' }],
    ['2["foo"]', { kind: 'event', namespace: '/', acknowledgementId: null, data: ['foo'] }],
    ['2/admin,["bar"]', { kind: 'event', namespace: '/admin', acknowledgementId: null, data: ['bar'] }],
    ['212["foo"]', { kind: 'event', namespace: '/', acknowledgementId: 12, data: ['foo'] }],
    [
      '3/admin,13["bar"]',
      { kind: 'acknowledgement', namespace: '/admin', acknowledgementId: 13, data: ['bar'] },
    ],
    [
      '4{"message":"Not authorized"}',
      { kind: 'connect-error', namespace: '/', payload: { message: 'Not authorized' } },
    ],
  ] as const)('%s', (text, packet) => {
    expect(new PacketDecoder().addText(text)).toEqual({ kind: 'packet', packet });
    expect(encodePacket(packet)).toEqual({ text, attachments: [] });
  });

  it('carries bytes in frames of their own', () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const packet = {
      kind: 'event',
      namespace: '/admin',
      acknowledgementId: 456,
      data: ['baz', bytes],
    } as const;
    const encoded = encodePacket(packet);
    expect(encoded).toEqual({
      text: '51-/admin,456["baz",{"_placeholder":true,"num":0}]',
      attachments: [bytes],
    });
    const decoder = new PacketDecoder();
    expect(decoder.addText(encoded.text)).toEqual({ kind: 'incomplete' });
    expect(decoder.addBinary(bytes)).toEqual({ kind: 'packet', packet });
  });

  it('sends only the part of a buffer that a view shows', () => {
    const view = new Uint8Array([9, 1, 2, 9]).subarray(1, 3);
    const { attachments } = encodePacket({
      kind: 'event',
      namespace: '/',
      acknowledgementId: null,
      data: ['e', view],
    });
    expect(attachments.map((bytes) => [...bytes])).toEqual([[1, 2]]);
  });
});

describe('malformed Socket.IO text', () => {
  it.each([
    ['', 'type ""'],
    ['7', 'type "7"'],
    ['2', 'does not fit'],
    ['2{}', 'does not fit'],
    ['2["disconnect"]', 'does not fit'],
    ['2[', 'no JSON'],
    ['2 ["e"]', 'no JSON'],
    ['3["no id"]', 'does not fit'],
    ['0[]', 'does not fit'],
    ['1{}', 'does not fit'],
    ['4[]', 'does not fit'],
    ['299999999999999999999["e"]', '2^53'],
    ['5["e"]', '1 to 10 attachments'],
    ['50-["e"]', '1 to 10 attachments'],
    ['511-["e"]', '1 to 10 attachments'],
    ['5-["e"]', '1 to 10 attachments'],
  ])('%j is refused', (text, words) => {
    const result = new PacketDecoder().addText(text);
    expect(result).toMatchObject({ kind: 'malformed', problem: expect.stringContaining(words) });
  });

  it('refuses text where an attachment is due, and an attachment that nobody announced', () => {
    const decoder = new PacketDecoder();
    decoder.addText('51-["e",{"_placeholder":true,"num":0}]');
    expect(decoder.addText('2["e"]')).toMatchObject({ kind: 'malformed' });
    expect(new PacketDecoder().addBinary(new Uint8Array(1))).toMatchObject({ kind: 'malformed' });
  });

  it.each([1, -1, 0.5, '"0"', 'null'])('refuses a placeholder for attachment %s of 1', (index) => {
    const decoder = new PacketDecoder();
    decoder.addText(`51-["e",{"_placeholder":true,"num":${index}}]`);
    expect(decoder.addBinary(new Uint8Array(1))).toMatchObject({ kind: 'malformed' });
  });

  it('refuses nesting that could exhaust the stack, in place of failing on it', () => {
    const deep = '['.repeat(NESTING_MAX + 2) + ']'.repeat(NESTING_MAX + 2);
    const decoder = new PacketDecoder();
    expect(decoder.addText(`51-["e",${deep}]`)).toEqual({ kind: 'incomplete' });
    expect(decoder.addBinary(new Uint8Array(1))).toMatchObject({
      kind: 'malformed',
      problem: expect.stringContaining('nested'),
    });
  });

  it('keeps a key named __proto__ a key', () => {
    const decoder = new PacketDecoder();
    decoder.addText('51-["e",{"__proto__":{"polluted":true},"bytes":{"_placeholder":true,"num":0}}]');
    const result = decoder.addBinary(new Uint8Array([7]));
    const value = result.kind === 'packet' && result.packet.kind === 'event' ? result.packet.data[1] : null;
    expect(Object.keys(value as object)).toEqual(['__proto__', 'bytes']);
    expect(Reflect.get(value as object, 'polluted')).toBeUndefined();
  });
});

describe('packets that no server would accept', () => {
  it.each([
    { kind: 'event', namespace: MAIN_NAMESPACE, acknowledgementId: null, data: ['connect'] },
    { kind: 'event', namespace: MAIN_NAMESPACE, acknowledgementId: -1, data: ['e'] },
    { kind: 'event', namespace: MAIN_NAMESPACE, acknowledgementId: 1.5, data: ['e'] },
    { kind: 'disconnect', namespace: 'admin' },
    { kind: 'disconnect', namespace: '/a,b' },
  ] as const)('%j is a mistake of the caller', (packet) => {
    expect(() => encodePacket(packet)).toThrow(TypeError);
  });
});
