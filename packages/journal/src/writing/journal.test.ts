import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SEGMENT_HEADER_BYTES, segmentName } from '../format/segment-header.ts';
import { JournalError } from '../journal-error.ts';
import { openJournal } from '../open-journal.ts';
import {
  appendGroups,
  DIRECTORY,
  openAnew,
  payloadOf,
  payloadsOf,
  simulatedDisk,
} from '../sample-journal.fixture.ts';
import type { StorageFault, StorageOperation } from '../storage/simulated-storage.ts';
import { verifyJournal } from '../verify-journal.ts';
import type { DurableGroup } from './journal.ts';

const FIRST_SEGMENT = `${DIRECTORY}/${segmentName(1)}`;

/** A disk that takes down what is asked of the first segment, and fails as it is told. */
function watchedDisk(faultOf: (operation: StorageOperation) => StorageFault | null = () => null) {
  const operations: string[] = [];
  let resume = (): void => undefined;
  let isHeld = false;
  const disk = simulatedDisk({
    faultOf: (operation) => {
      if (operation.path === FIRST_SEGMENT) operations.push(operation.kind);
      return faultOf(operation);
    },
    delay: (operation) =>
      isHeld && operation.path === FIRST_SEGMENT && operation.kind === 'datasync'
        ? new Promise((resolve) => {
            resume = resolve;
          })
        : Promise.resolve(),
  });
  return {
    disk,
    operations,
    holdSyncs: () => {
      isHeld = true;
    },
    releaseSyncs: () => {
      isHeld = false;
      resume();
    },
  };
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('groups', () => {
  test('what is appended before the caller yields is one write and one sync', async () => {
    const { disk, operations } = watchedDisk();
    const journal = await openAnew(disk);
    operations.length = 0;
    await appendGroups(journal, [5]);
    expect(operations).toEqual(['write', 'datasync']);
  });

  test('what is appended while a sync is under way waits, and is the next group', async () => {
    const { disk, operations, holdSyncs, releaseSyncs } = watchedDisk();
    const journal = await openAnew(disk);
    operations.length = 0;
    holdSyncs();
    journal.append(payloadOf(1));
    await turn();
    for (let sequence = 2; sequence <= 4; sequence += 1) journal.append(payloadOf(sequence));
    await turn();
    expect(operations).toEqual(['write']);
    expect(journal.durableSequence).toBe(0);
    expect(journal.backlogBytes).toBe(4 * 48);
    releaseSyncs();
    await journal.whenDurable(4);
    expect(operations).toEqual(['write', 'datasync', 'write', 'datasync']);
    expect(journal.backlogBytes).toBe(0);
  });

  test('what does not fit into one segment goes into several, in order', async () => {
    const disk = simulatedDisk();
    const journal = await openAnew(disk, { segmentBytes: 1024 });
    await appendGroups(journal, [100]);
    await journal.close();
    expect(payloadsOf(disk)).toEqual(Array.from({ length: 100 }, (_, index) => payloadOf(index + 1)));
    expect(verifyJournal(DIRECTORY, disk.mount())).toMatchObject({ frameCount: 100, isSealed: true });
  });

  test('the next segment is there before it is needed: beginning it is one write and one sync', async () => {
    const operations: string[] = [];
    const second = `${DIRECTORY}/${segmentName(2)}`;
    const disk = simulatedDisk({
      faultOf: ({ path, kind }) => {
        if (path === second) operations.push(kind);
        return null;
      },
    });
    const journal = await openAnew(disk, { segmentBytes: 1024 });
    await appendGroups(journal, [1]);
    await turn();
    expect(operations).toEqual(['create', 'write', 'datasync']);
    operations.length = 0;
    await appendGroups(journal, [18]);
    expect(operations).toEqual(['write', 'datasync', 'write', 'datasync']);
  });

  test('listeners hear of every group, and of nothing after they have ended', async () => {
    const journal = await openAnew(simulatedDisk());
    const heard: number[] = [];
    const end = journal.listen({ onDurable: (sequence) => heard.push(sequence) });
    await appendGroups(journal, [2, 3]);
    end();
    await appendGroups(journal, [1]);
    expect(heard).toEqual([2, 5]);
  });

  test('listeners hear how large each group was, and how long it took', async () => {
    const journal = await openAnew(simulatedDisk());
    const heard: DurableGroup[] = [];
    journal.listen({ onGroup: (group) => heard.push(group) });
    await appendGroups(journal, [2, 3]);
    expect(heard.map(({ frameCount }) => frameCount)).toEqual([2, 3]);
    const [first, second] = heard.map(({ byteCount }) => byteCount);
    // All payloads are of one length.
    expect((first ?? 0) / 2).toBe((second ?? 0) / 3);
    expect(heard.every(({ wallMs }) => wallMs >= 0)).toBe(true);
  });
});

describe('the first fault is the last', () => {
  test.each([
    ['a write that fails', 'write', { kind: 'error', code: 'EIO' }],
    ['a full disk', 'write', { kind: 'error', code: 'ENOSPC' }],
    ['a write that takes fewer bytes', 'write', { kind: 'short', byteCount: 20 }],
    ['a sync that fails', 'datasync', { kind: 'error', code: 'EIO' }],
  ] as const)(
    '%s: nobody is told that it is durable, and nothing is tried again',
    async (_name, kind, fault) => {
      let isFailing = false;
      const { disk, operations } = watchedDisk((operation) =>
        isFailing && operation.path === FIRST_SEGMENT && operation.kind === kind ? fault : null,
      );
      const journal = await openAnew(disk);
      await appendGroups(journal, [2]);
      const heard: JournalError[] = [];
      journal.listen({ onFailure: (failure) => heard.push(failure) });
      isFailing = true;
      journal.append(payloadOf(3));
      const waiting = [journal.whenDurable(3), journal.whenDurable(journal.append(payloadOf(4)))];
      const outcomes = await Promise.allSettled(waiting);
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      expect(journal.durableSequence).toBe(2);
      expect(journal.failure).toMatchObject({ fault: 'broken' });
      expect(journal.failure?.message).toMatch(/^\/journal: .*; nothing from sequence 3 on is durable$/);
      expect(heard).toEqual([journal.failure]);

      isFailing = false;
      const asked = operations.length;
      expect(() => journal.append(payloadOf(5))).toThrow(journal.failure ?? 'a failure');
      await expect(journal.whenDurable(4)).rejects.toBe(journal.failure);
      await expect(journal.close()).rejects.toBe(journal.failure);
      expect(operations.length).toBe(asked);
      disk.cutPower();
      const recovered = await openAnew(disk);
      expect(recovered.recovery.lastSequence).toBeGreaterThanOrEqual(2);
      expect(payloadsOf(disk).slice(0, 2)).toEqual([payloadOf(1), payloadOf(2)]);
    },
  );

  test('a disk that was full when the next segment was prepared is asked once more when it is needed', async () => {
    let isFull = true;
    const disk = simulatedDisk({
      faultOf: ({ kind, path }) =>
        isFull && kind === 'write' && path.endsWith('.segment') && path !== FIRST_SEGMENT
          ? { kind: 'error', code: 'ENOSPC' }
          : null,
    });
    const journal = await openAnew(disk, { segmentBytes: 1024 });
    await turn();
    isFull = false;
    await appendGroups(journal, [10, 10, 10]);
    isFull = true;
    journal.append(payloadOf(31));
    const failing = appendGroups(journal, [10, 10, 10, 10]);
    await expect(failing).rejects.toMatchObject({ fault: 'broken' });
    await expect(journal.close()).rejects.toThrow('no space left on device');
  });
});

describe('what append refuses', () => {
  test('more than may wait', async () => {
    const { disk, holdSyncs, releaseSyncs } = watchedDisk();
    const journal = await openAnew(disk, { backlogBytesMax: 100 });
    holdSyncs();
    journal.append(payloadOf(1));
    journal.append(payloadOf(2));
    expect(() => journal.append(payloadOf(3))).toThrow('96 bytes wait to become durable; at most 100');
    await turn();
    releaseSyncs();
    await journal.whenDurable(2);
    // One that is larger than all that may wait is taken when nothing waits.
    expect(journal.append(payloadOf(3, 500))).toBe(3);
    await journal.whenDurable(3);
  });

  test('a payload that fits into no segment', async () => {
    const journal = await openAnew(simulatedDisk(), { segmentBytes: 1024 });
    const payloadBytesMax = 1024 - SEGMENT_HEADER_BYTES - 28;
    expect(() => journal.append(new Uint8Array(payloadBytesMax + 1))).toThrow(RangeError);
    expect(journal.append(new Uint8Array(payloadBytesMax))).toBe(1);
    await journal.whenDurable(1);
  });

  test('anything after the close, which waits for all that was appended', async () => {
    const disk = simulatedDisk();
    const journal = await openAnew(disk);
    journal.append(payloadOf(1));
    const closing = journal.close();
    expect(() => journal.append(payloadOf(2))).toThrow(JournalError);
    await closing;
    expect(journal.durableSequence).toBe(1);
    expect(payloadsOf(disk)).toEqual([payloadOf(1)]);
    expect(journal.close()).toBe(closing);
  });

  test('waiting for what was never appended', async () => {
    const journal = await openAnew(simulatedDisk());
    await expect(journal.whenDurable(1)).rejects.toThrow('sequence 1 was not appended; the last is 0');
  });

  test.each(['', 'x'.repeat(89), 'é'.repeat(45)])('the run id "%s"', async (runId) => {
    await expect(openAnew(simulatedDisk(), { runId })).rejects.toThrow(RangeError);
  });

  test.each([0, 511, 512.5, 2 ** 30 + 1])('segments of %s bytes', async (segmentBytes) => {
    await expect(openAnew(simulatedDisk(), { segmentBytes })).rejects.toThrow(RangeError);
  });
});

test('a journal whose next segment was prepared is closed on a real disk, and opens again', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'spillway-journal-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const options = { runId: 'sample', segmentBytes: 1024 };
  const journal = await openJournal(directory, options);
  await appendGroups(journal, [10, 10, 15]);
  await journal.close();
  expect(verifyJournal(directory)).toMatchObject({ lastSequence: 35, isSealed: true, tornTail: null });
  const next = await openJournal(directory, options);
  expect(next.recovery).toMatchObject({ lastSequence: 35, tornTail: null });
  await next.close();
});

