import { extractAttachments, hasAttachments } from './binary-attachments.ts';
import {
  type AcknowledgementPacket,
  type EncodedPacket,
  type EventPacket,
  isEventName,
  MAIN_NAMESPACE,
  PACKET_TYPE,
  type SocketPacket,
} from './socket-io-packet.ts';

/**
 * A packet as text and binary attachments.
 * @throws {TypeError} when the packet is one that no server would accept: a mistake of the caller.
 */
export function encodePacket(packet: SocketPacket): EncodedPacket {
  const address = encodeNamespace(packet.namespace);
  switch (packet.kind) {
    case 'connect': {
      const payload = packet.payload === null ? '' : JSON.stringify(packet.payload);
      return textOnly(`${PACKET_TYPE.connect}${address}${payload}`);
    }
    case 'disconnect':
      return textOnly(`${PACKET_TYPE.disconnect}${address}`);
    case 'connect-error':
      return textOnly(`${PACKET_TYPE.connectError}${address}${JSON.stringify(packet.payload)}`);
    case 'event':
      if (!isEventName(packet.data[0])) {
        throw new TypeError(
          `event name ${JSON.stringify(packet.data[0])}: expected one that is not reserved`,
        );
      }
      return encodeData(packet, address);
    case 'acknowledgement':
      return encodeData(packet, address);
  }
}

function encodeData(packet: EventPacket | AcknowledgementPacket, address: string): EncodedPacket {
  const id = encodeAcknowledgementId(packet.acknowledgementId);
  const isEvent = packet.kind === 'event';
  if (!hasAttachments(packet.data)) {
    const type = isEvent ? PACKET_TYPE.event : PACKET_TYPE.acknowledgement;
    return textOnly(`${type}${address}${id}${JSON.stringify(packet.data)}`);
  }
  const type = isEvent ? PACKET_TYPE.binaryEvent : PACKET_TYPE.binaryAcknowledgement;
  const { value, attachments } = extractAttachments(packet.data);
  return { text: `${type}${attachments.length}-${address}${id}${JSON.stringify(value)}`, attachments };
}

function encodeNamespace(namespace: string): string {
  if (namespace === MAIN_NAMESPACE) return '';
  if (!namespace.startsWith('/') || namespace.includes(',')) {
    throw new TypeError(`namespace ${JSON.stringify(namespace)}: expected a leading "/" and no comma`);
  }
  return `${namespace},`;
}

function encodeAcknowledgementId(id: number | null): string {
  if (id === null) return '';
  if (!Number.isSafeInteger(id) || id < 0) {
    throw new TypeError(`acknowledgement id ${id}: expected a whole number from 0`);
  }
  return String(id);
}

function textOnly(text: string): EncodedPacket {
  return { text, attachments: [] };
}
