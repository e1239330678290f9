import { existsSync, mkdirSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { backUp } from './back-up.ts';
import { DataDirectory } from './data-directory.ts';
import { segmentFilesOf } from './kept-data.ts';
import { framesOf, openRun, writeRun } from './kept-run.fixture.ts';
import { pruneRuns } from './prune-runs.ts';
import { temporaryFolder } from './temporary-folder.fixture.ts';

/** Runs by name, written one day after the other; the last is live. */
async function runsOf(...runIds: readonly string[]): Promise<string> {
  const path = join(temporaryFolder(onTestFinished), 'data');
  for (const [day, runId] of runIds.entries()) {
    const { folder } = await writeRun(path, runId, framesOf(runId, 1));
    const time = new Date(Date.UTC(2026, 0, 1 + day));
    for (const file of segmentFilesOf(folder)) utimesSync(file, time, time);
  }
  return path;
}

test('the oldest runs go, so many stay', async () => {
  const path = await runsOf('monday', 'tuesday', 'wednesday', 'thursday');
  expect(pruneRuns(path, 2)).toEqual({ removed: ['monday', 'tuesday'], kept: ['wednesday', 'thursday'] });
  expect(readdirSync(join(path, 'runs')).sort()).toEqual(['thursday', 'wednesday']);
  expect(pruneRuns(path, 2).removed).toEqual([]);
});

test('the live run stays, whatever its age and however few may stay', async () => {
  const path = await runsOf('monday', 'tuesday', 'wednesday');
  new DataDirectory(path).setLiveRun('monday');
  expect(pruneRuns(path, 0)).toEqual({ removed: ['tuesday', 'wednesday'], kept: ['monday'] });
});

test('a run that is being written stays', async () => {
  const path = await runsOf('monday', 'tuesday');
  const journal = await openRun(new DataDirectory(path), 'monday');
  onTestFinished(() => journal.close());
  expect(pruneRuns(path, 0).removed).toEqual([]);
});

test('what an interrupted pruning has left goes too', async () => {
  const path = await runsOf('monday');
  const left = join(path, 'runs', '.removed-sunday');
  mkdirSync(left);
  expect(pruneRuns(path, 5)).toEqual({ removed: [], kept: ['monday'] });
  expect(existsSync(left)).toBe(false);
});

test('a backup is left as it is', async () => {
  const path = await runsOf('monday', 'tuesday');
  await backUp(path, `${path}-backup`);
  expect(() => pruneRuns(`${path}-backup`, 0)).toThrow('is a backup; expected the folder of an exchange');
});
