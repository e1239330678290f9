import { readRepositoryFile } from './repository-files.ts';
import {
  allProperties,
  type PropertyReference,
  type TypeReference,
  typeReferences,
} from './type-reference.ts';

/** The document that is written from the types of the contract. */
export const ENGINE_REFERENCE = 'docs/reference/engine.md';

const SOURCES = ['commands', 'events', 'instrument', 'market-rules', 'units'] as const;
type Source = (typeof SOURCES)[number];

const HEAD = `# The engine: commands, events, rules, reject codes

This page is written from the types in \`packages/protocol/src\` by \`npm run docs:engine\`;
a test holds it to them. What the commands mean for a market is in the numbered rules of
[SPEC.md](../../packages/engine/SPEC.md); how a position is closed by force is told in
[Liquidation, step by step](../explanation/liquidation.md).

Prices are ticks, sizes are lots, money is whole micros of the settlement asset, rates are parts per million
(\`Ppm\`) or per billion (\`Ppb\`), times are milliseconds of the run (\`Ms\`). All are whole numbers.
A field with \`?\` may be left out.
`;

function escaped(text: string): string {
  return text.replaceAll('|', String.raw`\|`);
}

function propertyTable(properties: readonly PropertyReference[]): string {
  const rows = properties.map(({ name, isOptional, type, text }) => {
    return `| \`${name}${isOptional ? '?' : ''}\` | \`${escaped(type)}\` | ${escaped(text)} |`;
  });
  return ['| field | type | meaning |', '|---|---|---|', ...rows].join('\n');
}

/** The names in `type X = A | B | …`, in their order. */
function unionMembers(reference: TypeReference): readonly string[] {
  return reference.alias.split('|').map((name) => name.trim());
}

function section(
  reference: TypeReference,
  known: ReadonlyMap<string, TypeReference>,
  heading: { readonly title: string; readonly left: readonly string[] },
): string {
  const own = allProperties(reference, known).filter(({ name }) => !heading.left.includes(name));
  const table = own.length === 0 ? [] : [propertyTable(own)];
  const text = reference.text === '' ? [] : [reference.text];
  return [`### ${heading.title}`, ...text, ...table].join('\n\n');
}

function required(known: ReadonlyMap<string, TypeReference>, name: string): TypeReference {
  const reference = known.get(name);
  if (reference === undefined) throw new Error(`no type ${name} in packages/protocol/src`);
  return reference;
}

/** Commands that are alternatives of `Command`, and events that are properties of `EventMap`. */
function commandSections(known: ReadonlyMap<string, TypeReference>): readonly string[] {
  return unionMembers(required(known, 'Command')).map((name) => {
    return section(required(known, name), known, { title: name, left: ['kind', 'timeMs'] });
  });
}

function eventSections(known: ReadonlyMap<string, TypeReference>): readonly string[] {
  const left = ['sequence', 'causeSequence', 'timeMs'];
  return required(known, 'EventMap').properties.map(({ name, type }) => {
    return section(required(known, type), known, { title: name, left });
  });
}

function aliasTable(references: readonly TypeReference[]): string {
  const rows = references
    .filter(({ alias }) => alias !== '' && !alias.includes('Unit<') && !alias.includes('{'))
    .map(({ name, alias, text }) => `| \`${name}\` | \`${escaped(alias)}\` | ${escaped(text)} |`);
  return ['| type | values | meaning |', '|---|---|---|', ...rows].join('\n');
}

function codeTable(source: string): string {
  const rows = [...source.matchAll(/^ {2}([A-Z_]+):\s*'([^']*)',$/gm)].map(([, code, text]) => {
    return `| \`${code}\` | ${escaped(text ?? '')} |`;
  });
  return ['| code | reason |', '|---|---|', ...rows].join('\n');
}

/** The whole document, from the sources of the contract. */
export function engineReference(): string {
  const bySource = new Map<Source, readonly TypeReference[]>(
    SOURCES.map((name) => [name, typeReferences(readRepositoryFile(`packages/protocol/src/${name}.ts`))]),
  );
  const all = [...bySource.values()].flat();
  const known = new Map(all.map((reference) => [reference.name, reference]));
  const interfaces = (source: Source) =>
    (bySource.get(source) ?? []).filter(({ properties }) => properties.length > 0);
  const parts = [
    HEAD.trimEnd(),
    '## Commands',
    'Every command also has `kind`, its name, and `timeMs`, the simulated time, never less than that of the command before.',
    ...commandSections(known),
    section(required(known, 'OrderTerms'), known, { title: 'OrderTerms', left: [] }),
    '## Events',
    'Every event also has `sequence`, its number; `causeSequence`, the event that led to it or 0; and `timeMs`.',
    ...eventSections(known),
    '## Instruments',
    ...interfaces('instrument').map((reference) =>
      section(reference, known, { title: reference.name, left: [] }),
    ),
    '## Rules of a venue',
    ...interfaces('market-rules').map((reference) =>
      section(reference, known, { title: reference.name, left: [] }),
    ),
    '## Words with a fixed set of values',
    aliasTable(all.filter(({ name }) => name !== 'Command')),
    '## Reject codes',
    'A refused command changes nothing but the count of events. Numbers in brackets are the Binance codes of the same reason.',
    codeTable(readRepositoryFile('packages/protocol/src/reject-codes.ts')),
  ];
  return `${parts.join('\n\n')}\n`;
}
