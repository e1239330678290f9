import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { UsageError } from './arguments.ts';

export interface K6Search {
  /** Named by the user: used, or refused, but never replaced by another. */
  readonly flag: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const ANSWER_TIMEOUT_MS = 15_000;
/** `k6/websockets` is stable since 1.6; the scripts were written for, and are tested with, major version 2. */
const MAJOR_VERSION_MIN = 2;
const EXECUTABLE = process.platform === 'win32' ? 'k6.exe' : 'k6';

/**
 * Finds a k6 of version 2 or newer.
 * @throws {UsageError} that says how to get one.
 */
export function findK6({ flag, environment }: K6Search): string {
  const named = flag ?? environment['SPILLWAY_K6'];
  if (named !== undefined && named !== '') {
    if (isUsable(named)) return named;
    throw new UsageError(`k6 "${named}": expected an executable k6 of version ${MAJOR_VERSION_MIN} or newer`);
  }
  const found = [EXECUTABLE, cachedK6(environment)].find(isUsable);
  if (found !== undefined) return found;
  throw new UsageError(
    'no k6 found: install it (https://grafana.com/docs/k6/latest/set-up/install-k6/), build it in loadtests/k6 as its README says, or name one with --k6 PATH',
  );
}

/** Where `npm test` puts the k6 that it builds. */
function cachedK6(environment: K6Search['environment']): string {
  const cache = environment['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache');
  return path.join(cache, 'spillway', 'k6', `v${pinnedVersion()}`, EXECUTABLE);
}

function pinnedVersion(): string {
  const module = readFileSync(new URL('../k6/go.mod', import.meta.url), 'utf8');
  const version = /^require go\.k6\.io\/k6\/v2 v(\S+)$/m.exec(module)?.[1];
  if (version === undefined) throw new Error('loadtests/k6/go.mod requires no k6');
  return version;
}

function isUsable(executable: string): boolean {
  try {
    const answer = execFileSync(executable, ['version'], {
      encoding: 'utf8',
      timeout: ANSWER_TIMEOUT_MS,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Number(/v(\d+)\.\d+\.\d+/.exec(answer)?.[1]) >= MAJOR_VERSION_MIN;
  } catch {
    return false;
  }
}
