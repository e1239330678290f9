const ID_BYTES = 16;

/** A name for a request that no other has: 128 random bits in hexadecimal. */
export function createRequestId(): string {
  // Not `randomUUID`, which browsers have on secure pages alone: a class on a local network is on none.
  const bytes = crypto.getRandomValues(new Uint8Array(ID_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
