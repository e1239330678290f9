import type { RunHalt } from './live-run.ts';
import type { RunIdentity } from './run-store.ts';

/** What is written down of a run that was halted by a fault: enough to bring it about again. */
export function describeHalt({ runId, scenario }: RunIdentity, halt: RunHalt): string {
  const { error, simulatedMs, commands, lastCommands } = halt;
  const dump = {
    runId,
    scenario: scenario.name,
    seed: scenario.seed,
    reason: `${error.name}: ${error.message}`,
    stack: error.stack ?? null,
    simulatedMs,
    commands,
    lastCommands,
  };
  return JSON.stringify(dump, null, 2);
}
