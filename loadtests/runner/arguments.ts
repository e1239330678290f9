import { parseArgs } from 'node:util';

export const SCRIPTS = ['protocol', 'smoke', 'selloff'] as const;
export type ScriptName = (typeof SCRIPTS)[number];

export interface RunArguments {
  readonly script: ScriptName;
  readonly seed: string;
  /** Path of k6; looked for when null. */
  readonly k6Path: string | null;
  /** An exchange that runs already; one is started when null. */
  readonly target: { readonly url: string; readonly adminToken: string } | null;
}

/** A mistake of the user, in one line. */
export class UsageError extends Error {}

export const USAGE = `node loadtests/run.ts SCRIPT [options]

  protocol   the Socket.IO client inside k6, against the official server
  smoke      five seats trade for ten seconds
  selloff    leveraged seats are liquidated, and the volume is reconciled with the server

  --seed TEXT           the seed of the load (default 1)
  --k6 PATH             the k6 to use (default: SPILLWAY_K6, the PATH, the cache of npm test)
  --url URL             an exchange that runs already, on this machine; needs --admin-token
  --admin-token TOKEN   its token, which it printed when it started
  --help                this text`;

/** @throws {UsageError} with one clear line. @returns null when help was asked for. */
export function parseArguments(argumentList: readonly string[]): RunArguments | null {
  const { values, positionals } = parse(argumentList);
  if (values.help === true) return null;
  const [script, ...rest] = positionals;
  if (script === undefined || rest.length > 0 || !isScriptName(script)) {
    throw new UsageError(`script "${positionals.join(' ')}": expected one of ${SCRIPTS.join(', ')}`);
  }
  const seed = values.seed ?? '1';
  if (!/^[\w.-]{1,64}$/.test(seed)) {
    throw new UsageError(`--seed "${seed}": expected 1 to 64 letters, digits, dots, dashes or underscores`);
  }
  return { script, seed, k6Path: values.k6 ?? null, target: readTarget(values) };
}

function parse(argumentList: readonly string[]) {
  try {
    return parseArgs({
      args: [...argumentList],
      allowPositionals: true,
      options: {
        seed: { type: 'string' },
        k6: { type: 'string' },
        url: { type: 'string' },
        'admin-token': { type: 'string' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    const [firstLine] = error instanceof Error ? error.message.split('\n') : [String(error)];
    throw new UsageError(firstLine, { cause: error });
  }
}

function isScriptName(text: string): text is ScriptName {
  return SCRIPTS.some((name) => name === text);
}

interface TargetFlags {
  readonly url?: string | undefined;
  readonly 'admin-token'?: string | undefined;
}

function readTarget({ url, 'admin-token': adminToken }: TargetFlags): RunArguments['target'] {
  if (url === undefined && adminToken === undefined) return null;
  if (url === undefined) throw new UsageError('--admin-token: expected --url beside it');
  if (adminToken === undefined || adminToken === '') {
    throw new UsageError('--url: expected --admin-token beside it, as the exchange printed it');
  }
  return { url: requireLoopback(url), adminToken };
}

const LOOPBACK_NAMES: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/**
 * A load test against somebody else's machine is an attack on it.
 * @returns the origin of the URL.
 */
export function requireLoopback(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.protocol !== 'http:') {
    throw new UsageError(`--url "${text}": expected an address such as http://127.0.0.1:4000`);
  }
  if (!LOOPBACK_NAMES.includes(url.hostname)) {
    throw new UsageError(
      `--url "${text}": load tests run against this machine only (localhost, 127.0.0.1, [::1])`,
    );
  }
  return url.origin;
}
