import { describe, expect, test } from 'vitest';
import { hash64, hexOf, murmurHash3 } from './murmur-hash3.ts';

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function hex(lanes: readonly number[]): string {
  return lanes.map((lane) => lane.toString(16).padStart(8, '0')).join('');
}

describe('S1 MurmurHash3 for x86, 128 bit', () => {
  // Published test vectors: the tests of MurmurHash-Swift (github.com/daisuke-t-jp/MurmurHash-Swift), seed 0.
  test.each([
    ['', '00000000000000000000000000000000'],
    ['H', 'f69feb5df45637a0f45637a0f45637a0'],
    ['Hello', '2360ae465e6336c6ad45b3f4ad45b3f4'],
    ['Hello Wor', '107e2665706ff8b8eb00bf34e910bf63'],
    ['Hello World!', '6bee9883eb1be4f59dfb7172ae3fbea9'],
    ['Hello World! He', '784f7f08ab145b43cf27d08dc5413b50'],
    ['Hello World! Hel', '82475db0161f88d8850474822a76794a'],
    ['Hello World! Hell', 'a0cf95de87e61640ad45f08dc508c90a'],
    ['Hello World! Hello World! Hello Wo', 'e63975239102cb333dc5ae42c304eaa7'],
  ])('S1 %j', (text, expected) => {
    expect(hex(murmurHash3(bytesOf(text)))).toBe(expected);
    expect(hexOf(hash64(bytesOf(text)))).toBe(expected.slice(0, 16));
  });

  /*
   * The verification value that SMHasher (github.com/aappleby/smhasher, main.cpp, "Murmur3C") states for it: hash the
   * keys {}, {0}, {0, 1}, … with the seeds 256, 255, 254, …; hash the hashes; the first four bytes.
   */
  test('S1 gives the verification value of SMHasher', () => {
    const hashes = new DataView(new ArrayBuffer(256 * 16));
    for (let length = 0; length < 256; length += 1) {
      const key = Uint8Array.from({ length }, (_, index) => index);
      for (const [lane, word] of murmurHash3(key, 256 - length).entries()) {
        hashes.setUint32(length * 16 + lane * 4, word, true);
      }
    }
    expect(murmurHash3(new Uint8Array(hashes.buffer))[0].toString(16)).toBe('b3ece62a');
  });

  test('S1 hashes a part of a longer array like the part alone', () => {
    const whole = bytesOf('some Hello World! more');
    expect(hex(murmurHash3(whole.subarray(5, 17)))).toBe('6bee9883eb1be4f59dfb7172ae3fbea9');
  });
});
