/** Flags and environment of the exchange, read into options; every fault is one line. */
import { parseArgs } from 'node:util';
import { LOG_FORMATS, LOG_LEVELS, type LogFormat, type LogLevel } from './observability/logger.ts';

export interface CommandLine {
  readonly scenario: string | undefined;
  readonly seed: string | undefined;
  readonly speed: number | undefined;
  readonly port: number;
  readonly host: string;
  readonly dataFolder: string | undefined;
  readonly isNewRun: boolean;
  readonly isNewAdminToken: boolean;
  readonly journalFolder: string | undefined;
  readonly isPaused: boolean;
  readonly adminToken: string | undefined;
  readonly allowedOrigins: readonly string[];
  readonly metricsToken: string | undefined;
  readonly tracesEndpoint: string | undefined;
  /** Text where a person reads, JSON lines elsewhere, when absent. */
  readonly logFormat: LogFormat | undefined;
  readonly logLevel: LogLevel;
}

export type ParsedCommandLine =
  | { readonly kind: 'start'; readonly options: CommandLine }
  | { readonly kind: 'help' }
  | { readonly kind: 'fault'; readonly line: string };

export const DEFAULT_PORT = 4_000;
const ADMIN_TOKEN_LENGTH_MIN = 16;

export const HELP = `Usage: node apps/exchange/src/main.ts [flags]

Plays a scenario live, and serves the console and the Socket.IO interface on one port.

  --scenario NAME      a scenario of the catalogue, or a .yaml file (default october-2025)
  --seed TEXT          the seed of every random draw (default 42)
  --speed NUMBER       simulated seconds a second, 0.1 to 1000 (default: the scenario's own)
  --paused             wait for Start instead of playing at once
  --port NUMBER        0 picks a free one (default $PORT, else ${DEFAULT_PORT})
  --host ADDRESS       where to listen (default $HOST, else 127.0.0.1: this machine only)
  --data DIR           keep everything in DIR: what was acknowledged survives a crash, and the next start goes on
                       where this one ended
  --new-run            begin another run, though DIR holds one that could go on
  --new-admin-token    make another admin token, in place of the one that was shown at the first start
  --journal DIR        record every run in a folder below DIR, for spillway replay
  --allow-origin URL   let pages of this origin connect, such as a development server; may be repeated
  --log-format NAME    json or text, on standard error (default text in a terminal, else json)
  --log-level NAME     ${LOG_LEVELS.join(', ')} (default info)
  --help

Environment: PORT and HOST; SPILLWAY_ADMIN_TOKEN (at least ${ADMIN_TOKEN_LENGTH_MIN} characters) to set the admin token;
SPILLWAY_METRICS_TOKEN (as long) to let whoever has it read /metrics, which else is for this machine alone;
OTEL_EXPORTER_OTLP_ENDPOINT to send traces of commands to a collector.
`;

/** A fault in what the user typed. */
class UsageError extends Error {}

