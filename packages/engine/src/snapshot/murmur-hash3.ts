/** MurmurHash3 for x86, 128 bit (Austin Appleby, SMHasher; public domain): it reads words, not bytes. */
const FACTOR_1 = 0x239b961b;
const FACTOR_2 = 0xab0e9789;
const FACTOR_3 = 0x38b34ae5;
const FACTOR_4 = 0xa1e38b93;
const BLOCK_BYTES = 16;

/** Four lanes of 32 bits, signed. */
type Lanes = [number, number, number, number];

function turned(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** A word of the input as its lane takes it in; one function a lane, so that each factor is a constant. */
const scrambled1 = (word: number): number => Math.imul(turned(Math.imul(word, FACTOR_1), 15), FACTOR_2);
const scrambled2 = (word: number): number => Math.imul(turned(Math.imul(word, FACTOR_2), 16), FACTOR_3);
const scrambled3 = (word: number): number => Math.imul(turned(Math.imul(word, FACTOR_3), 17), FACTOR_4);
const scrambled4 = (word: number): number => Math.imul(turned(Math.imul(word, FACTOR_4), 18), FACTOR_1);

/** Takes in every whole block of 16 bytes. */
function blockLanes(view: DataView, seed: number): Lanes {
  let one = seed;
  let two = seed;
  let three = seed;
  let four = seed;
  const end = view.byteLength - (view.byteLength % BLOCK_BYTES);
  for (let offset = 0; offset < end; offset += BLOCK_BYTES) {
    one = turned(one ^ scrambled1(view.getInt32(offset, true)), 19);
    one = (Math.imul(one + two, 5) + 0x561ccd1b) | 0;
    two = turned(two ^ scrambled2(view.getInt32(offset + 4, true)), 17);
    two = (Math.imul(two + three, 5) + 0x0bcaa747) | 0;
    three = turned(three ^ scrambled3(view.getInt32(offset + 8, true)), 15);
    three = (Math.imul(three + four, 5) + 0x96cd1c35) | 0;
    four = turned(four ^ scrambled4(view.getInt32(offset + 12, true)), 13);
    four = (Math.imul(four + one, 5) + 0x32ac3b17) | 0;
  }
  return [one, two, three, four];
}

/** Takes in what is left behind the last whole block, with zeros behind it: a word of zeros changes nothing. */
function tailLanes(bytes: Uint8Array, [one, two, three, four]: Lanes): Lanes {
  const tail = new Uint8Array(BLOCK_BYTES);
  tail.set(bytes.subarray(bytes.length - (bytes.length % BLOCK_BYTES)));
  const view = new DataView(tail.buffer);
  return [
    one ^ scrambled1(view.getInt32(0, true)),
    two ^ scrambled2(view.getInt32(4, true)),
    three ^ scrambled3(view.getInt32(8, true)),
    four ^ scrambled4(view.getInt32(12, true)),
  ];
}

/** Adds up the lanes, and each to the sum. */
function added([one, two, three, four]: Lanes): Lanes {
  const sum = (one + two + three + four) | 0;
  return [sum, (two + sum) | 0, (three + sum) | 0, (four + sum) | 0];
}

/** Lets every bit of a lane reach every other. */
function finalised(lane: number): number {
  let mixed = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/**
 * The hash of bytes as four words of 32 bits, unsigned, in the order in which they are printed.
 * @param seed - an unsigned word; 0 in a snapshot
 */
export function murmurHash3(bytes: Uint8Array, seed = 0): Lanes {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [one, two, three, four] = tailLanes(bytes, blockLanes(view, seed | 0));
  const { length } = bytes;
  const [first, second, third, fourth] = added([one ^ length, two ^ length, three ^ length, four ^ length]);
  const lanes = added([finalised(first), finalised(second), finalised(third), finalised(fourth)]);
  return [lanes[0] >>> 0, lanes[1] >>> 0, lanes[2] >>> 0, lanes[3] >>> 0];
}

/** The first 64 bits of a hash. */
export interface Hash64 {
  readonly high: number;
  readonly low: number;
}

export function hash64(bytes: Uint8Array): Hash64 {
  const [high, low] = murmurHash3(bytes);
  return { high, low };
}

/** 16 hexadecimal digits. */
export function hexOf(hash: Hash64): string {
  return hash.high.toString(16).padStart(8, '0') + hash.low.toString(16).padStart(8, '0');
}
