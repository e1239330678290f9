/** Every setting of the exchange: what it may be, where it may be said, and what it is for. Help and reference follow. */
import { z } from 'zod';
import { LOG_FORMATS, LOG_LEVELS, type LogFormat, type LogLevel } from '../observability/logger.ts';

export const DEFAULT_PORT = 4_000;
const ADMIN_TOKEN_LENGTH_MIN = 16;

/** How a text of a flag or a variable becomes a value. */
export type SettingKind = 'text' | 'number' | 'switch' | 'list';

export interface SettingDescription {
  readonly kind: SettingKind;
  /** Null for what would be seen in a list of processes. */
  readonly flag: string | null;
  /** What stands behind the flag in the help; empty for a switch. */
  readonly placeholder: string;
  /** Null for what is meant once, not at every start. */
  readonly variable: string | null;
  readonly isInFile: boolean;
  /** Whether its value must not be printed. */
  readonly isSecret: boolean;
  readonly default: string;
  readonly help: string;
}

/** What is said of each setting beside its schema. */
const settingDescriptions: ReturnType<typeof z.registry<SettingDescription>> =
  z.registry<SettingDescription>();

export interface Settings {
  readonly scenario?: string | undefined;
  readonly seed?: string | undefined;
  readonly speed?: number | undefined;
  readonly paused: boolean;
  readonly port: number;
  readonly host: string;
  readonly data?: string | undefined;
  readonly newRun: boolean;
  readonly newAdminToken: boolean;
  readonly journal?: string | undefined;
  readonly allowOrigin: readonly string[];
  readonly adminToken?: string | undefined;
  readonly metricsToken?: string | undefined;
  readonly tracesEndpoint?: string | undefined;
  readonly logFormat?: LogFormat | undefined;
  readonly logLevel: LogLevel;
}

export type SettingName = keyof Settings;

const EVERYWHERE = { isInFile: true, isSecret: false } as const;
const ONCE = { variable: null, isInFile: false, isSecret: false } as const;
const A_SWITCH = 'expected true or false';
const A_PORT = 'expected a whole number from 0 to 65535';
const A_SPEED = 'expected a number from 0.1 to 1000';
const AN_ORIGIN = 'expected an origin such as http://localhost:3000';
const A_TOKEN = `expected at least ${ADMIN_TOKEN_LENGTH_MIN} characters`;
const AN_ENDPOINT = 'expected an address such as http://localhost:4318';
const A_FORMAT = `expected ${LOG_FORMATS.join(', ')}`;
const A_LEVEL = `expected ${LOG_LEVELS.join(', ')}`;

/** A text that says something; a file may have a number there, such as a seed. */
function someText(): z.ZodType<string> {
  const expected = 'expected a value';
  return z.preprocess(
    (value) => (typeof value === 'number' ? String(value) : value),
    z.string(expected).regex(/\S/, expected),
  );
}

function originOf(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && url.origin === text.replace(/\/$/, '');
  return isOrigin ? url.origin : null;
}

function isHttpAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

const origin = z
  .string(AN_ORIGIN)
  .refine((text) => originOf(text) !== null, AN_ORIGIN)
  .transform((text) => originOf(text) ?? text);

