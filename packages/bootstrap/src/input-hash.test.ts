import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hashInputs, isStampCurrent, writeStamp } from './input-hash.mjs';

let root = '';
const write = (name: string, content: string): void => {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), content);
};

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'spillway-input-hash-'));
  write('app/page.tsx', 'one');
  write('app/deep/style.css', 'two');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('the hash over inputs', () => {
  test('stays when nothing changes, whatever the order in which places are named', () => {
    write('lock.json', '{}');
    expect(hashInputs(root, ['app', 'lock.json'])).toBe(hashInputs(root, ['lock.json', 'app']));
  });

  test.each([
    ['a file changes', () => write('app/page.tsx', 'other')],
    ['a deep file changes', () => write('app/deep/style.css', 'other')],
    ['a file is added', () => write('app/new.ts', '')],
    [
      'a file is renamed',
      () => {
        rmSync(path.join(root, 'app/page.tsx'));
        write('app/page2.tsx', 'one');
      },
    ],
    [
      'text moves from one file to the next',
      () => {
        write('app/page.tsx', 'on');
        write('app/deep/style.css', 'twoe');
      },
    ],
  ])('changes when %s', (_, change) => {
    const before = hashInputs(root, ['app']);
    change();
    expect(hashInputs(root, ['app'])).not.toBe(before);
  });

  test('does not look at what builds leave behind, nor at tests and texts', () => {
    const before = hashInputs(root, ['app']);
    write('app/page.test.ts', 'x');
    write('app/README.md', 'x');
    write('app/out/index.html', '<p>');
    write('app/.next/trace', 'x');
    write('app/node_modules/a/index.js', 'x');
    expect(hashInputs(root, ['app'])).toBe(before);
  });

  test('counts a place that does not exist as empty', () => {
    expect(hashInputs(root, ['nowhere'])).toBe(hashInputs(root, []));
  });
});

describe('the note of what was built', () => {
  test('is current for the hash that was noted, and for no other', () => {
    const stamp = path.join(root, 'cache/stamp');
    expect(isStampCurrent(stamp, 'abc')).toBe(false);
    writeStamp(stamp, 'abc');
    expect(isStampCurrent(stamp, 'abc')).toBe(true);
    expect(isStampCurrent(stamp, 'abd')).toBe(false);
  });
});
