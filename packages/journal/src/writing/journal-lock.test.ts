import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openJournal } from '../open-journal.ts';
import { DIRECTORY, seededRandom, simulatedDisk } from '../sample-journal.fixture.ts';
import { nodeProcessTable, type ProcessTable } from './process-table.ts';

const SEGMENT_BYTES = 4096;
const OPTIONS = { runId: 'sample', segmentBytes: SEGMENT_BYTES };
/** Above every number that Linux gives out. */
const NO_PROCESS = 4_194_305;

function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'spillway-journal-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function lockOf(directory: string, number: number): string {
  return path.join(directory, `writer-0000000${number}.lock`);
}

function recordOf(directory: string, number: number): unknown {
  return JSON.parse(readFileSync(lockOf(directory, number), 'utf8'));
}

describe('the lock, on the disk of this machine', () => {
  test('a second writer is told in one line who writes', async () => {
    const directory = temporaryDirectory();
    const journal = await openJournal(directory, OPTIONS);
    await expect(openJournal(directory, OPTIONS)).rejects.toMatchObject({
      fault: 'locked',
      message: `${directory}: process ${process.pid} (epoch 1) writes this journal; expected to be its only writer`,
    });
    await journal.close();
    expect(recordOf(directory, 1)).toEqual({ processId: 0, startedAt: '', epoch: 1 });
    const next = await openJournal(directory, OPTIONS);
    expect(next.epoch).toBe(2);
    expect(recordOf(directory, 2)).toMatchObject({ processId: process.pid, epoch: 2 });
    expect(existsSync(lockOf(directory, 1))).toBe(false);
    await next.close();
  });

  test.each([
    ['a process that is gone', { processId: NO_PROCESS, startedAt: '', epoch: 7 }],
    [
      'an earlier process with the number of this one',
      { processId: process.pid, startedAt: 'before', epoch: 7 },
    ],
  ])('that of %s is taken over, and its epoch is raised', async (_name, record) => {
    const directory = temporaryDirectory();
    writeFileSync(lockOf(directory, 3), JSON.stringify(record));
    const journal = await openJournal(directory, OPTIONS);
    expect(journal.epoch).toBe(8);
    expect(recordOf(directory, 4)).toEqual({
      ...nodeProcessTable().own,
      epoch: 8,
    });
    await journal.close();
  });

  test('one that is no lock at all is taken over', async () => {
    const directory = temporaryDirectory();
    writeFileSync(lockOf(directory, 1), '{"processId":');
    const journal = await openJournal(directory, OPTIONS);
    await journal.close();
  });

  test('is let go when the journal is refused', async () => {
    const directory = temporaryDirectory();
    const journal = await openJournal(directory, OPTIONS);
    await journal.close();
    await expect(openJournal(directory, { ...OPTIONS, runId: 'another' })).rejects.toMatchObject({
      fault: 'foreign',
      message: `${directory}: journal of the run sample; expected another`,
    });
    expect(recordOf(directory, 2)).toEqual({ processId: 0, startedAt: '', epoch: 1 });
  });
});

test('of several processes that find the lock of a dead one, exactly one gets it', async () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const random = seededRandom(seed);
    const held: (() => void)[] = [];
    const disk = simulatedDisk({ delay: () => new Promise((resolve) => held.push(resolve)) });
    disk.setContent(
      lockOf(DIRECTORY, 1),
      new TextEncoder().encode('{"processId":9,"startedAt":"x","epoch":3}'),
    );
    const tables = [1, 2, 3].map(
      (processId): ProcessTable => ({
        own: { processId, startedAt: 'x' },
        isAlive: (other) => other.processId !== 9,
      }),
    );
    let isDone = false;
    const opening = Promise.allSettled(
      tables.map((processes) => openJournal(DIRECTORY, { ...OPTIONS, storage: disk.mount(), processes })),
    ).finally(() => {
      isDone = true;
    });
    // Whose turn it is decides the seed.
    while (!isDone) {
      held.splice(Math.floor(random() * held.length), 1)[0]?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    const outcomes = await opening;
    const won = outcomes.filter(({ status }) => status === 'fulfilled').length;
    expect(
      won,
      `seed ${seed}: ${outcomes.map((outcome) => ('reason' in outcome ? String(outcome.reason) : 'won'))}`,
    ).toBe(1);
  }
});

test('a process that was held up between its look and its deed does not get a number that others have passed', async () => {
  let resume = (): void => undefined;
  const isAlive = (): boolean => false;
  const disk = simulatedDisk({
    delay: ({ kind, path: file }) =>
      kind === 'create' && file.endsWith('writer.of-1')
        ? new Promise((resolve) => {
            resume = resolve;
          })
        : Promise.resolve(),
  });
  const open = (processId: number) =>
    openJournal(DIRECTORY, {
      ...OPTIONS,
      storage: disk.mount(),
      processes: { own: { processId, startedAt: 'x' }, isAlive },
    });
  const heldUp = open(1);
  await new Promise((resolve) => setImmediate(resolve));
  const second = await open(2);
  await second.close();
  const third = await open(3);
  resume();
  await expect(heldUp).rejects.toMatchObject({ fault: 'locked' });
  expect(
    disk
      .mount()
      .list(DIRECTORY)
      .filter((name) => name.endsWith('.lock')),
  ).toEqual(['writer-00000002.lock']);
  await third.close();
});
