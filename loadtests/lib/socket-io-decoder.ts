import { insertAttachments } from './binary-attachments.ts';
import {
  ATTACHMENTS_MAX,
  type EventData,
  isEventName,
  isJsonObject,
  MAIN_NAMESPACE,
  PACKET_TYPE,
  type SocketPacket,
} from './socket-io-packet.ts';

export type DecodeResult =
  | { readonly kind: 'packet'; readonly packet: SocketPacket }
  /** The text announced attachments that have yet to come. */
  | { readonly kind: 'incomplete' }
  /** No packet, or one that breaks the protocol. The stream can't be trusted from here on. */
  | { readonly kind: 'malformed'; readonly problem: string };

/**
 * Turns the frames of one connection into packets. It is as strict as the protocol: it accepts nothing that the
 * official parser refuses, and refuses some things that it lets through (an event without data, blanks in ids).
 */
export class PacketDecoder {
  #unfinished: UnfinishedPacket | null = null;

  /** @returns never throws: a malformed text is an answer, since it comes from the other side. */
  addText(text: string): DecodeResult {
    if (this.#unfinished !== null) return this.#fail('a text frame where an attachment was due');
    const header = readHeader(text);
    if (typeof header === 'string') return this.#fail(header);
    if (header.attachmentCount > 0) {
      this.#unfinished = { header, attachments: [] };
      return { kind: 'incomplete' };
    }
    return buildPacket(header, []);
  }

  addBinary(bytes: Uint8Array): DecodeResult {
    const unfinished = this.#unfinished;
    if (unfinished === null) return this.#fail('an attachment that no packet announced');
    unfinished.attachments.push(bytes);
    if (unfinished.attachments.length < unfinished.header.attachmentCount) return { kind: 'incomplete' };
    this.#unfinished = null;
    return buildPacket(unfinished.header, unfinished.attachments);
  }

  #fail(problem: string): DecodeResult {
    this.#unfinished = null;
    return { kind: 'malformed', problem };
  }
}

interface UnfinishedPacket {
  readonly header: PacketHeader;
  readonly attachments: Uint8Array[];
}

interface PacketHeader {
  readonly type: string;
  readonly attachmentCount: number;
  readonly namespace: string;
  readonly acknowledgementId: number | null;
  /** Parsed JSON; undefined when the packet has no payload. */
  readonly payload: unknown;
}

/** `<type>[<attachments>-][<namespace>,][<id>][<JSON>]`; a string says what is wrong. */
function readHeader(text: string): PacketHeader | string {
  const type = text.charAt(0);
  const isBinary = type === PACKET_TYPE.binaryEvent || type === PACKET_TYPE.binaryAcknowledgement;
  let position = 1;
  let attachmentCount = 0;
  if (isBinary) {
    const end = endOfDigits(text, position);
    attachmentCount = Number(text.slice(position, end));
    if (text.charAt(end) !== '-' || attachmentCount < 1 || attachmentCount > ATTACHMENTS_MAX) {
      return `a binary packet with "${text.slice(position, position + 8)}": expected 1 to ${ATTACHMENTS_MAX} attachments`;
    }
    position = end + 1;
  }
  let namespace = MAIN_NAMESPACE;
  if (text.charAt(position) === '/') {
    const comma = text.indexOf(',', position);
    const end = comma === -1 ? text.length : comma;
    namespace = text.slice(position, end);
    position = end + 1;
  }
  const idEnd = endOfDigits(text, position);
  const acknowledgementId = idEnd === position ? null : Number(text.slice(position, idEnd));
  if (acknowledgementId !== null && !Number.isSafeInteger(acknowledgementId)) {
    return `acknowledgement id ${text.slice(position, idEnd)}: expected at most 2^53 − 1`;
  }
  const payload = parsePayload(text.slice(idEnd));
  if (payload === MALFORMED) return `${describe(text)}: the payload is no JSON`;
  return { type, attachmentCount, namespace, acknowledgementId, payload };
}

function buildPacket(header: PacketHeader, attachments: readonly Uint8Array[]): DecodeResult {
  let payload: unknown;
  try {
    payload = attachments.length === 0 ? header.payload : insertAttachments(header.payload, attachments);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { kind: 'malformed', problem: error.message };
  }
  const packet = packetFrom(header, payload);
  if (packet === null) {
    return {
      kind: 'malformed',
      problem: `a packet of type "${header.type}" with a payload that does not fit it`,
    };
  }
  return { kind: 'packet', packet };
}

function packetFrom(header: PacketHeader, payload: unknown): SocketPacket | null {
  const { namespace, acknowledgementId } = header;
  switch (header.type) {
    case PACKET_TYPE.connect:
      if (acknowledgementId !== null || !(payload === undefined || isJsonObject(payload))) return null;
      return { kind: 'connect', namespace, payload: payload ?? null };
    case PACKET_TYPE.disconnect:
      if (acknowledgementId !== null || payload !== undefined) return null;
      return { kind: 'disconnect', namespace };
    case PACKET_TYPE.connectError:
      if (acknowledgementId !== null || !(typeof payload === 'string' || isJsonObject(payload))) return null;
      return { kind: 'connect-error', namespace, payload };
    case PACKET_TYPE.event:
    case PACKET_TYPE.binaryEvent:
      if (!isEventData(payload)) return null;
      return { kind: 'event', namespace, acknowledgementId, data: payload };
    case PACKET_TYPE.acknowledgement:
    case PACKET_TYPE.binaryAcknowledgement:
      if (acknowledgementId === null || !Array.isArray(payload)) return null;
      return { kind: 'acknowledgement', namespace, acknowledgementId, data: payload };
    default:
      return null;
  }
}

function isEventData(payload: unknown): payload is EventData {
  return Array.isArray(payload) && isEventName(payload[0]);
}

const MALFORMED = Symbol('malformed');

function parsePayload(text: string): unknown {
  if (text === '') return undefined;
  // JSON may begin with blanks, but the official parser would read them as acknowledgement id 0.
  if (text.trimStart() !== text) return MALFORMED;
  try {
    return JSON.parse(text);
  } catch {
    return MALFORMED;
  }
}

function endOfDigits(text: string, start: number): number {
  let end = start;
  while (end < text.length && text.charAt(end) >= '0' && text.charAt(end) <= '9') end += 1;
  return end;
}

const EXCERPT_LENGTH = 40;

function describe(text: string): string {
  return JSON.stringify(text.length > EXCERPT_LENGTH ? `${text.slice(0, EXCERPT_LENGTH)}…` : text);
}
