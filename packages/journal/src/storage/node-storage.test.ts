import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { expect, onTestFinished, test } from 'vitest';
import { nodeStorage } from './node-storage.ts';

test('a directory is made with those above it, by a relative name too', async () => {
  const parent = mkdtempSync(path.join(tmpdir(), 'spillway-storage-'));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  const relative = path.relative(process.cwd(), path.join(parent, 'a/b'));
  expect(path.isAbsolute(relative)).toBe(false);
  await nodeStorage.makeDirectory(relative);
  await nodeStorage.makeDirectory(relative);
  expect(existsSync(path.join(parent, 'a/b'))).toBe(true);
});
