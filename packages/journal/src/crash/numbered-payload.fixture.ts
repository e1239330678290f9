/** Payloads that say which they are, cheap enough for hundreds of thousands a second: a number, then its last byte. */

const PAYLOAD_BYTES = 200;

export function numberedPayload(sequence: number): Uint8Array {
  const payload = new Uint8Array(PAYLOAD_BYTES).fill((sequence % 255) + 1);
  new DataView(payload.buffer).setFloat64(0, sequence, true);
  return payload;
}

export function isNumberedPayload(payload: Uint8Array, sequence: number): boolean {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const isMarked = payload.subarray(8).every((byte) => byte === (sequence % 255) + 1);
  return payload.length === PAYLOAD_BYTES && view.getFloat64(0, true) === sequence && isMarked;
}
