import { type JournalEntry, JournalReader, type JournalStorage, nodeStorage } from '@spillway/journal';
import type { DataDirectory } from './data-directory.ts';
import { journalFolderIn } from './data-files.ts';

/** The folder of a run's journal. */
export function journalFolderOf(data: DataDirectory, runId: string): string {
  return journalFolderIn(data.runFolder(runId));
}

export interface FrameReading {
  /** The disk of this machine when absent. */
  readonly storage?: JournalStorage | undefined;
  /** The end of the journal when absent. */
  readonly lastSequence?: number | undefined;
}

/** The frames of a journal from the first on, one by one, never all in memory; each is valid until the next. */
export function* readFrames(folder: string, options: FrameReading = {}): Generator<JournalEntry> {
  const { storage = nodeStorage, lastSequence } = options;
  const reader = new JournalReader(folder, { afterSequence: 0, storage });
  try {
    yield* reader.read(lastSequence);
  } finally {
    reader.close();
  }
}
