import type { RunFrame } from '@spillway/data-directory';
import { type DurableRunLog, RunRecoveryError } from './durable-run-log.ts';
import type { HostedRun } from './run-store.ts';

/**
 * Brings a run to where its journal ends, by doing everything again: inputs where they came in, events of the simulation
 * in between. The log holds every command against what was written.
 *
 * @param hosted - the run before its first event, with this very log
 * @throws RunRecoveryError when the run goes another way than the journal says
 */
export function redoWrittenRun(hosted: HostedRun, log: DurableRunLog): void {
  const { run } = hosted;
  for (let next = log.nextWritten; next !== null; next = log.nextWritten) {
    const hasGoneOn = redo(hosted, log, next);
    // A run stops at whatever its log throws: the reason is with the log.
    if (log.recoveryFault !== null) throw log.recoveryFault;
    const { haltReason } = run.state();
    if (haltReason !== null && log.nextWritten !== null) {
      throw new RunRecoveryError(`after ${run.commandCount} commands the run halts: ${haltReason}`);
    }
    if (!hasGoneOn)
      throw new RunRecoveryError(`after ${run.commandCount} commands the run is over, its journal is not`);
  }
}

/** Does what the next frame says, or works off an event that may lead to it; says whether the run could. */
function redo({ run, desk }: HostedRun, log: DurableRunLog, next: RunFrame): boolean {
  switch (next.kind) {
    case 'command':
      return run.redoStep();
    case 'input':
      // Passed first: what it leads to is written behind it.
      run.advanceToPlace(next.content.place);
      log.takeWritten();
      desk.redo(next.content);
      return true;
    case 'checkpoint':
      log.takeWritten();
      log.compareCheckpoint(next.content, run);
      return true;
    case 'founding':
      throw new RunRecoveryError('expected one founding frame, the first; got another');
  }
}
