import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, onTestFinished, test } from 'vitest';
import { createRunDirectory } from './create-run-directory.ts';
import { readJournal, readRun } from './read-run.ts';
import { JOURNAL, JOURNAL_TEXT, SUMMARY, writeSmallRun } from './small-run.fixture.ts';
import { temporaryDirectory } from './temporary-directory.fixture.ts';

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function fault(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return null;
}

test('nothing is in its place before the run is whole, and nothing is beside it afterwards', () => {
  const parent = temporaryDirectory(onTestFinished);
  const directory = join(parent, 'deep', 'run');
  const writer = createRunDirectory({ directory, isReplacing: false });
  expect(existsSync(directory)).toBe(false);
  writer.discard();
  writeSmallRun(directory);
  expect(readdirSync(join(parent, 'deep'))).toEqual(['run']);
  expect(readdirSync(directory).sort()).toEqual(['journal.ndjson', 'manifest.json', 'summary.json']);
});

test('what was written is what is read', () => {
  const directory = join(temporaryDirectory(onTestFinished), 'run');
  writeSmallRun(directory);
  expect(readFileSync(join(directory, 'journal.ndjson'), 'utf8')).toBe(JOURNAL_TEXT);
  const run = readRun(directory);
  expect(run.summary).toEqual(SUMMARY);
  expect([...readJournal(run)]).toEqual(JOURNAL);
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  expect(run.manifest).toEqual({
    format: 'spillway-run',
    schemaVersion: 1,
    scenarioName: 'by-hand',
    scenario: { markIntervalMs: 1_000 },
    overrides: ['a=1'],
    seed: '42',
    markIntervalMs: 1_000,
    simulatedMs: 60_000,
    commands: 3,
    events: 2,
    hashes: {
      journal: sha256(JOURNAL_TEXT),
      events: sha256(
        '{"kind":"shockRecorded","sequence":1,"timeMs":1,"causeSequence":0,"label":"by hand"}\n' +
          '{"kind":"shockRecorded","sequence":2,"timeMs":2,"causeSequence":0,"label":"by hand"}\n',
      ),
      state: 'cc',
    },
    versions: { spillway: version, node: process.version, gitCommit: run.manifest.versions.gitCommit },
    startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    wallMs: 1,
  });
  expect(String(run.manifest.versions.gitCommit)).toMatch(/^(?:[0-9a-f]{40,64}(?:-dirty)?|null)$/);
});

test('a discarded run leaves nothing', () => {
  const parent = temporaryDirectory(onTestFinished);
  createRunDirectory({ directory: join(parent, 'run'), isReplacing: false }).discard();
  expect(readdirSync(parent)).toEqual([]);
});

test('a place that is taken is refused, and kept as it was', () => {
  const directory = join(temporaryDirectory(onTestFinished), 'run');
  writeSmallRun(directory);
  const before = readRun(directory);
  expect(fault(() => writeSmallRun(directory))).toMatchObject({
    fault: 'taken',
    message: `${directory} already holds a run; expected a directory that does not exist yet`,
  });
  expect(readRun(directory)).toEqual(before);
});

test('an earlier run may be replaced, anything else may not', () => {
  const parent = temporaryDirectory(onTestFinished);
  writeSmallRun(join(parent, 'run'));
  writeSmallRun(join(parent, 'run'), true);
  expect(readdirSync(parent)).toEqual(['run']);
  mkdirSync(join(parent, 'letters'));
  writeFileSync(join(parent, 'letters', 'mine.txt'), 'keep me');
  expect(() => writeSmallRun(join(parent, 'letters'), true)).toThrow(
    /exists already and is no run directory/,
  );
  expect(readFileSync(join(parent, 'letters', 'mine.txt'), 'utf8')).toBe('keep me');
});

test('a place that cannot be made is told with its reason', () => {
  const parent = temporaryDirectory(onTestFinished);
  writeFileSync(join(parent, 'file'), '');
  expect(fault(() => writeSmallRun(join(parent, 'file', 'run')))).toMatchObject({
    fault: 'unwritable',
    message: expect.stringMatching(/cannot write to .*: (?:not a directory|file already exists)$/),
  });
});

const HASHES = { journal: 'aa', events: 'bb', state: 'cc' };
const MANIFEST = { format: 'spillway-run', schemaVersion: 1, hashes: HASHES };

test.each([
  ['another format', { ...MANIFEST, format: 'zip' }, /format: expected "spillway-run", got "zip"/],
  ['a later version', { ...MANIFEST, schemaVersion: 2 }, /schemaVersion: expected 1, got 2/],
  [
    'a missing hash',
    { ...MANIFEST, hashes: { state: 'cc' } },
    /hashes\.journal: expected a hexadecimal string, got undefined/,
  ],
  ['a list', [], /expected a JSON object/],
])('a manifest of %s is refused', (_name, content, expected) => {
  const directory = temporaryDirectory(onTestFinished);
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify(content));
  expect(() => readRun(directory)).toThrow(expected);
});

test('a damaged manifest is told in one line', () => {
  const directory = temporaryDirectory(onTestFinished);
  writeFileSync(join(directory, 'manifest.json'), '{\n  "format": "spillway-run",\n  oops\n}');
  expect(() => readRun(directory)).toThrow(/manifest\.json: not valid JSON: /);
  expect(() => readRun(directory)).not.toThrow(/\n/);
});

test('a directory without a run says what was expected', () => {
  expect(fault(() => readRun('/nowhere'))).toMatchObject({
    fault: 'unreadable',
    message:
      '/nowhere/manifest.json: no such file or directory; expected a run directory with manifest.json, journal.ndjson and summary.json',
  });
});
