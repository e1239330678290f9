import { describe, expect, test } from 'vitest';
import { FRAME_HEADER_BYTES } from '../format/frame.ts';
import { SEGMENT_HEADER_BYTES, segmentName } from '../format/segment-header.ts';
import { JournalError } from '../journal-error.ts';
import {
  appendGroups,
  DIRECTORY,
  openAnew,
  payloadOf,
  payloadsOf,
  simulatedDisk,
} from '../sample-journal.fixture.ts';
import type { SimulatedDisk } from '../storage/simulated-storage.ts';
import { verifyJournal } from '../verify-journal.ts';

const PAYLOAD_BYTES = 20;
const FRAME_BYTES = FRAME_HEADER_BYTES + PAYLOAD_BYTES;
const SEGMENT_BYTES = 1024;
const GROUPS = [1, 4, 2, 8, 3, 10, 1, 6, 9, 2];

interface SampleFile {
  readonly path: string;
  /** Up to the end of its last frame. */
  readonly data: Uint8Array;
  readonly firstSequence: number;
  readonly lastSequence: number;
}

/** The files of a journal of several segments whose writer was killed: nothing sealed its end. */
async function sampleFiles(groups: readonly number[] = GROUPS): Promise<readonly SampleFile[]> {
  const disk = simulatedDisk();
  const journal = await openAnew(disk, { segmentBytes: SEGMENT_BYTES });
  await appendGroups(journal, groups, PAYLOAD_BYTES);
  disk.kill();
  return verifyJournal(DIRECTORY, disk.mount()).segments.map(
    ({ name, firstSequence, lastSequence, dataBytes }) => {
      const path = `${DIRECTORY}/${name}`;
      return { path, firstSequence, lastSequence, data: disk.contentOf(path).subarray(0, dataBytes) };
    },
  );
}

function zeroFilled(data: Uint8Array): Uint8Array {
  const filled = new Uint8Array(Math.max(SEGMENT_BYTES, data.length));
  filled.set(data);
  return filled;
}

function diskWith(files: readonly SampleFile[]): SimulatedDisk {
  const disk = simulatedDisk();
  for (const { path, data } of files) disk.setContent(path, zeroFilled(data));
  return disk;
}

function expectPrefix(disk: SimulatedDisk, lastSequence: number): void {
  const expected = Array.from({ length: lastSequence }, (_, index) => payloadOf(index + 1, PAYLOAD_BYTES));
  expect(payloadsOf(disk)).toEqual(expected);
}

/** Opens for writing; returns what was recovered, or the refusal. */
async function recover(
  disk: SimulatedDisk,
): Promise<{ lastSequence: number; isTorn: boolean } | JournalError> {
  try {
    const { recovery } = await openAnew(disk, { segmentBytes: SEGMENT_BYTES });
    return { lastSequence: recovery.lastSequence, isTorn: recovery.tornTail !== null };
  } catch (error) {
    if (error instanceof JournalError) return error;
    throw error;
  }
}

/** How many whole frames a segment holds when it is cut to so many bytes. */
function framesWithin(byteCount: number): number {
  return Math.max(0, Math.floor((byteCount - SEGMENT_HEADER_BYTES) / FRAME_BYTES));
}

describe('a journal cut at any byte', () => {
  test.each(['its end is missing', 'zeros stand in its place'])(
    'is its exact prefix when %s',
    async (manner) => {
      const files = await sampleFiles();
      expect(files.length).toBeGreaterThan(2);
      for (const [place, { path, data, firstSequence }] of files.entries()) {
        for (let cut = 0; cut <= data.length; cut += 1) {
          const disk = diskWith(files.slice(0, place));
          const head = data.subarray(0, cut);
          disk.setContent(path, manner === 'its end is missing' ? head : zeroFilled(head));
          const lastSequence = firstSequence - 1 + framesWithin(cut);
          const isWhole = cut <= SEGMENT_HEADER_BYTES || (cut - SEGMENT_HEADER_BYTES) % FRAME_BYTES === 0;
          expect(await recover(disk), `cut at ${cut} of ${path}`).toEqual({ lastSequence, isTorn: !isWhole });
          expectPrefix(disk, lastSequence);
        }
      }
    },
  );

  test('can be written again, and what was cut never comes back', async () => {
    const [file] = await sampleFiles([3]);
    if (file === undefined) throw new Error('no sample');
    const disk = simulatedDisk();
    disk.setContent(file.path, zeroFilled(file.data.subarray(0, file.data.length - 1)));
    const journal = await openAnew(disk, { segmentBytes: SEGMENT_BYTES });
    expect(journal.recovery.tornTail).toEqual({
      place: { segment: segmentName(1), offset: SEGMENT_HEADER_BYTES + 2 * FRAME_BYTES, sequence: 3 },
      byteCount: FRAME_BYTES - 1,
    });
    expect(disk.contentOf(file.path)).toHaveLength(SEGMENT_HEADER_BYTES + 2 * FRAME_BYTES);
    expect(journal.append(payloadOf(3, PAYLOAD_BYTES))).toBe(3);
    await journal.close();
    expectPrefix(disk, 3);
    expect(await recover(disk)).toEqual({ lastSequence: 3, isTorn: false });
  });
});

