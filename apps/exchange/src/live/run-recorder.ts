/**
 * Writes a live run down as a run directory, the same that `spillway run` writes and `spillway replay` proves:
 * `journal.ndjson` while it goes on, `summary.json` and `manifest.json` at its end. Until then the directory is
 * called `.partial`, so that one without the suffix is whole.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { summarise } from '@spillway/analysis';
import { type EventSink, type JournalRecord, recordingSink } from '@spillway/protocol';
import { HashedLines } from './hashed-lines.ts';
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
  readonly #recorded: RecordedRun;
  readonly #directory: string;
  readonly #descriptor: number;
  readonly #journal: HashedLines;
  readonly #events = new HashedLines(null);
  readonly #startedAt = new Date();
  #isFinished = false;

  constructor(folder: string, recorded: RecordedRun) {
    const { scenario, runId } = recorded;
    this.#recorded = recorded;
    this.#directory = resolve(folder, `${scenario.name}-seed-${fileNamePart(scenario.seed)}-${runId}`);
    this.#descriptor = openJournal(folder, this.#partial);
    this.#journal = new HashedLines(this.#descriptor);
    this.sink = recordingSink((event) => this.#events.append(JSON.stringify(event)));
    this.record = (record) => this.#journal.append(JSON.stringify(record));
  }

  get #partial(): string {
    return `${this.#directory}.partial`;
  }

  finish(run: LiveRun): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    const { scenario } = this.#recorded;
    const wallMs = Date.now() - this.#startedAt.getTime();
    const state = run.stateHash();
    const summary = summarise(run.metrics, {
      scenario: scenario.name,
      seed: scenario.seed,
      stateHash: state,
      commands: run.commandCount,
      simulatedMs: run.nowMs,
      wallMs,
      conservationErrorMicros: run.engine.conservationErrorMicros(),
    });
    const manifest = {
      format: 'spillway-run',
      schemaVersion: 1,
      scenarioName: scenario.name,
      scenario: scenario.source,
      overrides: [],
      seed: scenario.seed,
      markIntervalMs: scenario.plan.markIntervalMs,
      simulatedMs: run.nowMs,
      commands: run.commandCount,
      events: this.#events.count,
      hashes: { journal: this.#journal.finish(), events: this.#events.finish(), state },
      versions: { spillway: spillwayVersion(), node: process.version, gitCommit: gitCommit() },
      startedAt: this.#startedAt.toISOString(),
      wallMs,
    };
    closeSync(this.#descriptor);
    writeFileSync(join(this.#partial, 'summary.json'), jsonText(summary));
    writeFileSync(join(this.#partial, 'manifest.json'), jsonText(manifest));
    renameSync(this.#partial, this.#directory);
  }
}

function openJournal(folder: string, partial: string): number {
  try {
    mkdirSync(partial, { recursive: true });
    return openSync(join(partial, 'journal.ndjson'), 'wx');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unusable';
    throw new RecordError(
      `--journal: cannot write to ${folder} (${reason}); expected a folder to record in`,
      {
        cause: error,
      },
    );
  }
}

/** A seed may hold anything; a file name may not. */
function fileNamePart(text: string): string {
  return text.replace(/[^A-Za-z0-9.-]+/g, '_').slice(0, 40);
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function spillwayVersion(): string {
  const packageFile = fileURLToPath(new URL('../../package.json', import.meta.url));
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { readonly version: string };
  return version;
}

/** The commit of the working copy, `-dirty` appended when tracked files differ from it; null outside of one. */
function gitCommit(): string | null {
  const cwd = fileURLToPath(new URL('.', import.meta.url));
  const git = (...words: string[]): string =>
    execFileSync('git', words, {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 2_000,
    }).trim();
  try {
    const commit = git('rev-parse', 'HEAD');
    return git('status', '--porcelain', '--untracked-files=no') === '' ? commit : `${commit}-dirty`;
  } catch {
    return null;
  }
}
