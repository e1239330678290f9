import { createRunMetrics, summarise } from '@spillway/analysis';
import { findKeptRun, type KeptRun, proveRun } from '@spillway/data-directory';
import { type JournalRecord, teeSink } from '@spillway/protocol';
import {
  checkJournal,
  checkReplay,
  createEventRecord,
  type RecordedRun,
  type ReplayedRun,
  RunDirectoryError,
  readJournal,
  readRun,
} from '@spillway/run-directory';
import { replayJournal } from '@spillway/simulation';
import { failure, wrongInput } from '../command-error.ts';
import { keptDataFault } from '../kept-data-errors.ts';
import { createLiquidationCounter } from '../liquidation-counter.ts';
import { createTerminalProgress } from '../progress-bar.ts';
import { proofText } from '../run-proof-text.ts';
import { createTerminalWorkProgress } from '../work-progress.ts';

export interface ReplayOptions {
  readonly json: boolean;
}

interface Replay extends ReplayedRun {
  readonly events: number;
}

/** `spillway replay DIR`: applies the journal again and proves that it leads to the same state and figures. */
export function replayCommand(directory: string, options: ReplayOptions): void {
  const kept = findKeptRun(directory);
  if (kept !== null) {
    replayKept(kept, directory, options);
    return;
  }
  const { summary, events } = orCommandError(() => prove(directory));
  const { stateHash, commands, wallMs } = summary;
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ directory, isSame: true, stateHash, commands, events, wallMs }, null, 2)}\n`
      : `${directory}: ${commands} commands replayed in ${(wallMs / 1000).toFixed(1)} s, ${events} events; same figures, same state hash ${stateHash}\n`,
  );
}

/** A run below the folder of an exchange has a journal and checkpoints, and no summary. */
function replayKept(run: KeptRun, directory: string, { json }: ReplayOptions): void {
  const startedAt = performance.now();
  const events = createEventRecord();
  const progress = createTerminalWorkProgress();
  try {
    const proof = proveRun(run, {
      sink: events.sink,
      onProgress: (fraction) => progress.update(fraction, directory),
    });
    const wallMs = Math.round(performance.now() - startedAt);
    const { stateHash = null, commands = 0, checkpoints = 0 } = proof ?? {};
    const found = { directory, isSame: true, stateHash, commands, checkpoints, events: events.count, wallMs };
    progress.clear();
    process.stdout.write(
      json ? `${JSON.stringify(found, null, 2)}\n` : `${directory}: ${proofText(proof)}\n`,
    );
  } catch (error) {
    throw keptDataFault(error);
  } finally {
    progress.clear();
  }
}

function prove(directory: string): Replay {
  const run = readRun(directory);
  checkJournal(run);
  const replayed = replay(run);
  checkReplay(run, replayed);
  return replayed;
}

/** What cannot be read is wrong input; what reads well and is not the same has failed the check. */
function orCommandError<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RunDirectoryError)) throw error;
    throw error.fault === 'different' ? failure(error.message, error) : wrongInput(error.message, error);
  }
}

function replay(run: RecordedRun): Replay {
  const { manifest } = run;
  const startedAt = performance.now();
  const events = createEventRecord();
  const metrics = createRunMetrics();
  const progress = createTerminalProgress(null);
  let commands = 0;
  const liquidations = createLiquidationCounter();
  function* followed(): Generator<JournalRecord> {
    for (const record of readJournal(run)) {
      commands += 1;
      const { timeMs } = record.command;
      progress.update({
        simulatedMs: timeMs,
        durationMs: manifest.simulatedMs,
        liquidationCount: liquidations.count,
      });
      yield record;
    }
  }
  const engine = replayJournal(followed(), teeSink([metrics.sink, liquidations.sink, events.sink]));
  progress.clear();
  const summary = summarise(metrics, {
    scenario: manifest.scenarioName,
    seed: manifest.seed,
    stateHash: engine.stateHash(),
    commands,
    simulatedMs: manifest.simulatedMs,
    wallMs: Math.round(performance.now() - startedAt),
    conservationErrorMicros: engine.conservationErrorMicros(),
  });
  return { summary, events: events.count, eventsHash: events.finish() };
}
