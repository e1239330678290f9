import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, readRepositoryFile, repositoryFiles, workspaceFolders } from './repository-files.ts';
import { citedRuleIds, ruleFamily, ruleIdsOf } from './spec-rules.ts';

describe('reading rules and citations', () => {
  test('a rule is the bold beginning of a list item', () => {
    const text = '- **M1** Orders match.\n- **MG12.** Margin.\n\nsee **X3**, and\n  - **L2 (lock)** Lock.\n';
    expect(ruleIdsOf(text)).toEqual(['M1', 'MG12', 'L2']);
  });

  test('a citation is the beginning of a title', () => {
    const source = [
      "test('M1: orders match', () => {});",
      'test.each([[1], [2]])("M2, M3: %i", () => {});',
      'describe(`L1 and L2: lock`, () => {});',
      "test('BTC goes up', () => { expect('Q7').toBe(q); });",
      'test(',
      "  'MG4: on its own line', () => {});",
    ].join('\n');
    expect(citedRuleIds(source)).toEqual(['M1', 'M2', 'M3', 'L1', 'L2', 'Q7', 'MG4']);
  });
});

const specifications = workspaceFolders().filter((folder) => existsSync(path.join(ROOT, folder, 'SPEC.md')));

test('there is a specification to check', () => {
  expect(specifications).toContain('packages/engine');
});

describe.each(specifications)('the rules of %s', (folder) => {
  const rules = ruleIdsOf(readRepositoryFile(`${folder}/SPEC.md`));
  const cited = repositoryFiles()
    .filter((file) => file.startsWith(`${folder}/`) && /\.test\.ts$/.test(file))
    .flatMap((file) => citedRuleIds(readRepositoryFile(file)).map((ruleId) => ({ file, ruleId })));

  test('have each one id of their own', () => {
    expect(rules.length).toBeGreaterThan(0);
    expect(rules.filter((ruleId, index) => rules.indexOf(ruleId) !== index)).toEqual([]);
  });

  test('are each shown by a test whose title begins with the id', () => {
    const shown = new Set(cited.map(({ ruleId }) => ruleId));
    expect(rules.filter((ruleId) => !shown.has(ruleId))).toEqual([]);
  });

  test('are the only ones that tests cite', () => {
    const families = new Set(rules.map(ruleFamily));
    const unknown = cited.filter(({ ruleId }) => families.has(ruleFamily(ruleId)) && !rules.includes(ruleId));
    expect(unknown).toEqual([]);
  });
});
