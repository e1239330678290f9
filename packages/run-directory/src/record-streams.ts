import { type EventSink, type JournalRecord, recordingSink } from '@spillway/protocol';
import { HashedLines } from './hashed-lines.ts';

/** The event stream of a run as its count and hash; the events themselves are not kept. */
export interface EventRecord {
  readonly sink: EventSink;
  readonly count: number;
  /** The SHA-256 of every event as a line of JSON; nothing can be recorded afterwards. */
  finish(): string;
}

export function createEventRecord(): EventRecord {
  const lines = new HashedLines(null);
  return {
    sink: recordingSink((event) => lines.append(JSON.stringify(event))),
    get count() {
      return lines.count;
    },
    finish: () => lines.finish(),
  };
}

/** What the journal and the events of a run came to. */
export interface RunStreams {
  readonly events: number;
  readonly hashes: { readonly journal: string; readonly events: string };
}

/** Takes down the commands and the events of a run while it goes on. */
export interface RunRecord {
  /** Hears every event of the run. */
  readonly sink: EventSink;
  /** Takes every command, in the order in which they were applied. */
  readonly journal: (record: JournalRecord) => void;
  /** Writes what is left; nothing can be recorded afterwards. */
  finish(): RunStreams;
}

/** @param journalDescriptor An open file that the journal goes to; null when it is hashed only. */
export function createRunRecord(journalDescriptor: number | null): RunRecord {
  const lines = new HashedLines(journalDescriptor);
  const events = createEventRecord();
  return {
    sink: events.sink,
    journal: (record) => lines.append(JSON.stringify(record)),
    finish: () => ({
      events: events.count,
      hashes: { journal: lines.finish(), events: events.finish() },
    }),
  };
}
