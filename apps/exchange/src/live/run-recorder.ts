/**
 * Writes a live run down as a run directory, the same that `spillway run` writes and `spillway replay` proves: its
 * journal while it goes on, the rest at its end.
 */
import { join } from 'node:path';
import { summarise } from '@spillway/analysis';
import type { EventSink, JournalRecord } from '@spillway/protocol';
import {
  createRunDirectory,
  createRunRecord,
  RunDirectoryError,
  type RunDirectoryWriter,
  type RunRecord,
  systemReason,
} from '@spillway/run-directory';
import type { LiveRun } from './live-run.ts';
import type { LoadedScenario } from './load-scenario.ts';

export interface RunRecorder {
  /** Hears every event of the run; null when nothing is kept. */
  readonly sink: EventSink | null;
  readonly record: (record: JournalRecord) => void;
  /** Completes the record with the run's last state; does nothing the second time. */
  finish(run: LiveRun): void;
}

/** The folder for records cannot be used. */
export class RecordError extends Error {}

const NO_RECORDER: RunRecorder = { sink: null, record: () => undefined, finish: () => undefined };

export interface RecordedRun {
  readonly scenario: LoadedScenario;
  readonly runId: string;
}

/** A recorder into a new directory below `folder`; one that keeps nothing when `folder` is absent. */
export function createRunRecorder(folder: string | undefined, recorded: RecordedRun): RunRecorder {
  return folder === undefined ? NO_RECORDER : new DirectoryRecorder(folder, recorded);
}

class DirectoryRecorder implements RunRecorder {
  readonly sink: EventSink;
  readonly record: (record: JournalRecord) => void;
  readonly #scenario: LoadedScenario;
  readonly #directory: RunDirectoryWriter;
  readonly #streams: RunRecord;
  readonly #startedAtMs = Date.now();
  #isFinished = false;

  constructor(folder: string, { scenario, runId }: RecordedRun) {
    this.#scenario = scenario;
    const name = `${scenario.name}-seed-${fileNamePart(scenario.seed)}-${runId}`;
    this.#directory = openDirectory(folder, name);
    this.#streams = createRunRecord(this.#directory.journalDescriptor);
    this.sink = this.#streams.sink;
    this.record = this.#streams.journal;
  }

  finish(run: LiveRun): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    const { name, seed, source } = this.#scenario;
    const streams = this.#streams.finish();
    const summary = summarise(run.metrics, {
      scenario: name,
      seed,
      stateHash: run.stateHash(),
      commands: run.commandCount,
      simulatedMs: run.nowMs,
      wallMs: Date.now() - this.#startedAtMs,
      conservationErrorMicros: run.engine.conservationErrorMicros(),
    });
    this.#directory.commit({ scenario: source, overrides: [], streams, summary });
  }
}

function openDirectory(folder: string, name: string): RunDirectoryWriter {
  try {
    return createRunDirectory({ directory: join(folder, name), isReplacing: false });
  } catch (error) {
    if (!(error instanceof RunDirectoryError)) throw error;
    throw new RecordError(
      `--journal: cannot write to ${folder} (${systemReason(error.cause ?? error)}); expected a folder to record in`,
      { cause: error },
    );
  }
}

/** A seed may hold anything; a file name may not. */
function fileNamePart(text: string): string {
  return text.replace(/[^A-Za-z0-9.-]+/g, '_').slice(0, 40);
}
