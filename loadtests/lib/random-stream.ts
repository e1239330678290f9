/**
 * Random draws for a load test. 32-bit integers only: k6 interprets JavaScript, where this costs a thirtieth of
 * a generator over floats, and integers give the same draws in every engine.
 */
export interface RandomStream {
  /** Uniform over 0 to 2^32 − 1. */
  nextUint32(): number;
}

export interface StreamKey {
  readonly seed: string;
  readonly owner: string;
  readonly purpose: string;
}

/** A stream of its own for every owner and purpose, so that adding one leaves the draws of the others alone. */
export function openStream({ seed, owner, purpose }: StreamKey): RandomStream {
  const key = `${seed}/${owner}/${purpose}`;
  return createXoshiro([0, 1, 2, 3].map((word) => mixBits(hashText(`${key}/${word}`))));
}

/**
 * xoshiro128**, version 1.1, by David Blackman and Sebastiano Vigna (public domain).
 * Source: https://prng.di.unimi.it/xoshiro128starstar.c
 * @param state four words; all zero, the one state it cannot leave, is replaced.
 */
export function createXoshiro(state: readonly number[]): RandomStream {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  if ((a | b | c | d) === 0) a = 1;
  return {
    nextUint32() {
      const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = rotateLeft(d, 11);
      return result;
    },
  };
}

/**
 * A whole number from 0 up to and without `limit`, every one equally likely.
 * @param limit from 1 to 2^32.
 */
export function drawBelow(stream: RandomStream, limit: number): number {
  // The last, incomplete block of the 2^32 values would favour the small numbers: draw again.
  const fairEnd = UINT32_COUNT - (UINT32_COUNT % limit);
  let draw = stream.nextUint32();
  while (draw >= fairEnd) draw = stream.nextUint32();
  return draw % limit;
}

/**
 * An exponential variate with mean 1, by John von Neumann's method of comparisons (1951, "Various techniques
 * used in connection with random digits"). No logarithm is taken, whose last bit differs between engines.
 *
 * The length of the falling run `u1 > u2 > … > un ≤ u(n+1)` is odd with probability e^(−u1). Then u1 is the
 * fraction of the variate; else its whole part grows by 1 and a new run begins.
 */
export function drawExponential(stream: RandomStream): number {
  for (let whole = 0; ; whole += 1) {
    const first = stream.nextUint32();
    let previous = first;
    let runLength = 1;
    for (let next = stream.nextUint32(); next < previous; next = stream.nextUint32()) {
      previous = next;
      runLength += 1;
    }
    if (runLength % 2 === 1) return whole + first / UINT32_COUNT;
  }
}

/** FNV-1a over the UTF-16 units, low byte first. Source: RFC 9923. */
export function hashText(text: string): number {
  let hash = FNV_OFFSET_BASIS;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    hash = Math.imul(hash ^ (unit & 0xff), FNV_PRIME);
    // A zero high byte is left out, so that plain ASCII hashes as published.
    if (unit > 0xff) hash = Math.imul(hash ^ (unit >>> 8), FNV_PRIME);
  }
  return hash >>> 0;
}

/** The finaliser of MurmurHash3 (Austin Appleby, public domain): keys that differ in one letter share no bits. */
function mixBits(hash: number): number {
  let bits = hash;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

function rotateLeft(word: number, count: number): number {
  return (word << count) | (word >>> (32 - count));
}

const UINT32_COUNT = 4_294_967_296;
const FNV_OFFSET_BASIS = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
