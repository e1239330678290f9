import { describe, expect, test } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

describe('token bucket', () => {
  test('gives a burst, then as many a second as it was told', () => {
    const bucket = new TokenBucket({ burst: 3, perSecond: 2 }, 1_000);
    expect([bucket.take(1, 1_000), bucket.take(1, 1_000), bucket.take(1, 1_000)]).toEqual([true, true, true]);
    expect(bucket.take(1, 1_000)).toBe(false);
    expect(bucket.take(1, 1_499)).toBe(false);
    expect(bucket.take(1, 1_500)).toBe(true);
    expect(bucket.take(1, 1_501)).toBe(false);
  });

  test('never saves more than the burst', () => {
    const bucket = new TokenBucket({ burst: 2, perSecond: 1_000 }, 0);
    expect(bucket.take(2, 1_000_000)).toBe(true);
    expect(bucket.take(1, 1_000_000)).toBe(false);
  });

  test('takes nothing when there is not enough, and nothing back when the clock stands still', () => {
    const bucket = new TokenBucket({ burst: 5, perSecond: 1 }, 0);
    expect(bucket.take(6, 0)).toBe(false);
    expect(bucket.take(5, 0)).toBe(true);
    expect(bucket.take(1, 0)).toBe(false);
  });
});