describe('old segments', () => {
  test('are removed when all of them lies before a sequence, and the rest reads on', async () => {
    const disk = simulatedDisk();
    const journal = await openAnew(disk, { segmentBytes: 1024 });
    await appendGroups(journal, [10, 10, 10, 10]);
    const { segments } = verifyJournal(DIRECTORY, disk.mount());
    const third = segments[2]?.firstSequence ?? 0;
    expect(await journal.removeSegmentsBefore(third - 1)).toBe(1);
    expect(await journal.removeSegmentsBefore(third)).toBe(1);
    expect(verifyJournal(DIRECTORY, disk.mount())).toMatchObject({ firstSequence: third, lastSequence: 40 });
    expect(await journal.removeSegmentsBefore(1_000)).toBe(segments.length - 3);
    await appendGroups(journal, [1]);
    await journal.close();
    const reopened = await openAnew(disk, { segmentBytes: 1024 });
    expect(reopened.recovery).toMatchObject({ lastSequence: 41 });
  });

  test('opening and closing again and again leaves one segment beside those with frames', async () => {
    const disk = simulatedDisk();
    for (let epoch = 1; epoch <= 5; epoch += 1) {
      const journal = await openAnew(disk);
      expect(journal.epoch).toBe(epoch);
      if (epoch === 2) await appendGroups(journal, [3]);
      await journal.close();
    }
    const { segments, isSealed } = verifyJournal(DIRECTORY, disk.mount());
    expect(isSealed).toBe(true);
    expect(segments.map(({ epoch, frameCount }) => ({ epoch, frameCount }))).toEqual([
      { epoch: 2, frameCount: 3 },
      { epoch: 5, frameCount: 0 },
    ]);
  });
});
