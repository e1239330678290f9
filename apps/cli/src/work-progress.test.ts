import { expect, test } from 'vitest';
import { createWorkProgress } from './work-progress.ts';

function streamOf(isTTY: boolean): {
  readonly isTTY: boolean;
  readonly written: string[];
  write(text: string): void;
} {
  const written: string[] = [];
  return { isTTY, written, write: (text) => void written.push(text) };
}

test('says on a terminal how far the work is, at most ten times a second, and leaves nothing behind', () => {
  const stream = streamOf(true);
  let now = 0;
  const progress = createWorkProgress({ stream, now: () => now });
  progress.update(0.5, 'run a');
  progress.update(0.6, 'run a');
  now = 150;
  progress.update(1, 'run b');
  progress.clear();
  expect(stream.written).toEqual([
    '\r\u001b[K[████████████░░░░░░░░░░░░]  50 %  run a',
    '\r\u001b[K[████████████████████████] 100 %  run b',
    '\r\u001b[K',
  ]);
});

test('says nothing where nobody looks', () => {
  const stream = streamOf(false);
  const progress = createWorkProgress({ stream, now: () => 0 });
  progress.update(0.5, 'run a');
  progress.clear();
  expect(stream.written).toEqual([]);
});
