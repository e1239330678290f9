/** What Stryker is given besides its options, in the form in which it loads plugins. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { babel } from '@stryker-mutator/core';
import { describeMutant, isWorthALook, type TestedMutant } from './score.ts';

const REASON = 'what an error says';

/** Leaves alone what is thrown, `throw new InvariantError('...', { row })`: no rule speaks of its words and values. */
const messages = {
  shouldIgnore: (node: babel.NodePath) => (node.parentPath?.isThrowStatement() === true ? REASON : undefined),
};

/** What is known so far: Stryker hands out its results at the end, and a run that is given up has none. */
export const testedMutants: TestedMutant[] = [];

/** Keeps each mutant, with the name of its file below the package, and tells at once of those that no test killed. */
const results = {
  onMutantTested(result: Readonly<TestedMutant>): void {
    const fileName = path.relative(process.cwd(), result.fileName).replaceAll('\\', '/');
    const mutant = { ...result, fileName };
    testedMutants.push(mutant);
    if (!isWorthALook(mutant)) return;
    process.stdout.write(`${describeMutant(mutant, readFileSync(fileName, 'utf8'))}\n`);
  },
};

export const strykerPlugins = [
  { kind: 'Ignore', name: 'messages', value: messages },
  { kind: 'Reporter', name: 'results', value: results },
] as const;
