import { expect, test } from 'vitest';
import { encodeSegmentHeader, SEGMENT_HEADER_BYTES, segmentName } from '../format/segment-header.ts';
import { appendGroups, DIRECTORY, openAnew, payloadOf, simulatedDisk } from '../sample-journal.fixture.ts';
import type { SimulatedDisk } from '../storage/simulated-storage.ts';
import { verifyJournal } from '../verify-journal.ts';
import { JournalReader } from './journal-reader.ts';

function readerOf(disk: SimulatedDisk, afterSequence = 0): JournalReader {
  return new JournalReader(DIRECTORY, { afterSequence, storage: disk.mount() });
}

function sequencesOf(reader: JournalReader, throughSequence?: number): number[] {
  return [...reader.read(throughSequence)].map(({ sequence }) => sequence);
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last + 1 - first }, (_, index) => first + index);
}

test('follows a writer through its segments, and through another opening', async () => {
  const disk = simulatedDisk();
  const reader = readerOf(disk);
  expect(sequencesOf(reader)).toEqual([]);
  let journal = await openAnew(disk, { segmentBytes: 1024 });
  expect(sequencesOf(reader)).toEqual([]);
  for (let last = 7; last <= 70; last += 7) {
    await appendGroups(journal, [3, 4]);
    expect(sequencesOf(reader, journal.durableSequence)).toEqual(range(last - 6, last));
    expect(sequencesOf(reader, journal.durableSequence)).toEqual([]);
    if (last % 21 === 0) {
      await journal.close();
      journal = await openAnew(disk, { segmentBytes: 1024 });
    }
  }
  expect(reader.sequence).toBe(70);
  reader.close();
});

test('reads what was appended: flags and bytes, also a payload longer than its window', async () => {
  const disk = simulatedDisk();
  const journal = await openAnew(disk, { segmentBytes: 8 << 20 });
  const payloads = [payloadOf(1, 0), payloadOf(2, 3 << 20), payloadOf(3, 100), payloadOf(4, 1 << 20)];
  for (const [index, payload] of payloads.entries()) journal.append(payload, 0xffff_fff0 + index);
  await journal.whenDurable(4);
  let read = 0;
  for (const { sequence, flags, payload } of readerOf(disk).read()) {
    read += 1;
    expect(sequence).toBe(read);
    expect(flags).toBe(0xffff_fff0 + read - 1);
    expect(Buffer.compare(payload, payloads[read - 1] ?? new Uint8Array(0))).toBe(0);
  }
  expect(read).toBe(4);
});

test('begins behind any sequence', async () => {
  const disk = simulatedDisk();
  const journal = await openAnew(disk, { segmentBytes: 1024 });
  await appendGroups(journal, [10, 10, 10, 10]);
  for (let after = 0; after <= 40; after += 1) {
    expect(sequencesOf(readerOf(disk, after))).toEqual(range(after + 1, 40));
  }
});

test('stops at the sequence that it is told, though more is there', async () => {
  const disk = simulatedDisk();
  const journal = await openAnew(disk);
  await appendGroups(journal, [10]);
  const reader = readerOf(disk);
  expect(sequencesOf(reader, 4)).toEqual([1, 2, 3, 4]);
  expect(sequencesOf(reader, 10)).toEqual(range(5, 10));
});

test('refuses to end before what the writer says is durable', async () => {
  const disk = simulatedDisk();
  const journal = await openAnew(disk);
  await appendGroups(journal, [10]);
  const path = `${DIRECTORY}/${segmentName(1)}`;
  const content = disk.contentOf(path);
  const offset = SEGMENT_HEADER_BYTES + 4 * 48;
  content[offset + 30] = (content[offset + 30] ?? 0) ^ 1;
  disk.setContent(path, content);
  const reader = readerOf(disk);
  expect(() => sequencesOf(reader, 10)).toThrow(
    `${segmentName(1)}: offset ${offset}, sequence 5: no good frame, while the writer says that sequence 10 is durable`,
  );
  expect(sequencesOf(readerOf(disk))).toEqual([1, 2, 3, 4]);
});

test('says when what it should begin with was removed', async () => {
  const disk = simulatedDisk();
  const journal = await openAnew(disk, { segmentBytes: 1024 });
  await appendGroups(journal, [10, 10, 10, 10]);
  await journal.removeSegmentsBefore(20);
  const { firstSequence } = verifyJournal(DIRECTORY, disk.mount());
  expect(firstSequence).toBeGreaterThan(1);
  expect(() => sequencesOf(readerOf(disk))).toThrow(`begins at sequence ${firstSequence}; expected 1`);
  expect(sequencesOf(readerOf(disk, firstSequence - 1))).toEqual(range(firstSequence, 40));
});

test('a reader that is in a segment when it is removed reads it to its end', async () => {
  const disk = simulatedDisk();
  const journal = await openAnew(disk, { segmentBytes: 1024 });
  await appendGroups(journal, [10, 10, 10, 10]);
  const reader = readerOf(disk);
  expect(sequencesOf(reader, 2)).toEqual([1, 2]);
  await journal.removeSegmentsBefore(11);
  expect(sequencesOf(reader)).toEqual(range(3, 40));
});

test('passes over a segment that was prepared and never begun, and over one that is gone when it is opened', async () => {
  const disk = simulatedDisk();
  await appendGroups(await openAnew(disk, { segmentBytes: 1024 }), [10]);
  disk.kill();
  disk.setContent(`${DIRECTORY}/${segmentName(2)}`, new Uint8Array(1024));
  const mounted = disk.mount();
  const storage = { ...mounted, list: (directory: string) => [...mounted.list(directory), segmentName(3)] };
  const reader = new JournalReader(DIRECTORY, { afterSequence: 0, storage });
  expect(sequencesOf(reader)).toEqual(range(1, 10));
  const content = disk.contentOf(`${DIRECTORY}/${segmentName(1)}`);
  const header = { runId: 'sample', epoch: 1, firstSequence: 11, segmentBytes: 1024 };
  const previousCrc = new DataView(content.buffer).getUint32(SEGMENT_HEADER_BYTES + 9 * 48, true);
  disk.setContent(`${DIRECTORY}/${segmentName(4)}`, encodeSegmentHeader({ ...header, previousCrc }));
  expect(sequencesOf(reader)).toEqual([]);
  await appendGroups(await openAnew(disk, { segmentBytes: 1024 }), [2]);
  expect(sequencesOf(reader, 12)).toEqual([11, 12]);
});
