import { describe, expect, test } from 'vitest';
import { droppedMs, LAG_MS_MAX, nextAimMs } from './pacing.ts';

const PACE = { nowMs: 1_000, aimMs: 1_000, durationMs: 100_000, speed: 60 };

describe('pacing', () => {
  test('simulated time is wall time times speed', () => {
    expect(nextAimMs(PACE, 25)).toBe(1_000 + 25 * 60);
  });

  test('fractions add up: at a tenth of real time a tick of 25 ms is 2.5 simulated ms', () => {
    const slow = { ...PACE, speed: 0.1 };
    const first = nextAimMs(slow, 25);
    expect(first).toBeCloseTo(1_002.5, 9);
    expect(nextAimMs({ ...slow, nowMs: 1_002, aimMs: first }, 25)).toBeCloseTo(1_005, 9);
  });

  test('a run that cannot keep up loses time and never makes a jump for it', () => {
    const behind = { ...PACE, aimMs: 6_500 };
    expect(nextAimMs(behind, 5_000)).toBe(1_000 + LAG_MS_MAX * 60);
    // It owed 5.5 simulated seconds, which are 91.7 ms of wall time, of the 100 ms that it may.
    expect(droppedMs({ ...behind, durationMs: 1_000_000 }, 5_000)).toBeCloseTo(
      5_000 - (LAG_MS_MAX - 5_500 / 60),
      9,
    );
  });

  test('nothing is dropped while a run keeps up, or because it ends', () => {
    expect(droppedMs(PACE, 25)).toBe(0);
    expect(droppedMs({ ...PACE, nowMs: 99_990, aimMs: 99_990 }, 25)).toBe(0);
  });

  test('a run that was stepped past its aim goes on from where it is', () => {
    expect(nextAimMs({ ...PACE, aimMs: 200 }, 10)).toBe(1_600);
  });

  test('ends at the end', () => {
    expect(nextAimMs({ ...PACE, nowMs: 99_990, aimMs: 99_990 }, 25)).toBe(100_000);
  });
});
