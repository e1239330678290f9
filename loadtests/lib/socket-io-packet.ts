/**
 * The packets of the Socket.IO protocol, revision 5, as values.
 * Source: https://github.com/socketio/socket.io-protocol
 */

export type JsonObject = Readonly<Record<string, unknown>>;

/** An event as it travels: its name, then its arguments. */
export type EventData = readonly [name: string | number, ...values: unknown[]];

interface PacketBase {
  /** Begins with `/`; see `MAIN_NAMESPACE`. */
  readonly namespace: string;
}

/** Client: please admit me, with this authentication. Server: admitted, under this session id. */
export interface ConnectPacket extends PacketBase {
  readonly kind: 'connect';
  readonly payload: JsonObject | null;
}

export interface DisconnectPacket extends PacketBase {
  readonly kind: 'disconnect';
}

export interface EventPacket extends PacketBase {
  readonly kind: 'event';
  /** The sender wants an acknowledgement under this number; null when it wants none. */
  readonly acknowledgementId: number | null;
  readonly data: EventData;
}

export interface AcknowledgementPacket extends PacketBase {
  readonly kind: 'acknowledgement';
  readonly acknowledgementId: number;
  readonly data: readonly unknown[];
}

/** The server refuses the namespace. */
export interface ConnectErrorPacket extends PacketBase {
  readonly kind: 'connect-error';
  readonly payload: JsonObject | string;
}

export type SocketPacket =
  | ConnectPacket
  | DisconnectPacket
  | EventPacket
  | AcknowledgementPacket
  | ConnectErrorPacket;

/** One text, then one binary frame for every attachment that the text announces. */
export interface EncodedPacket {
  readonly text: string;
  readonly attachments: readonly Uint8Array[];
}

export const MAIN_NAMESPACE = '/';

/** What the official parser accepts as well (`maxAttachments`), so that one packet cannot hold the stream for long. */
export const ATTACHMENTS_MAX = 10;

/** Names that mean something to the client or the server itself; nobody may send them as events. */
export const RESERVED_EVENT_NAMES: readonly string[] = [
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
];

/** The first character of an encoded packet. */
export const PACKET_TYPE = {
  connect: '0',
  disconnect: '1',
  event: '2',
  acknowledgement: '3',
  connectError: '4',
  binaryEvent: '5',
  binaryAcknowledgement: '6',
} as const;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether the value may stand first in an event. */
export function isEventName(value: unknown): value is string | number {
  return typeof value === 'number' || (typeof value === 'string' && !RESERVED_EVENT_NAMES.includes(value));
}
