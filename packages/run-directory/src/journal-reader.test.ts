import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readJournalFile } from './journal-reader.ts';
import { temporaryDirectory } from './temporary-directory.fixture.ts';

function record(sequence: number, label = 'x'): string {
  return JSON.stringify({ sequence, origin: 'market', command: { kind: 'RecordShock', timeMs: 0, label } });
}

function journalOf(text: string): string {
  const file = join(temporaryDirectory(onTestFinished), 'journal.ndjson');
  writeFileSync(file, text);
  return file;
}

test('reads records across the borders of its chunks, characters of several bytes included', () => {
  const labels = Array.from({ length: 9_000 }, (_, index) => `é${'ü'.repeat(index % 130)}`);
  const file = journalOf(`${labels.map((label, index) => record(index + 1, label)).join('\n')}\n`);
  const read = [...readJournalFile(file)].map(({ command }) =>
    command.kind === 'RecordShock' ? command.label : '',
  );
  expect(read).toEqual(labels);
});

test.each([
  ['a line that is no JSON', `${record(1)}\n{"sequence":2,\n${record(3)}\n`, /line 2: not valid JSON/],
  ['a missing line', `${record(1)}\n${record(3)}\n`, /line 2: sequence: expected 2, got 3/],
  ['a line that is no record', `null\n`, /line 1: sequence: expected 1, got undefined/],
  ['a record without a command', `{"sequence":1,"origin":"market"}\n`, /line 1: command: expected a kind/],
  [
    'a record without an origin',
    `{"sequence":1,"command":{"kind":"X","timeMs":0}}\n`,
    /line 1: origin: expected/,
  ],
  ['a cut off end', `${record(1)}\n${record(2).slice(0, 20)}`, /line 2: cut off/],
])('names the place of %s', (_name, text, expected) => {
  const file = journalOf(text);
  expect(() => [...readJournalFile(file)]).toThrow(expected);
});

test('a file that is not there is named with the reason', () => {
  expect(() => [...readJournalFile('/nowhere/journal.ndjson')]).toThrow(
    '/nowhere/journal.ndjson: no such file or directory; expected the journal of a run',
  );
});
