import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { FRAME_HEADER_BYTES } from '../format/frame.ts';
import {
  encodeSegmentHeader,
  firstCrcOf,
  SEGMENT_HEADER_BYTES,
  type SegmentHeader,
  segmentName,
} from '../format/segment-header.ts';
import { appendGroups, DIRECTORY, openAnew, simulatedDisk } from '../sample-journal.fixture.ts';
import type { SimulatedDisk } from '../storage/simulated-storage.ts';
import { verifyJournal } from '../verify-journal.ts';

/** Segments whose checksums all hold, written here by hand from the description of the format: only the order is wrong. */

const SEGMENT_BYTES = 2048;

interface ForgedFrame {
  readonly sequence: number;
  readonly previousCrc: number;
  readonly groupPosition: number;
  readonly payload: Uint8Array;
}

function frameBytes({ sequence, previousCrc, groupPosition, payload }: ForgedFrame): Buffer {
  const bytes = Buffer.alloc(28 + payload.length);
  bytes.writeUInt32LE(payload.length, 4);
  bytes.writeBigUInt64LE(BigInt(sequence), 8);
  bytes.writeUInt32LE(previousCrc, 16);
  bytes.writeUInt32LE(groupPosition, 20);
  bytes.set(payload, 28);
  bytes.writeUInt32LE(crc32(bytes.subarray(4)), 0);
  return bytes;
}

function headerOf(changed: Partial<SegmentHeader> = {}): SegmentHeader {
  const segmentBytes = SEGMENT_BYTES;
  return {
    runId: 'sample',
    epoch: 3,
    firstSequence: 1,
    previousCrc: firstCrcOf('sample'),
    segmentBytes,
    ...changed,
  };
}

function diskWith(segments: readonly (readonly Uint8Array[])[]): SimulatedDisk {
  const disk = simulatedDisk();
  for (const [place, parts] of segments.entries()) {
    const content = Buffer.alloc(SEGMENT_BYTES);
    Buffer.concat(parts).copy(content);
    disk.setContent(`${DIRECTORY}/${segmentName(place + 1)}`, content);
  }
  return disk;
}

const NINES = new Uint8Array(20).fill(9);
const first = frameBytes({
  sequence: 1,
  previousCrc: firstCrcOf('sample'),
  groupPosition: 0,
  payload: NINES,
});
const second = { sequence: 2, previousCrc: first.readUInt32LE(0), groupPosition: 1, payload: NINES };

describe('a frame whose checksum holds', () => {
  test('is read when it follows', () => {
    const disk = diskWith([[encodeSegmentHeader(headerOf()), first, frameBytes(second)]]);
    expect(verifyJournal(DIRECTORY, disk.mount())).toMatchObject({ frameCount: 2, tornTail: null });
  });

  test.each([
    ['skips a sequence', { sequence: 3 }],
    ['names another frame before it', { previousCrc: 1 }],
    ['skips a place in its group', { groupPosition: 2 }],
  ])('is refused when it %s', (_name, changed) => {
    const disk = diskWith([[encodeSegmentHeader(headerOf()), first, frameBytes({ ...second, ...changed })]]);
    expect(() => verifyJournal(DIRECTORY, disk.mount())).toThrow(
      `${segmentName(1)}: offset ${SEGMENT_HEADER_BYTES + 48}, sequence 2: bad frame`,
    );
  });

  test('is refused when it goes on with a group of the segment before', () => {
    const next = headerOf({ firstSequence: 2, previousCrc: second.previousCrc });
    const disk = diskWith([
      [encodeSegmentHeader(headerOf()), first],
      [encodeSegmentHeader(next), frameBytes(second)],
    ]);
    expect(() => verifyJournal(DIRECTORY, disk.mount())).toThrow(
      `${segmentName(2)}: offset 128, sequence 2: bad frame`,
    );
  });
});

describe('a segment whose checksum holds', () => {
  const follows = { firstSequence: 2, previousCrc: second.previousCrc };

  test('is read when it follows', () => {
    const disk = diskWith([
      [encodeSegmentHeader(headerOf()), first],
      [encodeSegmentHeader(headerOf(follows))],
    ]);
    expect(verifyJournal(DIRECTORY, disk.mount())).toMatchObject({ frameCount: 1, isSealed: true });
  });

  test.each([
    ['is of an earlier epoch', { epoch: 2 }, 'the next segment is of writer epoch 2, this one of 3'],
    ['begins at a later sequence', { firstSequence: 3 }, 'the next segment begins at sequence 3'],
    ['names another frame before it', { previousCrc: 1 }, 'does not continue the chain'],
  ])('is refused when it %s', (_name, changed, expected) => {
    const next = headerOf({ ...follows, ...changed });
    const disk = diskWith([[encodeSegmentHeader(headerOf()), first], [encodeSegmentHeader(next)]]);
    expect(() => verifyJournal(DIRECTORY, disk.mount())).toThrow(expected);
  });

  test('is refused as the first of a run when its chain begins elsewhere', () => {
    const disk = diskWith([[encodeSegmentHeader(headerOf({ previousCrc: 1 }))]]);
    expect(() => verifyJournal(DIRECTORY, disk.mount())).toThrow(
      'the chain does not begin with the run id sample',
    );
  });
});

test('a few zeros before the end of a sector are no hole: a checksum that was wiped is damage', async () => {
  const disk = simulatedDisk();
  const journal = await openAnew(disk);
  const sectorEnd = 512;
  // The second frame begins four bytes before the end of a sector: its checksum alone is in it.
  journal.append(new Uint8Array(0));
  await journal.whenDurable(1);
  await appendGroups(journal, [1], sectorEnd - 4 - SEGMENT_HEADER_BYTES - 2 * FRAME_HEADER_BYTES);
  await appendGroups(journal, [3]);
  disk.kill();
  const path = `${DIRECTORY}/${segmentName(1)}`;
  const content = disk.contentOf(path);
  content.fill(0, sectorEnd - 4, sectorEnd);
  disk.setContent(path, content);
  expect(() => verifyJournal(DIRECTORY, disk.mount())).toThrow(
    `offset ${sectorEnd - 4}, sequence 3: bad frame`,
  );
});
