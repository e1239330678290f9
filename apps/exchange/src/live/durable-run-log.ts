/**
 * The log of a run that outlives its process. A run that is taken up is done again from its journal: until its end each
 * command is held against what was written, then each is written.
 */

import {
  decodeFrame,
  encodeFrame,
  flagsOf,
  isSameCommand,
  type RunCheckpoint,
  type RunFrame,
  type RunInput,
} from '@spillway/data-directory';
import type { JournalRecord } from '@spillway/protocol';
import { type JournalFigures, JournalWatch } from '../observability/journal-watch.ts';
import type { LoggedRun, RunLog } from './run-log.ts';

/** So often a hash of the state is written: it costs a look at the whole market. */
const COMMANDS_A_CHECKPOINT = 50_000;

/** The journal as this log needs it. */
export interface FrameWriter {
  /** Takes a frame; returns its sequence. */
  append(payload: Uint8Array, flags: number): number;
  readonly lastSequence: number;
  /** The last frame that would survive a crash. */
  readonly durableSequence: number;
  /** Bytes that wait to become durable. */
  readonly backlogBytes: number;
  /** Why nothing more becomes durable; null while all is well. */
  readonly failure: Error | null;
  close(): Promise<void>;
}

export interface WrittenFrame {
  readonly sequence: number;
  readonly flags: number;
  readonly payload: Uint8Array;
}

/** This program does not do what the one did that wrote the journal, or the journal is none of a live run. */
export class RunRecoveryError extends Error {}

export interface DurableRunLogOptions {
  /**
   * For harnesses that show what waiting is good for, and for nothing else: everybody is told at once, and a crash loses
   * what they were told.
   */
  readonly isAcknowledgingEarlySoThatDataIsLost?: boolean | undefined;
}

interface Waiting {
  readonly sequence: number;
  readonly work: () => void;
}

export class DurableRunLog implements RunLog {
  readonly #writer: FrameWriter;
  readonly #written: Iterator<WrittenFrame>;
  #next: RunFrame | null = null;
  #nextSequence = 0;
  readonly #waiting: Waiting[] = [];
  readonly #watch = new JournalWatch();
  #checkpointedCommands = 0;
  #recoveryFault: RunRecoveryError | null = null;
  readonly #isEarly: boolean;

  /** @param written - the frames of an earlier process, from the first on */
  constructor(writer: FrameWriter, written: Iterable<WrittenFrame>, options: DurableRunLogOptions = {}) {
    this.#isEarly = options.isAcknowledgingEarlySoThatDataIsLost ?? false;
    this.#writer = writer;
    this.#written = written[Symbol.iterator]();
    this.takeWritten();
  }

  /** The next frame that was written and is still to be done again; null when all were. */
  get nextWritten(): RunFrame | null {
    return this.#next;
  }

  /** Passes the next frame that was written, and returns it. */
  takeWritten(): RunFrame | null {
    const taken = this.#next;
    const step = this.#written.next();
    this.#next = null;
    if (step.done === true) return taken;
    const { flags, payload, sequence } = step.value;
    this.#nextSequence = sequence;
    try {
      this.#next = decodeFrame(flags, payload);
    } catch (error) {
      throw new RunRecoveryError(`frame ${sequence}: no frame of a live run`, { cause: error });
    }
    return taken;
  }

  readonly command = (record: JournalRecord): void => {
    if (this.#next === null) this.append({ kind: 'command', content: record });
    else this.#passCommand(record);
  };

  input(input: RunInput): void {
    this.append({ kind: 'input', content: input });
  }

  checkpoint(run: LoggedRun): void {
    if (run.commandCount - this.#checkpointedCommands < COMMANDS_A_CHECKPOINT) return;
    this.#checkpointedCommands = run.commandCount;
    this.append({
      kind: 'checkpoint',
      content: { commands: run.commandCount, stateHash: run.stateHash() },
    });
  }

  append(frame: RunFrame): void {
    if (this.#next !== null) throw new Error('what was written is not yet done again');
    this.#writer.append(encodeFrame(frame), flagsOf(frame.kind));
  }

  afterDurable(work: () => void): void {
    const sequence = this.#writer.lastSequence;
    const isDurable = this.#waiting.length === 0 && this.#writer.durableSequence >= sequence;
    if (isDurable || this.#isEarly) work();
    else this.#waiting.push({ sequence, work });
  }

  /** To be called when more frames are durable. */
  readonly noteDurable = (): void => {
    const { durableSequence } = this.#writer;
    const count = this.#waiting.findIndex(({ sequence }) => sequence > durableSequence);
    const done = this.#waiting.splice(0, count < 0 ? this.#waiting.length : count);
    for (const { work } of done) work();
  };

  /** To be called for every group that became durable, for the figures. */
  readonly noteGroup = this.#watch.noteGroup;

  figures(): JournalFigures {
    const { lastSequence, durableSequence, backlogBytes } = this.#writer;
    const progress = { lastSequence, durableSequence, backlogBytes, answersWaiting: this.#waiting.length };
    return { ...progress, ...this.#watch.figures() };
  }

  async close(): Promise<void> {
    try {
      await this.#writer.close();
    } catch (error) {
      // A failure while it was written was told then.
      if (this.#writer.failure === null) throw error;
    }
    this.noteDurable();
  }

  /** How what was done again differs from what was written; null when it does not. */
  get recoveryFault(): RunRecoveryError | null {
    return this.#recoveryFault;
  }

  /** Holds the state of a run that is done again against what was written of it. */
  compareCheckpoint(expected: RunCheckpoint, run: LoggedRun): void {
    const got: RunCheckpoint = { commands: run.commandCount, stateHash: run.stateHash() };
    this.#checkpointedCommands = expected.commands;
    const isSame = got.commands === expected.commands && got.stateHash === expected.stateHash;
    if (!isSame) this.#refuse(expected, got);
  }

  #passCommand(record: JournalRecord): void {
    const expected = this.#next;
    const isSame = expected?.kind === 'command' && isSameCommand(expected.content, record);
    if (!isSame) this.#refuse(expected?.content, record);
    this.takeWritten();
  }

  #refuse(expected: unknown, got: unknown): never {
    const line = `frame ${this.#nextSequence}: the run goes another way than its journal; expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`;
    this.#recoveryFault = new RunRecoveryError(line);
    throw this.#recoveryFault;
  }
}
