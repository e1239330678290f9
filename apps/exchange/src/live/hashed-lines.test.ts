import { createHash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HashedLines } from './hashed-lines.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spillway-lines-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

test('the file holds every line, and the hash is that of the file', () => {
  const file = join(folder, 'lines');
  const descriptor = openSync(file, 'wx');
  const lines = new HashedLines(descriptor);
  const expected = Array.from({ length: 5_000 }, (_, index) => `line ${index} ${'é'.repeat(20)}`);
  for (const line of expected) lines.append(line);
  const hash = lines.finish();
  closeSync(descriptor);
  const text = readFileSync(file, 'utf8');
  expect(text).toBe(`${expected.join('\n')}\n`);
  expect(hash).toBe(createHash('sha256').update(text).digest('hex'));
  expect(lines.count).toBe(5_000);
});

test('after a write that failed it never pretends to be whole', () => {
  const descriptor = openSync(join(folder, 'lines'), 'wx');
  const lines = new HashedLines(descriptor);
  lines.append('kept');
  closeSync(descriptor);
  expect(() => lines.append('x'.repeat(100_000))).toThrow('EBADF');
  expect(() => lines.finish()).toThrow('the journal is incomplete');
});
