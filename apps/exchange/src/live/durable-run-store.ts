/** Live runs that outlive their process: each in a journal below a data directory, taken up where it ended. */
import {
  type DataDirectory,
  DataDirectoryError,
  journalFolderOf,
  type RunFounding,
  readFrames,
} from '@spillway/data-directory';
import { JournalError, type JournalStorage, nodeStorage, openJournal } from '@spillway/journal';
import { DurableRunLog, type DurableRunLogOptions, RunRecoveryError } from './durable-run-log.ts';
import { prepareScenario } from './load-scenario.ts';
import { redoWrittenRun } from './recover-run.ts';
import { createRunId, type HostedRun, hostRun, type RunStore, type RunStoreOptions } from './run-store.ts';

/** A run writes some megabytes a minute: small segments keep a start short, which makes two of them ready. */
const SEGMENT_BYTES = 8 << 20;

export interface DurableRunStoreOptions extends RunStoreOptions, DurableRunLogOptions {
  readonly data: DataDirectory;
  /** What the journals are written to; the disk of this machine when absent. */
  readonly journalStorage?: JournalStorage | undefined;
  /** Hears that nothing more can be kept. */
  readonly onLogFailure: (failure: Error) => void;
}

export interface DurableRunStore extends RunStore {
  /** The run that was live when the process ended, brought to where it was; null when there was none. */
  takeUp(): Promise<HostedRun | null>;
}

export function createDurableRunStore(options: DurableRunStoreOptions): DurableRunStore {
  const { data } = options;
  return {
    found: async (scenario, { phase, speed }) => {
      const runId = createRunId();
      const founding: RunFounding = {
        format: 'spillway-live-run',
        version: 1,
        runId,
        scenario: scenario.source,
        seed: scenario.seed,
        phase,
        speed,
      };
      const log = await openLog(options, runId);
      log.append({ kind: 'founding', content: founding });
      const hosted = hostRun({ runId, scenario, phase, speed }, log, options);
      // Named only once it can be taken up.
      await new Promise<void>((resolve) => log.afterDurable(resolve));
      data.setLiveRun(runId);
      return hosted;
    },
    takeUp: async () => {
      const runId = data.liveRunId;
      return runId === null ? null : await takeUp(options, runId);
    },
  };
}

async function openLog(options: DurableRunStoreOptions, runId: string): Promise<DurableRunLog> {
  const folder = journalFolderOf(options.data, runId);
  const storage = options.journalStorage ?? nodeStorage;
  const journal = await orRefuse(() => openJournal(folder, { runId, segmentBytes: SEGMENT_BYTES, storage }));
  const written = readFrames(folder, { storage, lastSequence: journal.recovery.lastSequence });
  const log = new DurableRunLog(journal, written, options);
  journal.listen({
    onGroup: log.noteGroup,
    onDurable: log.noteDurable,
    onFailure: options.onLogFailure,
  });
  return log;
}

async function takeUp(options: DurableRunStoreOptions, runId: string): Promise<HostedRun | null> {
  const log = await openLog(options, runId);
  try {
    const first = log.takeWritten();
    if (first === null) return null;
    if (first.kind !== 'founding')
      throw new RunRecoveryError('expected the founding of the run in the first frame');
    const { scenario, seed, phase, speed } = first.content;
    const prepared = prepareScenario(scenario, seed);
    const hosted = hostRun({ runId, scenario: prepared, phase, speed }, log, options);
    redoWrittenRun(hosted, log);
    return hosted;
  } catch (error) {
    await log.close();
    if (error instanceof RunRecoveryError) {
      throw new DataDirectoryError(`run ${runId}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

async function orRefuse<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    throw new DataDirectoryError(`${error.message}`, { cause: error });
  }
}
