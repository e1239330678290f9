/**
 * What a run leaves behind, in one place: how its directory is written and how it is read.
 *
 * | file             | holds                                                                     |
 * |------------------|---------------------------------------------------------------------------|
 * | `manifest.json`  | how to repeat the run, and the hashes that prove it was repeated          |
 * | `journal.ndjson` | every command that was applied, one `JournalRecord` a line, in order      |
 * | `summary.json`   | what the run amounted to: the object that `run --json` prints             |
 *
 * A run is written into a temporary sibling and renamed at its end: a directory with a manifest is whole.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { RunSummary } from '@spillway/analysis';
import { systemReason, wrongInput } from './command-error.ts';
import { parseJson } from './json-text.ts';

export const RUN_FORMAT = 'spillway-run';
export const RUN_SCHEMA_VERSION = 1;
const MANIFEST_FILE = 'manifest.json';
export const JOURNAL_FILE = 'journal.ndjson';
export const SUMMARY_FILE = 'summary.json';

/** Everything needed to repeat a run, and to see that it was the same. */
export interface RunManifest {
  readonly format: typeof RUN_FORMAT;
  readonly schemaVersion: typeof RUN_SCHEMA_VERSION;
  /** The name of the scenario, and the whole scenario with every override in it. */
  readonly scenarioName: string;
  readonly scenario: unknown;
  readonly overrides: readonly string[];
  readonly seed: string;
  /** How often the mark price is computed, in simulated milliseconds. */
  readonly markIntervalMs: number;
  readonly simulatedMs: number;
  readonly commands: number;
  readonly events: number;
  readonly hashes: RunHashes;
  readonly versions: {
    readonly spillway: string;
    readonly node: string;
    /** The commit of the working copy, `-dirty` appended when it differs from it; null outside of one. */
    readonly gitCommit: string | null;
  };
  /** ISO 8601; the one fact here that differs between equal runs, with `wallMs`. */
  readonly startedAt: string;
  readonly wallMs: number;
}

export interface RunHashes {
  /** SHA-256 of the bytes of `journal.ndjson`. */
  readonly journal: string;
  /** SHA-256 of every event as a line of JSON. */
  readonly events: string;
  /** The engine's own hash of its last state. */
  readonly state: string;
}

export interface RunDirectoryWriter {
  /** Where `journal.ndjson` is being written. */
  readonly journalDescriptor: number;
  /** Writes the other files and puts the directory in its place. */
  commit(manifest: RunManifest, summary: RunSummary): void;
  /** Leaves nothing behind; does nothing after `commit`. */
  discard(): void;
}

export interface RunDirectoryTarget {
  readonly directory: string;
  /** May an earlier run in its place be replaced? Anything else in its place never is. */
  readonly isReplacing: boolean;
}

/** Opens a run directory for writing; throws a `CommandError` when its place is taken or cannot be written. */
export function createRunDirectory(target: RunDirectoryTarget): RunDirectoryWriter {
  const directory = resolve(target.directory);
  refuseTakenPlace(directory, target);
  const partial = `${directory}.partial-${process.pid}`;
  const replaced = `${directory}.replaced-${process.pid}`;
  let descriptor: number | null = openPartial(partial, target.directory);
  const closeJournal = (): void => {
    if (descriptor !== null) closeSync(descriptor);
    descriptor = null;
  };
  return {
    journalDescriptor: descriptor,
    commit: (manifest, summary) => {
      closeJournal();
      writeFileSync(join(partial, SUMMARY_FILE), jsonText(summary));
      writeFileSync(join(partial, MANIFEST_FILE), jsonText(manifest));
      refuseTakenPlace(directory, target);
      if (existsSync(directory)) renameSync(directory, replaced);
      renameSync(partial, directory);
      rmSync(replaced, { recursive: true, force: true });
    },
    discard: () => {
      closeJournal();
      rmSync(partial, { recursive: true, force: true });
    },
  };
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function refuseTakenPlace(directory: string, target: RunDirectoryTarget): void {
  if (!existsSync(directory)) return;
  const isRun = existsSync(join(directory, MANIFEST_FILE)) && existsSync(join(directory, JOURNAL_FILE));
  if (target.isReplacing && isRun) return;
  const what = isRun ? 'already holds a run' : 'exists already and is no run directory';
  throw wrongInput(`--out: ${target.directory} ${what}; expected a directory that does not exist yet`);
}

function openPartial(partial: string, named: string): number {
  try {
    mkdirSync(dirname(partial), { recursive: true });
    mkdirSync(partial);
    return openSync(join(partial, JOURNAL_FILE), 'wx');
  } catch (error) {
    throw wrongInput(
      `--out: cannot write to ${named}: ${systemReason(error)}; name another with --out DIR, or write nothing with --no-out`,
      error,
    );
  }
}

/** Reads and checks `manifest.json`; throws a `CommandError` that says what is wrong with it. */
export function readRunManifest(directory: string): RunManifest {
  const file = join(directory, MANIFEST_FILE);
  const manifest = readJsonObject(file);
  if (manifest['format'] !== RUN_FORMAT) {
    throw wrongInput(`${file}: format: expected "${RUN_FORMAT}", got ${JSON.stringify(manifest['format'])}`);
  }
  if (manifest['schemaVersion'] !== RUN_SCHEMA_VERSION) {
    const version = JSON.stringify(manifest['schemaVersion']);
    throw wrongInput(`${file}: schemaVersion: expected ${RUN_SCHEMA_VERSION}, got ${version}`);
  }
  const hashes = manifest['hashes'];
  for (const name of ['journal', 'events', 'state'] as const) {
    const value = isObject(hashes) ? hashes[name] : undefined;
    if (typeof value !== 'string' || !/^[0-9a-f]+$/.test(value)) {
      throw wrongInput(
        `${file}: hashes.${name}: expected a hexadecimal string, got ${JSON.stringify(value)}`,
      );
    }
  }
  return manifest as unknown as RunManifest;
}

/** Reads `summary.json`: whatever it holds, for a replay to compare with. */
export function readRunSummary(directory: string): Readonly<Record<string, unknown>> {
  return readJsonObject(join(directory, SUMMARY_FILE));
}

function readJsonObject(file: string): Record<string, unknown> {
  const value = parseJson(readText(file), file);
  if (!isObject(value)) throw wrongInput(`${file}: expected a JSON object`);
  return value;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw wrongInput(
      `${file}: ${systemReason(error)}; expected a run directory with ${MANIFEST_FILE}, ${JOURNAL_FILE} and ${SUMMARY_FILE}`,
      error,
    );
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
