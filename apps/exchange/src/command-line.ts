/** Flags, environment and configuration file of the exchange, read into options; every fault is one line. */
import { helpText } from './configuration/help-text.ts';
import {
  type Environment,
  readConfigurationFile,
  readEnvironment,
  readFlags,
  type SaidValue,
  type SaidValues,
  UsageError,
} from './configuration/setting-sources.ts';
import { SETTINGS, type SettingName, type Settings, settingsSchema } from './configuration/settings.ts';
import type { LogFormat, LogLevel } from './observability/logger.ts';

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

export const HELP: string = helpText();

/** Reads the arguments after the program's name, the environment, and the file that one of them names. */
export function parseCommandLine(
  argumentList: readonly string[],
  environment: Environment,
): ParsedCommandLine {
  try {
    const flags = readFlags(argumentList);
    if (flags.isHelp) return { kind: 'help' };
    const file = flags.configurationFile ?? environment['SPILLWAY_CONFIG'];
    const sources = [
      file === undefined ? new Map() : readConfigurationFile(file),
      readEnvironment(environment),
      flags.values,
    ];
    return { kind: 'start', options: optionsOf(settled(sources)) };
  } catch (error) {
    if (error instanceof UsageError || isParseArgsError(error))
      return { kind: 'fault', line: `${firstSentence(error)} (see --help)` };
    throw error;
  }
}

/** @param sources - the weakest first */
function settled(sources: readonly SaidValues[]): Settings {
  const said = new Map<SettingName, SaidValue>(sources.flatMap((source) => [...source]));
  const parsed = settingsSchema.safeParse(
    Object.fromEntries([...said].map(([setting, { value }]) => [setting, value])),
  );
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const [name = '', index] = issue?.path ?? [];
  const fault = { said: said.get(name as SettingName), index, message: issue?.message ?? '' };
  throw new UsageError(faultLine(name as SettingName, fault));
}

interface SettingFault {
  readonly said: SaidValue | undefined;
  /** Which part of a list. */
  readonly index: PropertyKey | undefined;
  readonly message: string;
}

function faultLine(name: SettingName, { said, index, message }: SettingFault): string {
  const value = typeof index === 'number' && Array.isArray(said?.value) ? said.value[index] : said?.said;
  const place = said?.where ?? name;
  if (SETTINGS.get(name)?.isSecret === true) {
    return `${place}: ${message}, got ${String(value).length}; unset it for a random one`;
  }
  return `${place}: ${message}, got ${JSON.stringify(value)}`;
}

function optionsOf(settings: Settings): CommandLine {
  return {
    scenario: settings.scenario,
    seed: settings.seed,
    speed: settings.speed,
    port: settings.port,
    host: settings.host,
    dataFolder: settings.data,
    isNewRun: settings.newRun,
    isNewAdminToken: settings.newAdminToken,
    journalFolder: settings.journal,
    isPaused: settings.paused,
    adminToken: settings.adminToken,
    metricsToken: settings.metricsToken,
    tracesEndpoint: settings.tracesEndpoint,
    logFormat: settings.logFormat,
    logLevel: settings.logLevel,
    allowedOrigins: settings.allowOrigin,
  };
}

function isParseArgsError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

/** `parseArgs` adds advice behind the first sentence. */
function firstSentence(error: Error): string {
  if (error instanceof UsageError) return error.message;
  return error.message.split('\n', 1)[0]?.split('. ', 1)[0] ?? '';
}
