import { join } from 'node:path';
import { JournalReader } from '@spillway/journal';
import type { DataDirectory } from './data-directory.ts';
import type { WrittenFrame } from './durable-run-log.ts';

/** The folder of a run's journal. */
export function journalFolderOf(data: DataDirectory, runId: string): string {
  return join(data.runFolder(runId), 'journal');
}

/** The frames of a journal from the first on, one by one, never all in memory; each is valid until the next. */
export function* readFrames(folder: string, lastSequence?: number): Generator<WrittenFrame> {
  const reader = new JournalReader(folder, { afterSequence: 0 });
  try {
    yield* reader.read(lastSequence);
  } finally {
    reader.close();
  }
}