describe('a flipped bit', () => {
  test('is refused with its place, but for the last frame, where it cannot be told from a torn write', async () => {
    const files = await sampleFiles();
    const last = files.at(-1);
    let flipCount = 0;
    for (const [place, { path, data, firstSequence }] of files.entries()) {
      for (let bit = place % 7; bit < data.length * 8; bit += 7) {
        const offset = bit >> 3;
        const disk = diskWith(files);
        const flipped = data.slice();
        flipped[offset] = (flipped[offset] ?? 0) ^ (1 << (bit & 7));
        disk.setContent(path, zeroFilled(flipped));
        const outcome = await recover(disk);
        flipCount += 1;
        const isInLastFrame = path === last?.path && offset >= data.length - FRAME_BYTES;
        const told = `bit ${bit & 7} of offset ${offset} of ${path}`;
        if (isInLastFrame) {
          expect(outcome, told).toEqual({ lastSequence: last.lastSequence - 1, isTorn: true });
          continue;
        }
        expect(outcome, told).toMatchObject({ fault: 'corrupt' });
        if (offset < SEGMENT_HEADER_BYTES || !(outcome instanceof JournalError)) continue;
        const sequence = firstSequence + framesWithin(offset);
        const begin = SEGMENT_HEADER_BYTES + framesWithin(offset) * FRAME_BYTES;
        expect(outcome.place, told).toEqual({ segment: path.split('/').at(-1), offset: begin, sequence });
        expect(outcome.message.split('\n')).toHaveLength(1);
      }
    }
    expect(flipCount).toBeGreaterThan(2_000);
  });

  test('is refused in the last frame as well when the journal was closed', async () => {
    const disk = simulatedDisk();
    const journal = await openAnew(disk);
    await appendGroups(journal, [3], PAYLOAD_BYTES);
    await journal.close();
    const path = `${DIRECTORY}/${segmentName(1)}`;
    const data = disk.contentOf(path);
    expect(data.length).toBe(SEGMENT_HEADER_BYTES + 3 * FRAME_BYTES);
    for (let bit = (data.length - FRAME_BYTES) * 8; bit < data.length * 8; bit += 1) {
      const flipped = data.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      disk.setContent(path, flipped);
      expect(await recover(disk)).toMatchObject({ fault: 'corrupt', place: { sequence: 3 } });
    }
  });
});

describe('damage that is no flip', () => {
  test('a missing frame in the middle is refused', async () => {
    const files = await sampleFiles([5]);
    const [file] = files;
    if (file === undefined) throw new Error('no sample');
    for (let missing = 0; missing < 4; missing += 1) {
      const begin = SEGMENT_HEADER_BYTES + missing * FRAME_BYTES;
      const data = Uint8Array.from([...file.data.slice(0, begin), ...file.data.slice(begin + FRAME_BYTES)]);
      expect(await recover(diskWith([{ ...file, data }]))).toMatchObject({
        fault: 'corrupt',
        place: { segment: segmentName(1), offset: begin, sequence: missing + 1 },
      });
    }
  });

  test('a last frame that stands there twice is refused', async () => {
    const [file] = await sampleFiles([5]);
    if (file === undefined) throw new Error('no sample');
    const data = Uint8Array.from([...file.data, ...file.data.slice(-FRAME_BYTES)]);
    const outcome = await recover(diskWith([{ ...file, data }]));
    expect(outcome).toMatchObject({ fault: 'corrupt', place: { offset: file.data.length, sequence: 6 } });
    expect(String(outcome)).toContain('the whole frame of sequence 5');
  });

  test('a missing segment in the middle is refused', async () => {
    const files = await sampleFiles();
    const outcome = await recover(diskWith(files.filter((_, place) => place !== 1)));
    expect(outcome).toMatchObject({ fault: 'corrupt', place: { sequence: files[1]?.firstSequence } });
  });

  test('segments of two runs in one directory are refused', async () => {
    const [file] = await sampleFiles([5]);
    const disk = simulatedDisk();
    const journal = await openAnew(disk, { runId: 'another', segmentBytes: SEGMENT_BYTES });
    await journal.close();
    if (file === undefined) throw new Error('no sample');
    disk.setContent(`${DIRECTORY}/${segmentName(3)}`, zeroFilled(file.data));
    expect(await recover(disk)).toMatchObject({ fault: 'foreign' });
  });

  test('frames that an old writer added after a newer one had begun are refused', async () => {
    const disk = simulatedDisk();
    const old = await openAnew(disk);
    await appendGroups(old, [2]);
    const newer = await openAnew(disk);
    await appendGroups(newer, [2]);
    await appendGroups(old, [1]);
    disk.kill();
    const outcome = await recover(disk);
    expect(outcome).toMatchObject({ fault: 'corrupt' });
    expect(String(outcome)).toContain(
      'frames of writer epoch 1 up to sequence 3, while epoch 2 had begun at 3',
    );
  });
});

