/**
 * What a run leaves behind:
 *
 * | file             | holds                                                                     |
 * |------------------|---------------------------------------------------------------------------|
 * | `manifest.json`  | how to repeat the run, and the hashes that prove it was repeated          |
 * | `journal.ndjson` | every command that was applied, one `JournalRecord` a line, in order      |
 * | `summary.json`   | what the run amounted to: the object that `spillway run --json` prints    |
 */
import type { RunVersions } from './run-versions.ts';

export const RUN_FORMAT = 'spillway-run';
export const RUN_SCHEMA_VERSION = 1;
export const MANIFEST_FILE = 'manifest.json';
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
  readonly versions: RunVersions;
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
