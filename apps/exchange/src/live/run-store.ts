/** Where live runs come from: begun anew, or taken up where they were when the process ended. */
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { InputDesk } from '../inputs/input-desk.ts';
import { LiveRun, type RunHalt } from './live-run.ts';
import type { LoadedScenario } from './load-scenario.ts';
import { NO_LOG, type RunLog } from './run-log.ts';
import { createRunRecorder, type RunRecorder } from './run-recorder.ts';

const RUN_ID_BYTES = 6;

/** How a run begins. */
export interface RunBeginning {
  readonly phase: 'ready' | 'running';
  readonly speed: number;
}

/** A run with all that is kept of it. */
export interface HostedRun {
  readonly run: LiveRun;
  readonly desk: InputDesk;
  readonly log: RunLog;
  readonly recorder: RunRecorder;
}

export interface RunStore {
  /** Begins a run. */
  found(scenario: LoadedScenario, beginning: RunBeginning): Promise<HostedRun>;
}

/** Which run: enough to make it again. */
export interface RunIdentity {
  readonly runId: string;
  readonly scenario: LoadedScenario;
}

export interface RunStoreOptions {
  readonly seatsMax: number;
  /** Hears why a run was halted before its time. */
  readonly onHalt?: ((halted: RunIdentity, halt: RunHalt) => void) | undefined;
  /** Where runs are recorded; nowhere when absent. */
  readonly journalFolder?: string | undefined;
}

export function createRunId(): string {
  return randomBytes(RUN_ID_BYTES).toString('hex');
}

/** Puts a run together, before its first event. */
export function hostRun(
  founding: RunBeginning & RunIdentity,
  log: RunLog,
  { seatsMax, journalFolder, onHalt }: RunStoreOptions,
): HostedRun {
  const recorder = createRunRecorder(journalFolder, founding);
  const run = new LiveRun({
    ...founding,
    clock: () => performance.now(),
    journal: (record) => {
      log.command(record);
      recorder.record(record);
    },
    sink: recorder.sink,
    onHalt: (halt) => onHalt?.(founding, halt),
  });
  return { run, desk: new InputDesk(run, log, seatsMax), log, recorder };
}

/** Keeps runs in memory alone: they end with the process. */
export function createMemoryRunStore(options: RunStoreOptions): RunStore {
  return {
    found: async (scenario, beginning) =>
      hostRun({ ...beginning, scenario, runId: createRunId() }, NO_LOG, options),
  };
}
