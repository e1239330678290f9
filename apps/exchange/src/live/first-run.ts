/** The run that an exchange begins with: the one that was live when it ended, or a new one. */
import { performance } from 'node:perf_hooks';
import type { JournalStorage } from '@spillway/journal';
import { type DataDirectory, DataDirectoryError } from './data-directory.ts';
import { createDurableRunStore } from './durable-run-store.ts';
import { describeHalt } from './halt-dump.ts';
import { createScenarioLoader, type LoadedScenario, prepareScenario } from './load-scenario.ts';
import { createMemoryRunStore, type HostedRun, type RunStore } from './run-store.ts';

const DEFAULT_SCENARIO = 'october-2025';
const DEFAULT_SEED = '42';

export interface FirstRunOptions {
  /** A name of the catalogue or a scenario file; `october-2025` when absent. */
  readonly scenario?: string | undefined;
  /** "42" when absent. */
  readonly seed?: string | undefined;
  /** Simulated milliseconds a wall millisecond; the scenario's own when absent. */
  readonly speed?: number | undefined;
  readonly isPaused?: boolean | undefined;
  /** Begins another run, even where one could be taken up. */
  readonly isNewRun?: boolean | undefined;
  /** Where runs are recorded; nowhere when absent. */
  readonly journalFolder?: string | undefined;
  /** What the journals are written to; the disk of this machine when absent. */
  readonly journalStorage?: JournalStorage | undefined;
  /** See `DurableRunLogOptions`. */
  readonly isAcknowledgingEarlySoThatDataIsLost?: boolean | undefined;
}

/** Where runs are kept, and how large they may grow. */
export interface RunKeeping {
  /** Null keeps nothing. */
  readonly data: DataDirectory | null;
  readonly seatsMax: number;
  readonly onLogFailure: (failure: Error) => void;
  /** Hears of what could not be written down. */
  readonly report: (error: unknown) => void;
}

/** A run that was taken up where it ended. */
export interface TakenUp {
  readonly runId: string;
  readonly commands: number;
  readonly simulatedMs: number;
  /** How long doing it again took. */
  readonly wallMs: number;
}

export interface FirstRun {
  readonly hosted: HostedRun;
  readonly takenUp: TakenUp | null;
  readonly store: RunStore;
  readonly load: (scenario: string, seed: string) => LoadedScenario;
}

/** @throws ScenarioError, DataDirectoryError */
export async function openFirstRun(options: FirstRunOptions, keeping: RunKeeping): Promise<FirstRun> {
  const scenarioName = options.scenario ?? DEFAULT_SCENARIO;
  const load = createScenarioLoader(scenarioName);
  const { data, seatsMax, onLogFailure, report } = keeping;
  const storeOptions = { seatsMax, journalFolder: options.journalFolder };
  let store: RunStore = createMemoryRunStore(storeOptions);
  if (data !== null) {
    const durable = createDurableRunStore({
      ...options,
      ...storeOptions,
      data,
      onLogFailure,
      onHalt: (identity, halt) => {
        try {
          data.writeRunFile(identity.runId, 'halted.json', describeHalt(identity, halt));
        } catch (error) {
          // A disk that is full costs the description, not what there is to describe.
          report(error);
        }
      },
    });
    const startedMs = performance.now();
    const earlier = options.isNewRun === true ? null : await durable.takeUp();
    if (earlier !== null) {
      await refuseOtherRun(earlier, options, load);
      const takenUp = takenUpOf(earlier, performance.now() - startedMs);
      return { hosted: earlier, takenUp, store: durable, load: alsoKnowing(earlier, load) };
    }
    store = durable;
  }
  const scenario = load(scenarioName, options.seed ?? DEFAULT_SEED);
  const phase = options.isPaused === true ? 'ready' : 'running';
  const hosted = await store.found(scenario, { phase, speed: options.speed ?? scenario.speed });
  return { hosted, takenUp: null, store, load };
}

function takenUpOf({ run }: HostedRun, wallMs: number): TakenUp {
  return { runId: run.runId, commands: run.commandCount, simulatedMs: run.nowMs, wallMs };
}

/** Knows the scenario of a run that was taken up by its name, wherever it once came from. */
function alsoKnowing({ run }: HostedRun, load: FirstRun['load']): FirstRun['load'] {
  const { name, source } = run.scenario;
  return (wanted, seed) => (wanted === name ? prepareScenario(source, seed) : load(wanted, seed));
}

/** Whoever asks for another run than the one that is kept must say that he means it. */
async function refuseOtherRun(
  { run, log }: HostedRun,
  { scenario, seed }: FirstRunOptions,
  load: FirstRun['load'],
): Promise<void> {
  const kept = run.scenario;
  const isOtherScenario = scenario !== undefined && load(scenario, kept.seed).name !== kept.name;
  const isOtherSeed = seed !== undefined && seed !== kept.seed;
  if (!isOtherScenario && !isOtherSeed) return;
  await log.close();
  throw new DataDirectoryError(
    `--data: holds a live run of ${kept.name}, seed ${kept.seed}; expected the same, or --new-run to begin another`,
  );
}
