import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readScenario } from './catalogue.ts';
import { referenceTable, withReferenceTable } from './reference-table.ts';

describe('the table of settings', () => {
  test('in docs/reference/scenarios.md is current (node packages/scenarios/scripts/write-reference.ts writes it)', () => {
    const path = fileURLToPath(new URL('../../../docs/reference/scenarios.md', import.meta.url));
    const document = readFileSync(path, 'utf8');
    expect(withReferenceTable(document)).toBe(document);
  });

  test('has a row with a meaning for every setting of a ready-made scenario', () => {
    const rows = new Map(
      referenceTable()
        .split('\n')
        .slice(2)
        .map((line) => line.split(' | '))
        .map(([path = '', , meaning = '']) => [path.replaceAll(/[|` ]/g, ''), meaning.replace(' |', '')]),
    );
    const unexplained = [...rows].filter(([, meaning]) => meaning.trim() === '').map(([path]) => path);
    expect(unexplained).toEqual([]);
    const { population } = readScenario('october-2025');
    for (const name of Object.keys(population.holders)) {
      expect(rows.has(`population.holders.${name}`)).toBe(true);
    }
    for (const group of population.groups) {
      for (const name of Object.keys(group).filter((key) => key !== 'kind')) {
        expect(rows.has(`population.groups[](${group.kind}).${name}`)).toBe(true);
      }
    }
  });
});
