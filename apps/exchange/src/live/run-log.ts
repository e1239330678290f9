/** Where a live run is written down while it goes on, so that it can be taken up again after a crash. */

import type { RunInput } from '@spillway/data-directory';
import type { JournalRecord } from '@spillway/protocol';
import type { JournalFigures } from '../observability/journal-watch.ts';

/** A run as its log looks at it. */
export interface LoggedRun {
  readonly commandCount: number;
  stateHash(): string;
}

export interface RunLog {
  /** Hears every command before it is applied. */
  readonly command: (record: JournalRecord) => void;
  /** Hears every input before it is done. */
  input(input: RunInput): void;
  /** Notes between two steps how the run stands, now and then. */
  checkpoint(run: LoggedRun): void;
  /**
   * Does some work, such as sending an answer, once all that was written so far would survive a crash: in the order of
   * the calls; never, when writing failed.
   */
  afterDurable(work: () => void): void;
  /** How writing goes; null where nothing is written. */
  figures(): JournalFigures | null;
  /** Waits until everything is written, and lets go of the files. */
  close(): Promise<void>;
}

/** Keeps nothing: nobody has to wait for anything. */
export const NO_LOG: RunLog = {
  command: () => undefined,
  input: () => undefined,
  checkpoint: () => undefined,
  afterDurable: (work) => work(),
  figures: () => null,
  close: async () => undefined,
};
