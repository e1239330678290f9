/** Offset basis and prime of FNV-1a, 64 bit (Fowler, Noll, Vo), in two halves of 32 bits. */
const BASIS_HIGH = 0xcbf29ce4;
const BASIS_LOW = 0x84222325;
/** The prime is 2^40 + 435. */
const PRIME_LOW = 435;
const TWO_32 = 4_294_967_296;

export interface Hash64 {
  readonly high: number;
  readonly low: number;
}

/**
 * FNV-1a over bytes, 64 bit, without bigint: `low × 435` stays below 2^41, and `hash × 2^40` shifts the low half
 * by 8 bits into the high one.
 */
export function fnv1a64(bytes: Uint8Array): Hash64 {
  let high = BASIS_HIGH;
  let low = BASIS_LOW;
  for (const byte of bytes) {
    low = (low ^ byte) >>> 0;
    const product = low * PRIME_LOW;
    const carry = (product - (product % TWO_32)) / TWO_32;
    high = (Math.imul(high, PRIME_LOW) + carry + (low << 8)) >>> 0;
    low = product % TWO_32;
  }
  return { high, low };
}

/** 16 hexadecimal digits. */
export function hexOf(hash: Hash64): string {
  return hash.high.toString(16).padStart(8, '0') + hash.low.toString(16).padStart(8, '0');
}
