import { type JournalRecord, partialSink } from '@spillway/protocol';
import { replayJournal } from '@spillway/simulation';
import type { DataDirectory } from './data-directory.ts';
import { journalFolderOf, readFrames } from './read-frames.ts';
import { decodeFrame } from './run-frames.ts';

export interface ReplayedJournal {
  readonly commands: number;
  readonly stateHash: string;
}

/** Applies every command in the journal of a run to a new engine; no agent, no clock, nobody decides anything anew. */
export function replayRunJournal(data: DataDirectory, runId: string): ReplayedJournal {
  let commands = 0;
  function* records(): Generator<JournalRecord> {
    for (const { flags, payload } of readFrames(journalFolderOf(data, runId))) {
      const frame = decodeFrame(flags, payload);
      if (frame.kind !== 'command') continue;
      commands += 1;
      yield frame.content;
    }
  }
  const engine = replayJournal(records(), partialSink({}));
  return { commands, stateHash: engine.stateHash() };
}
