/** What was said of the settings, by whom: each source is read for itself, the stronger one wins. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { systemReason } from '@spillway/run-directory';
import { parseDocument } from 'yaml';
import { SETTINGS, type SettingDescription, type SettingName } from './settings.ts';

const FILE_BYTES_MAX = 100_000;

/** A fault in what somebody said; its message is one line. */
export class UsageError extends Error {}

/** A value, and where it was said. */
export interface SaidValue {
  /** Such as `--port`, `PORT`, or `exchange.yaml: port`. */
  readonly where: string;
  /** As it was said. */
  readonly said: unknown;
  /** As the schema is asked about it. */
  readonly value: unknown;
}

export type SaidValues = ReadonlyMap<SettingName, SaidValue>;

export interface SaidFlags {
  readonly values: SaidValues;
  readonly isHelp: boolean;
  readonly configurationFile: string | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** @throws UsageError, or the fault of `parseArgs` */
export function readFlags(argumentList: readonly string[]): SaidFlags {
  const parsed = parseArgs({ args: [...argumentList], options: flagOptions(), allowPositionals: false });
  const values: Readonly<Record<string, unknown>> = parsed.values;
  const said = new Map<SettingName, SaidValue>();
  for (const [name, { flag, kind }] of SETTINGS) {
    const value = flag === null ? undefined : values[flag.slice(2)];
    if (flag === null || value === undefined) continue;
    const isText = typeof value === 'string';
    said.set(name, { where: flag, said: value, value: isText ? valueOfText(kind, value) : value });
  }
  const { help, config } = values;
  return {
    values: said,
    isHelp: help === true,
    configurationFile: typeof config === 'string' ? config : undefined,
  };
}

type FlagOptions = NonNullable<Parameters<typeof parseArgs>[0]>['options'];

function flagOptions(): FlagOptions {
  const flags = [...SETTINGS.values()].flatMap(({ flag, kind }) => {
    const type = kind === 'switch' ? ('boolean' as const) : ('string' as const);
    return flag === null ? [] : [[flag.slice(2), { type, multiple: kind === 'list' }] as const];
  });
  return { ...Object.fromEntries(flags), config: { type: 'string' }, help: { type: 'boolean' } };
}

export function readEnvironment(environment: Environment): SaidValues {
  const said = new Map<SettingName, SaidValue>();
  for (const [name, { variable, kind }] of SETTINGS) {
    const text = variable === null ? undefined : environment[variable];
    if (variable === null || text === undefined) continue;
    said.set(name, { where: variable, said: text, value: valueOfText(kind, text) });
  }
  return said;
}

/** @throws UsageError when the file cannot be read, is no YAML, or names what is no setting of a file */
export function readConfigurationFile(file: string): SaidValues {
  const document = parseDocument(readText(file), { strict: true, uniqueKeys: true });
  const [fault] = document.errors;
  if (fault !== undefined) {
    const line = fault.linePos?.[0].line ?? 1;
    throw new UsageError(
      `${file}: line ${line}: ${fault.message.split('\n')[0]?.replace(/:$/, '')}; expected YAML`,
    );
  }
  const content: unknown = document.toJS({ maxAliasCount: 100 }) ?? {};
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new UsageError(`${file}: expected settings such as "port: 4000", one a line`);
  }
  const said = new Map<SettingName, SaidValue>();
  for (const [key, value] of Object.entries(content)) {
    const description = SETTINGS.get(key as SettingName);
    if (description?.isInFile !== true) throw new UsageError(unknownKey(file, key));
    said.set(key as SettingName, { where: `${file}: ${key}`, said: value, value });
  }
  return said;
}

function unknownKey(file: string, key: string): string {
  const known = [...SETTINGS].flatMap(([name, { isInFile }]) => (isInFile ? [name] : []));
  return `${file}: no setting "${key}" in a file; expected ${known.join(', ')}`;
}

function readText(file: string): string {
  try {
    const bytes = readFileSync(file);
    if (bytes.length <= FILE_BYTES_MAX) return bytes.toString('utf8');
  } catch (error) {
    throw new UsageError(`--config: cannot read ${file} (${systemReason(error)}); expected a YAML file`, {
      cause: error,
    });
  }
  throw new UsageError(`--config: ${file} has more than ${FILE_BYTES_MAX} bytes; expected a YAML file`);
}

/** What a text stands for; the text itself when it stands for nothing of its kind, for the schema to refuse. */
function valueOfText(kind: SettingDescription['kind'], text: string): unknown {
  switch (kind) {
    case 'text':
      return text;
    case 'number':
      return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
    case 'switch':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'list':
      return text.split(',').map((part) => part.trim());
  }
}
