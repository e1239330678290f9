import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { checkJournal, checkReplay } from './check-run.ts';
import { type RecordedRun, readRun } from './read-run.ts';
import { createEventRecord } from './record-streams.ts';
import { SUMMARY, shockRecorded, writeSmallRun } from './small-run.fixture.ts';
import { temporaryDirectory } from './temporary-directory.fixture.ts';

function smallRun(): RecordedRun {
  const directory = join(temporaryDirectory(onTestFinished), 'run');
  writeSmallRun(directory);
  return readRun(directory);
}

function eventsHash(...sequences: readonly number[]): string {
  const record = createEventRecord();
  for (const sequence of sequences) record.sink.shockRecorded(shockRecorded(sequence));
  return record.finish();
}

test('a run that was left alone passes, however long the replay took', () => {
  const run = smallRun();
  expect(() => checkJournal(run)).not.toThrow();
  const summary = { ...SUMMARY, wallMs: 9_999 };
  expect(() => checkReplay(run, { summary, eventsHash: eventsHash(1, 2) })).not.toThrow();
});

test.each([
  {
    how: 'reads well',
    change: (text: string) => text.replace('by hand', 'by Hand'),
    expected: { fault: 'different', message: expect.stringMatching(/changed since the run/) },
  },
  {
    how: 'was cut off',
    change: (text: string) => text.slice(0, -5),
    expected: { fault: 'unreadable', message: expect.stringMatching(/line 3: cut off/) },
  },
  {
    how: 'lacks a line',
    change: (text: string) => text.replace(/\n.*\n/, '\n'),
    expected: { fault: 'unreadable', message: expect.stringMatching(/line 2: sequence: expected 2, got 3/) },
  },
])('a changed journal that $how is told', ({ change, expected }) => {
  const run = smallRun();
  const file = join(run.directory, 'journal.ndjson');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
  expect(() => checkJournal(run)).toThrow(expect.objectContaining(expected));
});

test('the checksums are told, the expected one first', () => {
  const run = smallRun();
  const file = join(run.directory, 'journal.ndjson');
  const before = readFileSync(file, 'utf8');
  const after = before.replace('by hand', 'by Hand');
  writeFileSync(file, after);
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  expect(() => checkJournal(run)).toThrow(
    `${file}: changed since the run: expected SHA-256 ${sha256(before)}, got ${sha256(after)}`,
  );
});

test('a run that was kept before halts were counted is not refused for want of them', () => {
  const run = smallRun();
  const { halts, ...before } = SUMMARY;
  const same = { summary: SUMMARY, eventsHash: eventsHash(1, 2) };
  expect(halts.count).toBe(0);
  expect(() => checkReplay({ ...run, summary: before }, same)).not.toThrow();
  expect(() => checkReplay({ ...run, summary: { ...before, halts: null } }, same)).toThrow('halts');
});

test.each([
  ['state', { summary: { ...SUMMARY, stateHash: 'dd' } }, /state hash: expected cc, got dd/],
  ['order of events', { eventsHash: eventsHash(2, 1) }, /hash of the events: expected [0-9a-f]{64}, got/],
  [
    'figure',
    { summary: { ...SUMMARY, badDebt: '1' } },
    /summary\.json: badDebt: the replay gives "1", the file says "0"$/,
  ],
])('a replay that leads to another %s is refused', (_name, change, message) => {
  const run = smallRun();
  const same = { summary: SUMMARY, eventsHash: eventsHash(1, 2) };
  expect(() => checkReplay(run, { ...same, ...change })).toThrow(
    expect.objectContaining({ fault: 'different', message: expect.stringMatching(message) }),
  );
});
