import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalRecord } from '@spillway/protocol';
import { readJournalFile } from './journal-reader.ts';
import { parseJson } from './json-text.ts';
import { systemReason, unreadable } from './run-directory-error.ts';
import {
  JOURNAL_FILE,
  MANIFEST_FILE,
  RUN_FORMAT,
  RUN_SCHEMA_VERSION,
  type RunManifest,
  SUMMARY_FILE,
} from './run-manifest.ts';

/** A run as its directory tells it. */
export interface RecordedRun {
  readonly directory: string;
  readonly manifest: RunManifest;
  /** Whatever `summary.json` holds, for a replay to compare with. */
  readonly summary: Readonly<Record<string, unknown>>;
}

/**
 * Reads and checks `manifest.json` and reads `summary.json`; the journal is read by `readJournal`.
 *
 * @throws RunDirectoryError (`unreadable`) that says what is wrong with them
 */
export function readRun(directory: string): RecordedRun {
  const manifest = readManifest(join(directory, MANIFEST_FILE));
  return { directory, manifest, summary: readJsonObject(join(directory, SUMMARY_FILE)) };
}

/**
 * The records of the journal in order, never all in memory.
 *
 * @throws RunDirectoryError (`unreadable`) that names the line
 */
export function readJournal({ directory }: RecordedRun): Generator<JournalRecord> {
  return readJournalFile(join(directory, JOURNAL_FILE));
}

function readManifest(file: string): RunManifest {
  const manifest = readJsonObject(file);
  if (manifest['format'] !== RUN_FORMAT) {
    throw unreadable(`${file}: format: expected "${RUN_FORMAT}", got ${JSON.stringify(manifest['format'])}`);
  }
  if (manifest['schemaVersion'] !== RUN_SCHEMA_VERSION) {
    const version = JSON.stringify(manifest['schemaVersion']);
    throw unreadable(`${file}: schemaVersion: expected ${RUN_SCHEMA_VERSION}, got ${version}`);
  }
  const hashes = manifest['hashes'];
  for (const name of ['journal', 'events', 'state'] as const) {
    const value = isObject(hashes) ? hashes[name] : undefined;
    if (typeof value !== 'string' || !/^[0-9a-f]+$/.test(value)) {
      throw unreadable(
        `${file}: hashes.${name}: expected a hexadecimal string, got ${JSON.stringify(value)}`,
      );
    }
  }
  return manifest as unknown as RunManifest;
}

function readJsonObject(file: string): Record<string, unknown> {
  const value = parseJson(readText(file), file);
  if (!isObject(value)) throw unreadable(`${file}: expected a JSON object`);
  return value;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(
      `${file}: ${systemReason(error)}; expected a run directory with ${MANIFEST_FILE}, ${JOURNAL_FILE} and ${SUMMARY_FILE}`,
      error,
    );
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
