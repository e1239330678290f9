/** The log of the process: JSON lines for programs, text for people, and no secret in either. */
import { type DestinationStream, destination, type Logger, pino } from 'pino';
import { textLine } from './text-line.ts';

export const LOG_FORMATS = ['json', 'text'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LoggerOptions {
  readonly format: LogFormat;
  readonly level: LogLevel;
  /** Secrets that were chosen by whoever started the exchange: they may look like anything. */
  readonly secrets?: readonly string[] | undefined;
  /** Standard error when absent. */
  readonly destination?: DestinationStream | undefined;
}

const REMOVED = '[removed]';
/** Names under which secrets travel, however deep: a path of two levels is as deep as anything that is logged. */
const SECRET_NAMES = [
  'auth',
  'authorization',
  'adminToken',
  'seatToken',
  'metricsToken',
  'token',
  // Whoever knows the request by which a seat was taken gets the seat.
  'requestId',
  'tokenHash',
  'key',
  'apiKey',
  'secret',
  'password',
  'cookie',
];
/** `#token=…` of the console's link, `Bearer …`, and words as long as 24 or 32 random bytes in base64url. */
const SECRET_TEXTS = [
  /(token=)[^&\s"']+/gi,
  /(bearer\s+)[^\s"']+/gi,
  /()(?<![\w-])(?:[\w-]{32}|[\w-]{43})(?![\w-])/g,
];

/** Logs to nobody. */
export const SILENT: Logger = pino({ level: 'silent' });

const STANDARD_ERROR = 2;
/** A reader of the log that stands still costs lines, never the market. */
const WAITING_BYTES_MAX = 1 << 20;

export function createLogger({ format, level, secrets = [], ...options }: LoggerOptions): Logger {
  const output =
    options.destination ?? destination({ dest: STANDARD_ERROR, sync: false, maxLength: WAITING_BYTES_MAX });
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: REMOVED,
      },
      hooks: { streamWrite: (line) => withoutSecrets(line, secrets) },
    },
    format === 'json' ? output : textOutput(output),
  );
}

/** The last gate: whatever a line was made of, nothing that looks like a secret leaves. */
function withoutSecrets(line: string, secrets: readonly string[]): string {
  const known = secrets.reduce((text, secret) => text.replaceAll(secret, REMOVED), line);
  return SECRET_TEXTS.reduce((text, pattern) => text.replace(pattern, `$1${REMOVED}`), known);
}

function textOutput(output: DestinationStream): DestinationStream {
  return { write: (line) => output.write(textLine(line)) };
}
