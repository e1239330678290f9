import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { SEGMENT_HEADER_BYTES, segmentName } from './format/segment-header.ts';
import { appendGroups, DIRECTORY, openAnew, simulatedDisk } from './sample-journal.fixture.ts';
import { verifyJournal } from './verify-journal.ts';

const FRAME_BYTES = 48;

test('an empty directory is a journal without a segment', () => {
  expect(verifyJournal(DIRECTORY, simulatedDisk().mount())).toEqual({
    directory: DIRECTORY,
    runId: null,
    firstSequence: 1,
    lastSequence: 0,
    frameCount: 0,
    segments: [],
    tornTail: null,
    isSealed: false,
  });
});

test('says where frames are, and whether the end is sealed', async () => {
  const disk = simulatedDisk();
  const journal = await openAnew(disk, { segmentBytes: 1024 });
  await appendGroups(journal, [10, 10]);
  const bytes = SEGMENT_HEADER_BYTES + 10 * FRAME_BYTES;
  const first = { name: segmentName(1), epoch: 1, firstSequence: 1, lastSequence: 10, frameCount: 10 };
  const second = { name: segmentName(2), epoch: 1, firstSequence: 11, lastSequence: 20, frameCount: 10 };
  expect(verifyJournal(DIRECTORY, disk.mount())).toMatchObject({
    runId: 'sample',
    lastSequence: 20,
    frameCount: 20,
    isSealed: false,
    segments: [
      { ...first, dataBytes: bytes, fileBytes: 1024 },
      { ...second, dataBytes: bytes, fileBytes: 1024 },
    ],
  });
  await journal.close();
  const closed = verifyJournal(DIRECTORY, disk.mount());
  expect(closed).toMatchObject({ lastSequence: 20, frameCount: 20, isSealed: true });
  expect(closed.segments.at(-1)).toMatchObject({ firstSequence: 21, fileBytes: SEGMENT_HEADER_BYTES });
});

test('tells of a torn tail, and leaves it where it is', async () => {
  const disk = simulatedDisk();
  const journal = await openAnew(disk);
  await appendGroups(journal, [2]);
  disk.kill();
  const path = `${DIRECTORY}/${segmentName(1)}`;
  const content = disk.contentOf(path);
  content.fill(0, SEGMENT_HEADER_BYTES + 2 * FRAME_BYTES - 5);
  disk.setContent(path, content);
  const torn = { byteCount: 43, place: { segment: segmentName(1), offset: 176, sequence: 2 } };
  expect(verifyJournal(DIRECTORY, disk.mount())).toMatchObject({ lastSequence: 1, tornTail: torn });
  expect(disk.contentOf(path)).toEqual(content);
});

test('a journal of another version is named as such', async () => {
  const disk = simulatedDisk();
  await (await openAnew(disk)).close();
  const path = `${DIRECTORY}/${segmentName(1)}`;
  const content = disk.contentOf(path);
  content[8] = 2;
  new DataView(content.buffer).setUint32(124, crc32(content.subarray(0, 124)), true);
  disk.setContent(path, content);
  expect(() => verifyJournal(DIRECTORY, disk.mount())).toThrow(
    `${segmentName(1)}: journal format 2; expected 1, written by another version`,
  );
});
