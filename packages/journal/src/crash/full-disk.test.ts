import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { expect, onTestFinished, test } from 'vitest';
import { openJournal } from '../open-journal.ts';
import { JournalReader } from '../reading/journal-reader.ts';
import { mountSmallMemory, unmount, whyNoMount } from './mount.fixture.ts';
import { isNumberedPayload, numberedPayload } from './numbered-payload.fixture.ts';

const DISK_BYTES = 1 << 20;
const OPTIONS = { runId: 'full', segmentBytes: 1 << 18 };

test('a disk that is full stops the journal, and nothing is acknowledged that is not on it', async (context) => {
  const why = whyNoMount((tried) => {
    mountSmallMemory(tried, DISK_BYTES);
    unmount(tried);
  });
  if (why !== null) {
    process.stderr.write(`the journal on a full disk is skipped: ${why}\n`);
    context.skip(why);
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'spillway-journal-full-'));
  const place = path.join(folder, 'mounted');
  mkdirSync(place);
  mountSmallMemory(place, DISK_BYTES);
  onTestFinished(() => {
    unmount(place);
    rmSync(folder, { recursive: true, force: true });
  });

  const directory = path.join(place, 'journal');
  const journal = await openJournal(directory, OPTIONS);
  while (journal.failure === null) {
    const sequence = journal.append(numberedPayload(journal.lastSequence + 1));
    await journal.whenDurable(sequence).catch(() => undefined);
  }
  const acknowledged = journal.durableSequence;
  expect(acknowledged).toBeGreaterThan(1_000);
  // On a full disk a write takes what fits, or fails.
  expect(journal.failure.message).toMatch(/no space left on device|wrote \d+ of \d+ bytes/);
  await expect(journal.close()).rejects.toBe(journal.failure);

  const reader = new JournalReader(directory, { afterSequence: 0 });
  let count = 0;
  for (const { sequence, payload } of reader.read()) {
    count += 1;
    expect(isNumberedPayload(payload, sequence)).toBe(true);
  }
  reader.close();
  expect(count).toBeGreaterThanOrEqual(acknowledged);
});
