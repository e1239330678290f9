import fc from 'fast-check';
import { Decoder, Encoder, type Packet, PacketType } from 'socket.io-parser';
import { describe, expect, it } from 'vitest';
import { type DecodeResult, PacketDecoder } from './socket-io-decoder.ts';
import { encodePacket } from './socket-io-encoder.ts';
import { type EncodedPacket, RESERVED_EVENT_NAMES, type SocketPacket } from './socket-io-packet.ts';

/** The official parser, `socket.io-parser`, is the other side of every test here. */

const namespaces = fc.oneof(
  fc.constant('/'),
  fc.stringMatching(/^\/[a-z0-9_-]{1,12}$/),
  fc.constant('/trade/btc'),
);
const eventNames = fc.oneof(
  fc
    .string({ minLength: 0, maxLength: 12, unit: 'grapheme' })
    .filter((name) => !RESERVED_EVENT_NAMES.includes(name)),
  fc.integer(),
);
const acknowledgementIds = fc.oneof(fc.nat(), fc.constant(Number.MAX_SAFE_INTEGER));
/** What JSON can say and say again unchanged: −0 becomes 0 on the way. */
const jsonValues = fc
  .jsonValue({ maxDepth: 4, noUnicodeString: false })
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown);
const jsonObjects = fc.dictionary(fc.string({ maxLength: 6 }), jsonValues, { maxKeys: 4 });
const byteArrays = fc.uint8Array({ maxLength: 20 });
/** Bytes at the top, in a list and in an object, beside other values. */
const binaryValues = fc.oneof(
  byteArrays,
  fc.tuple(jsonValues, byteArrays),
  fc.record({ label: fc.string(), bytes: byteArrays, list: fc.tuple(byteArrays, jsonValues) }),
);

const packets: fc.Arbitrary<SocketPacket> = fc.oneof(
  fc.record({
    kind: fc.constant('connect' as const),
    namespace: namespaces,
    payload: fc.option(jsonObjects),
  }),
  fc.record({ kind: fc.constant('disconnect' as const), namespace: namespaces }),
  fc.record({
    kind: fc.constant('connect-error' as const),
    namespace: namespaces,
    payload: fc.oneof(fc.string(), jsonObjects),
  }),
  fc.record({
    kind: fc.constant('event' as const),
    namespace: namespaces,
    acknowledgementId: fc.option(acknowledgementIds),
    data: fc
      .tuple(eventNames, fc.array(fc.oneof(jsonValues, binaryValues), { maxLength: 3 }))
      .map(([name, values]) => [name, ...values] as const),
  }),
  fc.record({
    kind: fc.constant('acknowledgement' as const),
    namespace: namespaces,
    acknowledgementId: acknowledgementIds,
    data: fc.array(fc.oneof(jsonValues, binaryValues), { maxLength: 3 }),
  }),
);

const TYPE_OF: Record<SocketPacket['kind'], PacketType> = {
  connect: PacketType.CONNECT,
  disconnect: PacketType.DISCONNECT,
  event: PacketType.EVENT,
  acknowledgement: PacketType.ACK,
  'connect-error': PacketType.CONNECT_ERROR,
};

function toOfficial(packet: SocketPacket): Packet {
  const official: Packet = { type: TYPE_OF[packet.kind], nsp: packet.namespace };
  if ('payload' in packet && packet.payload !== null) official.data = packet.payload;
  if ('data' in packet) official.data = packet.data;
  if ('acknowledgementId' in packet && packet.acknowledgementId !== null)
    official.id = packet.acknowledgementId;
  return official;
}

/** The packets that the official parser reads from these frames; it throws on malformed ones. */
function decodeOfficially(frames: readonly unknown[]): Packet[] {
  const decoded: Packet[] = [];
  const decoder = new Decoder();
  decoder.on('decoded', (packet: Packet) => decoded.push(packet));
  for (const frame of frames) decoder.add(frame);
  return decoded;
}

function framesOf({ text, attachments }: EncodedPacket): (string | Uint8Array)[] {
  return [text, ...attachments];
}

function decodeOurs(frames: readonly (string | Uint8Array)[]): DecodeResult {
  const decoder = new PacketDecoder();
  let result: DecodeResult = { kind: 'malformed', problem: 'no frames' };
  for (const frame of frames) {
    result = typeof frame === 'string' ? decoder.addText(frame) : decoder.addBinary(frame);
  }
  return result;
}

describe('the Socket.IO codec against socket.io-parser', () => {
  it('writes frames that the official decoder reads as the same packet', () => {
    fc.assert(
      fc.property(packets, (packet) => {
        const [decoded, ...others] = decodeOfficially(framesOf(encodePacket(packet)));
        expect(others).toEqual([]);
        expect(decoded).toEqual(toOfficial(packet));
      }),
      { numRuns: 500 },
    );
  });

  it('reads the frames of the official encoder as the packet they were made from', () => {
    fc.assert(
      fc.property(packets, (packet) => {
        const frames = new Encoder().encode(toOfficial(packet)) as (string | Uint8Array)[];
        expect(decodeOurs(frames)).toEqual({ kind: 'packet', packet });
      }),
      { numRuns: 500 },
    );
  });

  it('writes text without attachments exactly as the official encoder does', () => {
    fc.assert(
      fc.property(packets, (packet) => {
        const encoded = encodePacket(packet);
        fc.pre(encoded.attachments.length === 0);
        expect([encoded.text]).toEqual(new Encoder().encode(toOfficial(packet)));
      }),
      { numRuns: 300 },
    );
  });

  it('never throws on mutated text, and accepts only what the official decoder accepts, as the same packet', () => {
    const mutations = fc.record({
      packet: packets,
      position: fc.nat({ max: 40 }),
      removed: fc.nat({ max: 4 }),
      inserted: fc.oneof(fc.string({ maxLength: 3 }), fc.stringMatching(/^[0-6\-/,[\]{}" ]{0,4}$/)),
    });
    let acceptedCount = 0;
    fc.assert(
      fc.property(mutations, ({ packet, position, removed, inserted }) => {
        const { text, attachments } = encodePacket(packet);
        const mutated = text.slice(0, position) + inserted + text.slice(position + removed);
        const result = decodeOurs([mutated]);
        if (result.kind === 'malformed') return;
        // Whatever is not malformed must be readable officially, together with as many attachments as it asks for.
        const announced = result.kind === 'incomplete' ? Number(/^\d(\d+)-/.exec(mutated)?.[1]) : 0;
        const filled = Array.from(
          { length: announced },
          (_, index) => attachments[index] ?? new Uint8Array([index]),
        );
        const whole = decodeOurs([mutated, ...filled]);
        if (whole.kind !== 'packet') return;
        acceptedCount += 1;
        expect(decodeOfficially([mutated, ...filled])).toEqual([toOfficial(whole.packet)]);
      }),
      { numRuns: 2000 },
    );
    expect(acceptedCount).toBeGreaterThan(100);
  });
});
