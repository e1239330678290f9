import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { type JournalStorage, nodeStorage, openJournal, verifyJournal } from '@spillway/journal';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkJournal } from './check-journal.ts';
import { temporaryFolder } from './temporary-folder.fixture.ts';

const WRITER = fileURLToPath(new URL('./busy-writer.fixture.ts', import.meta.url));
const LOOKS = 60;
const GROUPS = 5;
const PAYLOAD_BYTES = 50;

/** A journal of some groups of one frame each. */
async function writeGroups(): Promise<string> {
  const folder = join(temporaryFolder(onTestFinished), 'journal');
  const journal = await openJournal(folder, { runId: 'groups', segmentBytes: 4_096 });
  for (let group = 1; group <= GROUPS; group += 1) {
    await journal.whenDurable(journal.append(new Uint8Array(PAYLOAD_BYTES).fill(group), 0));
  }
  await journal.close();
  return folder;
}

/** A disk on which the payload of a group is not there yet for so many openings of its segment, while later ones are. */
function lateDisk(folder: string, group: number, openings: number): JournalStorage {
  const offset = readFileSync(join(folder, '00000001.segment')).indexOf(Buffer.alloc(PAYLOAD_BYTES, group));
  let left = openings;
  return {
    ...nodeStorage,
    open: (path, access) => {
      const file = nodeStorage.open(path, access);
      const isLate = path.endsWith('00000001.segment') && left > 0;
      if (isLate) left -= 1;
      return {
        path,
        byteCount: () => file.byteCount(),
        write: (bytes, position) => file.write(bytes, position),
        datasync: () => file.datasync(),
        truncate: (byteCount) => file.truncate(byteCount),
        close: () => file.close(),
        read: (target, position) => {
          const count = file.read(target, position);
          const start = Math.max(0, offset - position);
          if (isLate)
            target.fill(0, start, Math.max(start, Math.min(count, offset + PAYLOAD_BYTES - position)));
          return count;
        },
      };
    },
  };
}

/** One look opens a segment for its header and for its frames. */
const OPENINGS_A_LOOK = 2;

describe('a journal whose frames appear while it is looked at', () => {
  test('looks damaged once, and is looked at again', async () => {
    const folder = await writeGroups();
    expect(() => verifyJournal(folder, lateDisk(folder, 3, OPENINGS_A_LOOK))).toThrow('sequence 3');
    expect(checkJournal(folder, lateDisk(folder, 3, OPENINGS_A_LOOK))).toEqual({
      lastSequence: GROUPS,
      tornBytes: 0,
    });
  });

  test('is damaged when the same place looks damaged twice', async () => {
    const folder = await writeGroups();
    const disk = lateDisk(folder, 3, 2 * OPENINGS_A_LOOK);
    expect(() => checkJournal(folder, disk)).toThrow(/00000001\.segment: offset \d+, sequence 3/);
  });

  test('is never taken for damaged while a process writes it as fast as it can', async () => {
    const folder = join(temporaryFolder(onTestFinished), 'journal');
    const writer = spawn(process.execPath, [WRITER, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void writer.kill('SIGKILL'));
    await once(writer.stdout, 'data');
    let last = 0;
    for (let look = 0; look < LOOKS; look += 1) {
      const { lastSequence } = checkJournal(folder);
      expect(lastSequence).toBeGreaterThanOrEqual(last);
      last = lastSequence;
    }
    expect(writer.exitCode).toBeNull();
    expect(last).toBeGreaterThan(0);
  });
});
