/** The ready-made scenarios, and scenario files of users. Reads files: for servers and command lines. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nearNames } from './near-names.ts';
import { parseScenario } from './parse-scenario.ts';
import type { Scenario } from './scenario.ts';
import { ScenarioError } from './scenario-error.ts';
import { minutesToMs } from './scenario-units.ts';

const CATALOGUE_DIRECTORY = fileURLToPath(new URL('../catalogue/', import.meta.url));
const EXTENSION = '.yaml';

export interface ScenarioListing {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly durationMs: number;
}

/** The ready-made scenarios in order of name. */
export function listScenarios(): readonly ScenarioListing[] {
  return catalogueNames().map((name) => {
    const { title, summary, durationMinutes } = readScenario(name);
    return { name, title, summary, durationMs: minutesToMs(durationMinutes) };
  });
}

/**
 * Reads a scenario of the catalogue by its name, or one from a file (a path that ends in .yaml or .yml, or
 * holds a slash).
 *
 * @throws ScenarioError when there is no such scenario (with near names) or the file cannot be used
 */
export function readScenario(nameOrFile: string): Scenario {
  const isFile = /\.ya?ml$/.test(nameOrFile) || /[\\/]/.test(nameOrFile);
  if (isFile) return parseScenario(readText(nameOrFile), nameOrFile);
  const names = catalogueNames();
  if (!names.includes(nameOrFile)) {
    const near = nearNames(nameOrFile, names);
    const expected = (near.length > 0 ? near : names).join(' or ');
    throw new ScenarioError([`no scenario "${nameOrFile}"; expected ${expected}, or a .yaml file`]);
  }
  const fileName = `${nameOrFile}${EXTENSION}`;
  return parseScenario(readText(join(CATALOGUE_DIRECTORY, fileName)), fileName);
}

function catalogueNames(): readonly string[] {
  return readdirSync(CATALOGUE_DIRECTORY)
    .filter((file) => file.endsWith(EXTENSION))
    .map((file) => basename(file, EXTENSION))
    .sort();
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new ScenarioError([`${path}: cannot be read (${reason}); expected a scenario file`], {
      cause: error,
    });
  }
}
