import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { HashedLines } from './hashed-lines.ts';
import { sha256OfFile } from './journal-reader.ts';
import { temporaryDirectory } from './temporary-directory.fixture.ts';

test('the hash of two lines is the published one of their bytes', () => {
  const lines = new HashedLines(null);
  // `printf 'abc\n' | sha256sum`
  lines.append('abc');
  expect(lines.count).toBe(1);
  expect(lines.finish()).toBe('edeaaff3f1774ad2888673770c6d64097e391bc362d7d6fb34982ddf0efd18cb');
});

test('a file of many chunks holds every line, and its hash is that of its bytes', () => {
  const file = join(temporaryDirectory(onTestFinished), 'lines');
  const descriptor = openSync(file, 'w');
  const lines = new HashedLines(descriptor);
  const expected: string[] = [];
  for (let number = 0; number < 20_000; number += 1) {
    const line = `${number} é ${'x'.repeat(number % 60)}`;
    expected.push(line);
    lines.append(line);
  }
  const hash = lines.finish();
  closeSync(descriptor);
  expect(readFileSync(file, 'utf8')).toBe(`${expected.join('\n')}\n`);
  expect(sha256OfFile(file)).toBe(hash);
});

test('after a write that failed it never pretends to be whole', () => {
  const descriptor = openSync(join(temporaryDirectory(onTestFinished), 'lines'), 'w');
  const lines = new HashedLines(descriptor);
  lines.append('kept');
  closeSync(descriptor);
  expect(() => lines.append('x'.repeat(100_000))).toThrow('EBADF');
  expect(() => lines.finish()).toThrow('the journal is incomplete');
});
