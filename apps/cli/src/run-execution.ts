import { createRunMetrics, type RunMetrics, type RunSummary, summarise } from '@spillway/analysis';
import { simulatedMs, teeSink } from '@spillway/protocol';
import { createRunRecord, type RunStreams } from '@spillway/run-directory';
import { createSimulation, type SimulationPlan } from '@spillway/simulation';
import { CommandError, EXIT_CODES } from './command-error.ts';
import { createLiquidationCounter } from './liquidation-counter.ts';
import type { Progress } from './progress-bar.ts';

/** How many queue events pass between two looks at the outside: a few milliseconds of work. */
const EVENTS_PER_SLICE = 2_000;

export interface RunExecution {
  /** What the run is called in its summary. */
  readonly name: string;
  readonly plan: SimulationPlan;
  /** Where the journal goes; null when it is hashed only. */
  readonly journalDescriptor: number | null;
  readonly onProgress: (progress: Progress) => void;
  readonly interruption: { readonly isRequested: boolean };
}

export interface RunOutcome {
  readonly summary: RunSummary;
  readonly metrics: RunMetrics;
  readonly streams: RunStreams;
}

/** Runs a scenario to its end as fast as it can; throws a `CommandError` when interrupted. */
export async function executeRun(execution: RunExecution): Promise<RunOutcome> {
  const { name, plan, onProgress, interruption } = execution;
  const startedAt = performance.now();
  const record = createRunRecord(execution.journalDescriptor);
  const metrics = createRunMetrics();
  const liquidations = createLiquidationCounter();
  const simulation = createSimulation(plan, {
    sink: teeSink([metrics.sink, liquidations.sink, record.sink]),
    journal: record.journal,
  });
  const { durationMs } = simulation;
  while (!simulation.advanceTo(durationMs, EVENTS_PER_SLICE)) {
    onProgress({ simulatedMs: simulation.nowMs, durationMs, liquidationCount: liquidations.count });
    await nextTurn();
    if (interruption.isRequested) {
      throw new CommandError('interrupted: nothing was written', { exitCode: EXIT_CODES.interrupted });
    }
  }
  const streams = record.finish();
  const summary = summarise(metrics, {
    scenario: name,
    seed: plan.seed,
    stateHash: simulation.stateHash(),
    commands: simulation.commandCount,
    simulatedMs: simulatedMs(simulation.nowMs),
    wallMs: Math.round(performance.now() - startedAt),
    conservationErrorMicros: simulation.engine.conservationErrorMicros(),
  });
  return { summary, metrics, streams };
}

/** Lets signals and timers of the process have their turn. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
