import {
  findKeptRun,
  JournalError,
  type KeptRun,
  proveRun,
  RunFaultError,
  type RunProof,
  readKeptData,
} from '@spillway/data-directory';
import { failure } from '../command-error.ts';
import { keptDataFault } from '../kept-data-errors.ts';
import { proofText } from '../run-proof-text.ts';
import { createTerminalWorkProgress } from '../work-progress.ts';

export interface VerifyOptions {
  readonly json: boolean;
}

interface VerifiedRun {
  readonly runId: string;
  readonly isLive: boolean;
  readonly proof: RunProof | null;
  /** What is damaged, and where; null when nothing is. */
  readonly fault: string | null;
}

/** `spillway verify DIR`: proves every run of an exchange's folder, one line a run. */
export function verifyCommand(directory: string, { json }: VerifyOptions): void {
  const runs = runsOf(directory);
  const verified: VerifiedRun[] = [];
  for (const [index, run] of runs.entries()) {
    const result = verify(run, { done: index, count: runs.length });
    verified.push(result);
    if (!json) process.stdout.write(`${lineOf(result)}\n`);
  }
  if (json) process.stdout.write(`${JSON.stringify({ directory, runs: verified }, null, 2)}\n`);
  const damaged = verified.filter(({ fault }) => fault !== null).length;
  if (damaged > 0) throw failure(`${directory}: ${damaged} of ${runs.length} runs not as they were written`);
}

function runsOf(directory: string): readonly KeptRun[] {
  try {
    const run = findKeptRun(directory);
    return run === null ? readKeptData(directory).runs : [run];
  } catch (error) {
    throw keptDataFault(error);
  }
}

function verify(
  run: KeptRun,
  { done, count }: { readonly done: number; readonly count: number },
): VerifiedRun {
  const { runId, isLive } = run;
  const progress = createTerminalWorkProgress();
  try {
    const proof = proveRun(run, {
      onProgress: (fraction) => progress.update((done + fraction) / count, `run ${runId}`),
    });
    return { runId, isLive, proof, fault: null };
  } catch (error) {
    if (!(error instanceof JournalError || error instanceof RunFaultError)) throw error;
    return { runId, isLive, proof: null, fault: error.message };
  } finally {
    progress.clear();
  }
}

function lineOf({ runId, isLive, proof, fault }: VerifiedRun): string {
  const name = isLive ? `${runId} (live)` : runId;
  return fault === null ? `${name}: ${proofText(proof)}` : `${name}: damaged: ${fault}`;
}