const FLAGS = {
  scenario: { type: 'string' },
  seed: { type: 'string' },
  speed: { type: 'string' },
  paused: { type: 'boolean' },
  port: { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
  'new-run': { type: 'boolean' },
  'new-admin-token': { type: 'boolean' },
  journal: { type: 'string' },
  'log-format': { type: 'string' },
  'log-level': { type: 'string' },
  'allow-origin': { type: 'string', multiple: true },
  help: { type: 'boolean' },
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** What happens without a token. */
const UNSET: Readonly<Record<string, string>> = {
  SPILLWAY_ADMIN_TOKEN: 'unset it for a random one',
  SPILLWAY_METRICS_TOKEN: 'unset it to keep the metrics to this machine',
};

/** Reads the arguments after the program's name. */
export function parseCommandLine(
  argumentList: readonly string[],
  environment: Environment,
): ParsedCommandLine {
  try {
    const { values } = parseArgs({ args: [...argumentList], options: FLAGS, allowPositionals: false });
    if (values.help === true) return { kind: 'help' };
    return {
      kind: 'start',
      options: {
        scenario: nonEmptyIfGiven(values.scenario, '--scenario'),
        seed: nonEmptyIfGiven(values.seed, '--seed'),
        speed: values.speed === undefined ? undefined : readSpeed(values.speed),
        port: readPort(values.port, environment['PORT']),
        host: nonEmpty(values.host ?? environment['HOST'] ?? '127.0.0.1', '--host'),
        dataFolder: nonEmptyIfGiven(values.data, '--data'),
        isNewRun: values['new-run'] ?? false,
        isNewAdminToken: values['new-admin-token'] ?? false,
        journalFolder: nonEmptyIfGiven(values.journal, '--journal'),
        isPaused: values.paused ?? false,
        adminToken: readToken('SPILLWAY_ADMIN_TOKEN', environment),
        metricsToken: readToken('SPILLWAY_METRICS_TOKEN', environment),
        tracesEndpoint: readEndpoint(environment),
        logFormat: readWord(values['log-format'], '--log-format', LOG_FORMATS),
        logLevel: readWord(values['log-level'], '--log-level', LOG_LEVELS) ?? 'info',
        allowedOrigins: (values['allow-origin'] ?? []).map(readOrigin),
      },
    };
  } catch (error) {
    if (error instanceof UsageError || isParseArgsError(error))
      return { kind: 'fault', line: firstSentence(error) };
    throw error;
  }
}

function isParseArgsError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

function firstSentence(error: Error): string {
  return `${error.message.split('\n', 1)[0]?.split('. ', 1)[0] ?? ''} (see --help)`;
}

function nonEmpty(value: string, flag: string): string {
  if (value.trim() === '') throw new UsageError(`${flag}: expected a value, got ""`);
  return value;
}

function nonEmptyIfGiven(value: string | undefined, flag: string): string | undefined {
  return value === undefined ? undefined : nonEmpty(value, flag);
}

function readNumber(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

function readSpeed(text: string): number {
  const speed = readNumber(text);
  if (speed >= 0.1 && speed <= 1_000) return speed;
  throw new UsageError(`--speed: expected a number from 0.1 to 1000, got "${text}"`);
}

function readPort(flag: string | undefined, variable: string | undefined): number {
  const [name, text] = flag === undefined ? ['PORT', variable] : ['--port', flag];
  if (text === undefined) return DEFAULT_PORT;
  const port = readNumber(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UsageError(`${name}: expected a whole number from 0 to 65535, got "${text}"`);
}

function readWord<Word extends string>(
  given: string | undefined,
  flag: string,
  words: readonly Word[],
): Word | undefined {
  if (given === undefined) return undefined;
  const word = words.find((known) => known === given);
  if (word !== undefined) return word;
  throw new UsageError(`${flag}: expected ${words.join(', ')}, got "${given}"`);
}

function readEndpoint(environment: Environment): string | undefined {
  const given = environment['OTEL_EXPORTER_OTLP_ENDPOINT'];
  if (given === undefined || given === '') return undefined;
  if (URL.canParse(given) && /^https?:$/.test(new URL(given).protocol)) return given;
  throw new UsageError(
    `OTEL_EXPORTER_OTLP_ENDPOINT: expected an address such as http://localhost:4318, got "${given}"`,
  );
}

function readToken(name: string, environment: Environment): string | undefined {
  const token = environment[name];
  if (token === undefined || token.length >= ADMIN_TOKEN_LENGTH_MIN) return token;
  throw new UsageError(
    `${name}: expected at least ${ADMIN_TOKEN_LENGTH_MIN} characters, got ${token.length}; ${UNSET[name] ?? ''}`,
  );
}

function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && url.origin === text.replace(/\/$/, ''))
    return url.origin;
  throw new UsageError(`--allow-origin: expected an origin such as http://localhost:3000, got "${text}"`);
}
