import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { backUp } from './back-up.ts';
import { DataDirectory } from './data-directory.ts';
import { readKeptData, segmentFilesOf } from './kept-data.ts';
import { appendFrames, commandOf, framesOf, keptRunOf, openRun, writeRun } from './kept-run.fixture.ts';
import { proveRun } from './prove-run.ts';
import { restore } from './restore.ts';
import { temporaryFolder } from './temporary-folder.fixture.ts';

interface Places {
  readonly parent: string;
  readonly source: string;
  readonly backup: string;
  readonly restored: string;
}

/** Two runs, the second of them live. */
async function twoRuns(): Promise<Places> {
  const parent = temporaryFolder(onTestFinished);
  const source = join(parent, 'data');
  await writeRun(source, 'run-a');
  await writeRun(source, 'run-b', framesOf('run-b', 25));
  return { parent, source, backup: join(parent, 'backup'), restored: join(parent, 'restored') };
}

function flipLastByte(file: string): void {
  const bytes = readFileSync(file);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

describe('a backup', () => {
  test('that is restored holds the same runs and secrets, and the same run is live', async () => {
    const { source, backup, restored } = await twoRuns();
    new DataDirectory(source).writeRunFile('run-a', 'halted.json', '{}');
    const told: string[] = [];
    await backUp(source, backup);
    restore(backup, restored, ({ runId, runNumber, runCount }) =>
      told.push(`${runId} ${runNumber}/${runCount}`),
    );
    expect(new Set(told)).toEqual(new Set(['run-a 1/2', 'run-b 2/2']));
    const before = readKeptData(source);
    const after = readKeptData(restored);
    expect(after.liveRunId).toBe('run-b');
    expect(after.runs.map(({ runId }) => runId)).toEqual(before.runs.map(({ runId }) => runId));
    expect(after.runs.map((run) => proveRun(run))).toEqual(before.runs.map((run) => proveRun(run)));
    const [left, right] = [new DataDirectory(source), new DataDirectory(restored)];
    expect(right.seatSecret()).toEqual(left.seatSecret());
    expect(right.adminTokenDigest).toBe(left.adminTokenDigest);
    expect(readdirSync(restored).sort()).toEqual(readdirSync(source).sort());
    expect(readFileSync(join(restored, 'runs/run-a/halted.json'), 'utf8')).toBe('{}\n');
  });

  test('can be written on once it is restored', async () => {
    const { source, backup, restored } = await twoRuns();
    await backUp(source, backup);
    restore(backup, restored);
    const journal = await openRun(new DataDirectory(restored), 'run-b');
    await appendFrames(journal, [{ kind: 'command', content: commandOf(26) }]);
    await journal.close();
    expect(proveRun(keptRunOf(restored, 'run-b'))).toMatchObject({ commands: 26 });
  });

  test('of a run that is being written holds all that is durable, and leaves the writer alone', async () => {
    const parent = temporaryFolder(onTestFinished);
    const data = new DataDirectory(join(parent, 'data'));
    const journal = await openRun(data, 'run-a');
    await appendFrames(journal, framesOf('run-a', 30));
    data.setLiveRun('run-a');
    const { runs } = await backUp(data.path, join(parent, 'backup'));
    expect(runs).toMatchObject([{ runId: 'run-a', frames: journal.durableSequence }]);
    expect(journal.failure).toBeNull();
    await appendFrames(journal, [{ kind: 'command', content: commandOf(31) }]);
    await journal.close();
    expect(proveRun(keptRunOf(join(parent, 'backup'), 'run-a'))).toMatchObject({ commands: 30 });
  });

  test('is for its owner alone, as what it holds', async () => {
    const { source, backup, restored } = await twoRuns();
    await backUp(source, backup);
    restore(backup, restored);
    for (const folder of [backup, restored]) {
      expect(statSync(folder).mode & 0o077).toBe(0);
      expect(statSync(join(folder, 'seat-secret')).mode & 0o077).toBe(0);
    }
  });

  test('overwrites nothing', async () => {
    const { source, parent } = await twoRuns();
    const target = join(parent, 'there');
    mkdirSync(target);
    await expect(backUp(source, target)).rejects.toThrow(`${target}: exists; expected a name that is free`);
    expect(readdirSync(target)).toEqual([]);
  });

  test('of a damaged run is refused with the place, and leaves nothing behind', async () => {
    const { source, backup, parent } = await twoRuns();
    const [segment = ''] = segmentFilesOf(join(source, 'runs', 'run-a'));
    const bytes = readFileSync(segment);
    bytes[900] = (bytes[900] ?? 0) ^ 1;
    writeFileSync(segment, bytes);
    await expect(backUp(source, backup)).rejects.toThrow(
      /^run run-a: 00000001\.segment: offset \d+, sequence \d+/,
    );
    expect(readdirSync(parent)).toEqual(['data']);
  });

  test('of something else is refused', async () => {
    const parent = temporaryFolder(onTestFinished);
    await expect(backUp(join(parent, 'nothing'), join(parent, 'backup'))).rejects.toThrow(
      'no such file or directory; expected the folder of an exchange',
    );
  });
});

describe('restoring', () => {
  test.each<readonly [string, (backup: string) => void, RegExp]>([
    ['a changed frame', (backup) => flipInRun(backup), /^run run-a: /],
    [
      'a changed secret',
      (backup) => flipLastByte(join(backup, 'seat-secret')),
      /seat-secret: missing or changed/,
    ],
    ['a missing secret', (backup) => rmSync(join(backup, 'seat-secret')), /seat-secret: missing or changed/],
    [
      'the frames of another run',
      (backup) => {
        const [target, other] = ['run-a', 'run-b'].map((runId) => join(backup, 'runs', runId));
        rmSync(target ?? '', { recursive: true });
        cpSync(other ?? '', target ?? '', { recursive: true });
      },
      /^run run-a: 28 frames that are not those of the backup; expected 45/,
    ],
    [
      'no manifest',
      (backup) => rmSync(join(backup, 'backup.json')),
      /backup\.json: no such file.*expected a backup/,
    ],
    [
      'a manifest of another version',
      (backup) => {
        const file = join(backup, 'backup.json');
        writeFileSync(file, readFileSync(file, 'utf8').replace('"version": 1', '"version": 2'));
      },
      /backup\.json: version: .*expected a backup/,
    ],
  ])('%s is refused before anything is written', async (_name, change, line) => {
    const { source, backup, restored } = await twoRuns();
    await backUp(source, backup);
    change(backup);
    expect(() => restore(backup, restored)).toThrow(line);
    expect(existsSync(restored)).toBe(false);
  });

  test('goes into an empty folder, and into no other', async () => {
    const { source, backup, restored } = await twoRuns();
    await backUp(source, backup);
    mkdirSync(restored);
    restore(backup, restored);
    expect(() => restore(backup, restored)).toThrow(`${restored}: holds something; expected an empty folder`);
    expect(proveRun(keptRunOf(restored, 'run-b'))).toMatchObject({ commands: 25 });
  });
});

function flipInRun(backup: string): void {
  const [segment = ''] = segmentFilesOf(join(backup, 'runs', 'run-a'));
  const bytes = readFileSync(segment);
  bytes[900] = (bytes[900] ?? 0) ^ 1;
  writeFileSync(segment, bytes);
}
