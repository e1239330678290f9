import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunSummary } from '@spillway/analysis';
import { expect, onTestFinished, test } from 'vitest';
import { createRunDirectory, type RunManifest, readRunManifest } from './run-directory.ts';
import { temporaryDirectory } from './temporary-directory.fixture.ts';

const manifest: RunManifest = {
  format: 'spillway-run',
  schemaVersion: 1,
  scenarioName: 'by-hand',
  scenario: { name: 'by-hand' },
  overrides: [],
  seed: '42',
  markIntervalMs: 1000,
  simulatedMs: 60_000,
  commands: 3,
  events: 4,
  hashes: { journal: 'aa', events: 'bb', state: 'cc' },
  versions: { spillway: '0.1.0', node: 'v24', gitCommit: null },
  startedAt: '2026-01-01T00:00:00.000Z',
  wallMs: 1,
};

const summary: RunSummary = {
  scenario: 'by-hand',
  seed: '42',
  stateHash: 'cc',
  commands: 3,
  trades: 0,
  simulatedMs: 60_000,
  wallMs: 1,
  liquidations: { count: 0, notional: '0', byMode: { isolated: '0', cross: '0' }, byInstrument: {} },
  insuranceFund: { start: '0', end: '0', min: '0' },
  adl: { count: 0, notional: '0' },
  badDebt: '0',
  conservationError: '0',
  maxDrawdown: {},
};

function writeRun(directory: string, isReplacing = false): void {
  createRunDirectory({ directory, isReplacing }).commit(manifest, summary);
}

test('nothing is in its place before the run is whole, and nothing is beside it afterwards', () => {
  const parent = temporaryDirectory(onTestFinished);
  const directory = join(parent, 'deep', 'run');
  const writer = createRunDirectory({ directory, isReplacing: false });
  expect(existsSync(directory)).toBe(false);
  writer.commit(manifest, summary);
  expect(readdirSync(join(parent, 'deep'))).toEqual(['run']);
  expect(readdirSync(directory).sort()).toEqual(['journal.ndjson', 'manifest.json', 'summary.json']);
  expect(readRunManifest(directory)).toEqual(manifest);
  expect(JSON.parse(readFileSync(join(directory, 'summary.json'), 'utf8'))).toEqual(summary);
});

test('a discarded run leaves nothing', () => {
  const parent = temporaryDirectory(onTestFinished);
  createRunDirectory({ directory: join(parent, 'run'), isReplacing: false }).discard();
  expect(readdirSync(parent)).toEqual([]);
});

test('a place that is taken is refused, and kept as it was', () => {
  const directory = join(temporaryDirectory(onTestFinished), 'run');
  writeRun(directory);
  expect(() => writeRun(directory)).toThrow(
    /already holds a run; expected a directory that does not exist yet/,
  );
  expect(readRunManifest(directory)).toEqual(manifest);
});

test('an earlier run may be replaced, anything else may not', () => {
  const parent = temporaryDirectory(onTestFinished);
  writeRun(join(parent, 'run'));
  writeRun(join(parent, 'run'), true);
  expect(readdirSync(parent)).toEqual(['run']);
  mkdirSync(join(parent, 'letters'));
  writeFileSync(join(parent, 'letters', 'mine.txt'), 'keep me');
  expect(() => writeRun(join(parent, 'letters'), true)).toThrow(/exists already and is no run directory/);
  expect(readFileSync(join(parent, 'letters', 'mine.txt'), 'utf8')).toBe('keep me');
});

test('a place that cannot be made is told with its reason', () => {
  const parent = temporaryDirectory(onTestFinished);
  writeFileSync(join(parent, 'file'), '');
  expect(() => writeRun(join(parent, 'file', 'run'))).toThrow(
    /cannot write to .*: (?:not a directory|file already exists)/,
  );
});

test.each([
  ['another format', { ...manifest, format: 'zip' }, /format: expected "spillway-run", got "zip"/],
  ['a later version', { ...manifest, schemaVersion: 2 }, /schemaVersion: expected 1, got 2/],
  [
    'a missing hash',
    { ...manifest, hashes: { state: 'cc' } },
    /hashes\.journal: expected a hexadecimal string, got undefined/,
  ],
  ['a list', [], /expected a JSON object/],
])('a manifest of %s is refused', (_name, content, expected) => {
  const directory = temporaryDirectory(onTestFinished);
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify(content));
  expect(() => readRunManifest(directory)).toThrow(expected);
});

test('a directory without a run says what was expected', () => {
  expect(() => readRunManifest('/nowhere')).toThrow(
    '/nowhere/manifest.json: no such file or directory; expected a run directory with manifest.json, journal.ndjson and summary.json',
  );
});
