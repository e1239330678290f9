import { REJECT_CODES } from '@spillway/protocol';
import { describe, expect, test } from 'vitest';
import { ENGINE_REFERENCE, engineReference } from './engine-reference.ts';
import { readRepositoryFile } from './repository-files.ts';
import { allProperties, typeReferences } from './type-reference.ts';

describe('reading types', () => {
  const source = [
    '/** A base. */',
    'interface Base {',
    '  readonly id: number;',
    '}',
    '/**',
    ' * In two',
    ' * lines.',
    ' */',
    'export interface Thing extends Base {',
    "  /** What it is. */ readonly kind: 'thing';",
    '  // not documentation',
    '  readonly note?: string | null;',
    '}',
    '/** One of two. */',
    "export type Word = 'a' | 'b';",
  ].join('\n');
  const references = typeReferences(source);

  test('an interface has its words, bases and properties', () => {
    const known = new Map(references.map((reference) => [reference.name, reference]));
    const thing = references[1];
    expect(thing).toMatchObject({ name: 'Thing', text: 'In two lines.', bases: ['Base'] });
    expect(thing === undefined ? [] : allProperties(thing, known)).toEqual([
      { name: 'id', isOptional: false, type: 'number', text: '' },
      { name: 'kind', isOptional: false, type: "'thing'", text: 'What it is.' },
      { name: 'note', isOptional: true, type: 'string | null', text: '' },
    ]);
  });

  test('a type has its alternatives', () => {
    expect(references[2]).toMatchObject({ name: 'Word', alias: "'a' | 'b'", text: 'One of two.' });
  });
});

/** After a change of the contract: `npm run docs:engine`. */
test('the reference of the engine is what the types say', () => {
  expect(readRepositoryFile(ENGINE_REFERENCE)).toBe(engineReference());
});

test('the reference names every reject code', () => {
  const missing = Object.keys(REJECT_CODES).filter((code) => !engineReference().includes(`| \`${code}\` |`));
  expect(missing).toEqual([]);
});