const shape = {
  scenario: someText()
    .optional()
    .register(settingDescriptions, {
      ...EVERYWHERE,
      kind: 'text',
      flag: '--scenario',
      placeholder: 'NAME',
      variable: 'SPILLWAY_SCENARIO',
      default: 'october-2025',
      help: 'a scenario of the catalogue, or a .yaml file',
    }),
  seed: someText()
    .optional()
    .register(settingDescriptions, {
      ...EVERYWHERE,
      kind: 'text',
      flag: '--seed',
      placeholder: 'TEXT',
      variable: 'SPILLWAY_SEED',
      default: '42',
      help: 'the seed of every random draw',
    }),
  speed: z
    .number(A_SPEED)
    .min(0.1, A_SPEED)
    .max(1_000, A_SPEED)
    .optional()
    .register(settingDescriptions, {
      ...EVERYWHERE,
      kind: 'number',
      flag: '--speed',
      placeholder: 'NUMBER',
      variable: 'SPILLWAY_SPEED',
      default: "the scenario's own",
      help: 'simulated seconds a second, 0.1 to 1000',
    }),
  paused: z
    .boolean(A_SWITCH)
    .default(false)
    .register(settingDescriptions, {
      ...EVERYWHERE,
      kind: 'switch',
      flag: '--paused',
      placeholder: '',
      variable: 'SPILLWAY_PAUSED',
      default: 'false',
      help: 'wait for Start instead of playing at once',
    }),
  port: z
    .int(A_PORT)
    .min(0, A_PORT)
    .max(65_535, A_PORT)
    .default(DEFAULT_PORT)
    .register(settingDescriptions, {
      ...EVERYWHERE,
      kind: 'number',
      flag: '--port',
      placeholder: 'NUMBER',
      variable: 'PORT',
      default: String(DEFAULT_PORT),
      help: 'where to listen; 0 picks a free one',
    }),
  host: someText()
    .default('127.0.0.1')
    .register(settingDescriptions, {
      ...EVERYWHERE,
      kind: 'text',
      flag: '--host',
      placeholder: 'ADDRESS',
      variable: 'HOST',
      default: '127.0.0.1',
      help: 'on which address to listen; the default is this machine alone',
    }),
  data: someText()
    .optional()
    .register(settingDescriptions, {
      ...EVERYWHERE,
      kind: 'text',
      flag: '--data',
      placeholder: 'DIR',
      variable: 'SPILLWAY_DATA',
      default: 'nothing is kept',
      help: 'keep everything in DIR: what was acknowledged survives a crash, and the next start goes on where this one ended',
    }),
  newRun: z
    .boolean(A_SWITCH)
    .default(false)
    .register(settingDescriptions, {
      ...ONCE,
      kind: 'switch',
      flag: '--new-run',
      placeholder: '',
      default: 'false',
      help: 'begin another run, though DIR holds one that could go on',
    }),
  newAdminToken: z
    .boolean(A_SWITCH)
    .default(false)
    .register(settingDescriptions, {
      ...ONCE,
      kind: 'switch',
      flag: '--new-admin-token',
      placeholder: '',
      default: 'false',
      help: 'make another admin token, in place of the one that was shown at the first start',
    }),
  journal: someText()
    .optional()
    .register(settingDescriptions, {
      ...EVERYWHERE,
      kind: 'text',
      flag: '--journal',
      placeholder: 'DIR',
      variable: 'SPILLWAY_JOURNAL',
      default: 'nothing is recorded',
      help: 'record every run in a folder below DIR, for spillway replay',
    }),
  allowOrigin: z
    .array(origin, `${AN_ORIGIN} in a list`)
    .default([])
    .register(settingDescriptions, {
      ...EVERYWHERE,
      kind: 'list',
      flag: '--allow-origin',
      placeholder: 'URL',
      variable: 'SPILLWAY_ALLOW_ORIGIN',
      default: 'none',
      help: 'let pages of this origin connect, such as a development server; may be repeated (in the variable, with commas)',
    }),
  adminToken: z
    .string()
    .min(ADMIN_TOKEN_LENGTH_MIN, A_TOKEN)
    .optional()
    .register(settingDescriptions, {
      kind: 'text',
      flag: null,
      placeholder: '',
      variable: 'SPILLWAY_ADMIN_TOKEN',
      isInFile: false,
      isSecret: true,
      default: 'a random one, shown once',
      help: `who has it may control the run; at least ${ADMIN_TOKEN_LENGTH_MIN} characters`,
    }),
  metricsToken: z
    .string()
    .min(ADMIN_TOKEN_LENGTH_MIN, A_TOKEN)
    .optional()
    .register(settingDescriptions, {
      kind: 'text',
      flag: null,
      placeholder: '',
      variable: 'SPILLWAY_METRICS_TOKEN',
      isInFile: false,
      isSecret: true,
      default: 'none: the metrics are for this machine alone',
      help: `who has it may read /metrics from elsewhere; at least ${ADMIN_TOKEN_LENGTH_MIN} characters`,
    }),
  tracesEndpoint: z
    .string()
    .refine(isHttpAddress, AN_ENDPOINT)
    .optional()
    .register(settingDescriptions, {
      ...EVERYWHERE,
      kind: 'text',
      flag: null,
      placeholder: '',
      variable: 'OTEL_EXPORTER_OTLP_ENDPOINT',
      default: 'no traces',
      help: 'send traces of commands to this OpenTelemetry collector',
    }),
  logFormat: z
    .enum(LOG_FORMATS, A_FORMAT)
    .optional()
    .register(settingDescriptions, {
      ...EVERYWHERE,
      kind: 'text',
      flag: '--log-format',
      placeholder: 'NAME',
      variable: 'SPILLWAY_LOG_FORMAT',
      default: 'text in a terminal, else json',
      help: 'json or text, on standard error',
    }),
  logLevel: z
    .enum(LOG_LEVELS, A_LEVEL)
    .default('info')
    .register(settingDescriptions, {
      ...EVERYWHERE,
      kind: 'text',
      flag: '--log-level',
      placeholder: 'NAME',
      variable: 'SPILLWAY_LOG_LEVEL',
      default: 'info',
      help: LOG_LEVELS.join(', '),
    }),
} as const;

export const settingsSchema: z.ZodType<Settings> = z.strictObject(shape);

/** Every setting by its name, in the order of the help. */
export const SETTINGS: ReadonlyMap<SettingName, SettingDescription> = new Map(
  Object.entries(shape).map(([name, schema]) => {
    const description = settingDescriptions.get(schema);
    if (description === undefined) throw new Error(`${name} is not described`);
    return [name as SettingName, description];
  }),
);
