import { createEngine } from '@spillway/engine';
import type { Engine, EventSink, JournalRecord } from '@spillway/protocol';

/** Applies a journal to a new engine. The result has the state hash of the run that wrote the journal. */
export function replayJournal(records: Iterable<JournalRecord>, sink: EventSink): Engine {
  const engine = createEngine({ sink });
  for (const { command } of records) engine.apply(command);
  return engine;
}