test('a disk that cannot be read is no damage, and nothing is cut', async () => {
  let isFailing = false;
  const disk = simulatedDisk({
    faultOf: ({ kind, path }) =>
      isFailing && kind === 'read' && path.endsWith('.segment') ? { kind: 'error', code: 'EIO' } : null,
  });
  await appendGroups(await openAnew(disk), [5], PAYLOAD_BYTES);
  disk.kill();
  const before = disk.contentOf(`${DIRECTORY}/${segmentName(1)}`);
  isFailing = true;
  expect(await recover(disk)).toMatchObject({
    fault: 'unusable',
    message: `${segmentName(1)}: i/o error; expected to read the journal`,
  });
  isFailing = false;
  expect(disk.contentOf(`${DIRECTORY}/${segmentName(1)}`)).toEqual(before);
  expect(await recover(disk)).toEqual({ lastSequence: 5, isTorn: false });
});

describe('a group of which a power cut kept the end and not the middle', () => {
  const LARGE_BYTES = 300;
  const LARGE_FRAME_BYTES = FRAME_HEADER_BYTES + LARGE_BYTES;

  async function groupsOf(sizes: readonly number[]): Promise<Uint8Array> {
    const disk = simulatedDisk();
    const journal = await openAnew(disk, { segmentBytes: 8192 });
    await appendGroups(journal, sizes, LARGE_BYTES);
    disk.kill();
    return disk.contentOf(`${DIRECTORY}/${segmentName(1)}`);
  }

  function loseSector(data: Uint8Array, sector: number): SimulatedDisk {
    const damaged = data.slice();
    damaged.fill(0, sector * 512, (sector + 1) * 512);
    const disk = simulatedDisk();
    disk.setContent(`${DIRECTORY}/${segmentName(1)}`, damaged);
    return disk;
  }

  test('is cut when it is the last: nobody was told of it', async () => {
    const data = await groupsOf([2, 10]);
    const firstOfGroup = SEGMENT_HEADER_BYTES + 2 * LARGE_FRAME_BYTES;
    for (let sector = Math.floor(firstOfGroup / 512) + 1; sector < 8; sector += 1) {
      const wholeFrames = Math.floor((sector * 512 - SEGMENT_HEADER_BYTES) / LARGE_FRAME_BYTES);
      expect(await recover(loseSector(data, sector))).toEqual({ lastSequence: wholeFrames, isTorn: true });
    }
  });

  test('is refused when a later group was begun: then it had been durable', async () => {
    const data = await groupsOf([2, 10, 1]);
    // The frame of the third group begins in sector 7: lost with it, nothing tells of a later group.
    for (let sector = 1; sector < 7; sector += 1) {
      expect(await recover(loseSector(data, sector))).toMatchObject({ fault: 'corrupt' });
    }
  });

  test('is refused when a bit of it is flipped: a power cut leaves whole sectors of zeros', async () => {
    const data = await groupsOf([2, 10]);
    for (let frame = 2; frame < 11; frame += 1) {
      const damaged = data.slice();
      const offset = SEGMENT_HEADER_BYTES + frame * LARGE_FRAME_BYTES + 50;
      damaged[offset] = (damaged[offset] ?? 0) ^ 1;
      const disk = simulatedDisk();
      disk.setContent(`${DIRECTORY}/${segmentName(1)}`, damaged);
      expect(await recover(disk)).toMatchObject({ fault: 'corrupt', place: { sequence: frame + 1 } });
    }
  });
});
