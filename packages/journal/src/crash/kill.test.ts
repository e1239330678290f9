import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { seededRandom } from '../sample-journal.fixture.ts';
import { kill, pauseMs, readBoard, recoverAfterCrash, startWriter } from './crash-child.fixture.ts';

const KILLS = 10;
const SEED = 24;

test(`${KILLS} times SIGKILL on one growing journal: everything that was told to be durable is there`, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'spillway-journal-kill-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const random = seededRandom(SEED);
  let before = 0;
  for (let count = 0; count < KILLS; count += 1) {
    const group = 1 + Math.floor(random() * 200);
    const directory = path.join(folder, 'journal');
    const writer = {
      directory,
      board: path.join(folder, 'board'),
      group,
      segmentBytes: 1 << 20,
      isSyncOff: false,
    };
    const child = await startWriter(writer);
    await pauseMs(random() * 120);
    await kill(child);
    const outcome = await recoverAfterCrash(writer, readBoard(writer.board));
    expect(outcome.acknowledged, `kill ${count + 1} of seed ${SEED}`).toBeGreaterThanOrEqual(before);
    expect(outcome.recovered).toBeGreaterThanOrEqual(outcome.acknowledged);
    before = outcome.recovered;
  }
  expect(before).toBeGreaterThan(KILLS);
});
