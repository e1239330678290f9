/** The fields of the scenario format as Markdown rows, from the same schema that checks scenarios. */
import { z } from 'zod';
import { scenarioSchema } from './scenario-schema.ts';

const FIELDS_BEGIN = '<!-- fields: begin -->';
const FIELDS_END = '<!-- fields: end -->';

interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
}

interface Row {
  readonly path: string;
  readonly values: string;
  readonly meaning: string;
}

/** One table, headed, a row for every setting. `[]` stands for an entry of a list. */
export function referenceTable(): string {
  const rows = rowsOf(z.toJSONSchema(scenarioSchema, { io: 'input' }) as JsonSchema, '');
  const lines = rows.map(({ path, values, meaning }) => `| \`${path}\` | ${values} | ${meaning} |`);
  return ['| setting | values | meaning |', '|---|---|---|', ...lines].join('\n');
}

/** `document` with what lies between the two markers replaced by the table. */
export function withReferenceTable(document: string): string {
  const begin = document.indexOf(FIELDS_BEGIN);
  const end = document.indexOf(FIELDS_END);
  if (begin === -1 || end < begin) throw new RangeError(`expected ${FIELDS_BEGIN} … ${FIELDS_END}`);
  const before = document.slice(0, begin + FIELDS_BEGIN.length);
  return `${before}\n\n${referenceTable()}\n\n${document.slice(end)}`;
}

function rowsOf(schema: JsonSchema, path: string): readonly Row[] {
  const alternatives = (schema.anyOf ?? schema.oneOf ?? []).filter(({ type }) => type !== 'null');
  const isNullable = alternatives.length < (schema.anyOf?.length ?? alternatives.length);
  const own: readonly Row[] =
    path === '' || isContainerWithoutWords(schema)
      ? []
      : [{ path, values: shownValues(schema, alternatives, isNullable), meaning: schema.description ?? '' }];
  const inner = alternatives.length > 0 ? alternatives : [schema];
  return [...own, ...inner.flatMap((alternative) => childRows(alternative, path, inner.length > 1))];
}

function childRows(schema: JsonSchema, path: string, isOneOfSeveral: boolean): readonly Row[] {
  if (schema.items !== undefined) return rowsOf(schema.items, `${path}[]`);
  const kind = schema.properties?.['kind']?.const;
  const prefix = isOneOfSeveral && kind !== undefined ? `${path}(${String(kind)})` : path;
  return Object.entries(schema.properties ?? {})
    .filter(([name]) => !(isOneOfSeveral && name === 'kind'))
    .flatMap(([name, child]) => rowsOf(child, prefix === '' ? name : `${prefix}.${name}`));
}

function isContainerWithoutWords(schema: JsonSchema): boolean {
  const isContainer = schema.properties !== undefined || schema.oneOf !== undefined;
  return isContainer && schema.description === undefined;
}

function shownValues(schema: JsonSchema, alternatives: readonly JsonSchema[], isNullable: boolean): string {
  const shown = alternatives.length > 0 ? alternatives.map(shownValue).join(' or ') : shownValue(schema);
  return isNullable ? `${shown}, or null` : shown;
}

function shownValue(schema: JsonSchema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(' or ');
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.type === 'array') return 'list';
  if (schema.type === 'object') return 'group of settings';
  if (schema.type === 'string') return 'text';
  const noun = schema.type === 'integer' ? 'whole number' : 'number';
  return `${noun}${rangeOf(schema)}`;
}

function rangeOf(schema: JsonSchema): string {
  const most = schema.maximum === undefined || schema.maximum >= 1e9 ? '' : `, at most ${schema.maximum}`;
  if (schema.exclusiveMinimum !== undefined) return ` above ${schema.exclusiveMinimum}${most}`;
  if (schema.minimum === undefined) return most;
  return most === '' ? ` of at least ${schema.minimum}` : ` from ${schema.minimum} to ${schema.maximum}`;
}
