import { expect, test } from 'vitest';
import { clockText, createProgressBar, progressLine } from './progress-bar.ts';

const startsAt = '2025-10-10T20:45:00Z';

test('the line says how far, when, how many and how long still', () => {
  const progress = { simulatedMs: 1_110_000, durationMs: 4_440_000, liquidationCount: 1204 };
  expect(progressLine(progress, { elapsedMs: 2_000, startsAt })).toBe(
    '[██████░░░░░░░░░░░░░░░░░░]  25 %  21:03:30  1,204 liquidations, 6 s left',
  );
});

test('nothing is guessed at the very start', () => {
  const progress = { simulatedMs: 0, durationMs: 4_440_000, liquidationCount: 0 };
  expect(progressLine(progress, { elapsedMs: 5, startsAt })).toBe(
    '[░░░░░░░░░░░░░░░░░░░░░░░░]   0 %  20:45:00  0 liquidations',
  );
});

test('a scenario without a day counts from its start', () => {
  expect(clockText(3_723_000, null)).toBe('01:02:03');
});

test('draws on a terminal, at most ten times a second, and leaves no trace', () => {
  const written: string[] = [];
  let nowMs = 0;
  const stream = { isTTY: true, write: (text: string) => written.push(text) };
  const bar = createProgressBar({ stream, now: () => nowMs, startsAt: null });
  const progress = { simulatedMs: 10, durationMs: 100, liquidationCount: 0 };
  bar.update(progress);
  nowMs = 99;
  bar.update(progress);
  nowMs = 100;
  bar.update(progress);
  bar.clear();
  expect(written).toHaveLength(3);
  expect(written.at(-1)).toBe('\r\u001b[K');
});

test('says nothing where nobody looks', () => {
  const written: string[] = [];
  const bar = createProgressBar({
    stream: { write: (text) => written.push(text) },
    now: () => 0,
    startsAt: null,
  });
  bar.update({ simulatedMs: 10, durationMs: 100, liquidationCount: 0 });
  bar.clear();
  expect(written).toEqual([]);
});
