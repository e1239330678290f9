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

/** Tells at once of each mutant that was not killed by a test, so that a run that is given up has told something. */
const survivors = {
  onMutantTested(mutant: Readonly<TestedMutant>): void {
    if (!isWorthALook(mutant)) return;
    const fileName = path.relative(process.cwd(), mutant.fileName).replaceAll('\\', '/');
    process.stdout.write(
      `${describeMutant({ ...mutant, fileName }, readFileSync(mutant.fileName, 'utf8'))}\n`,
    );
  },
};

export const strykerPlugins = [
  { kind: 'Ignore', name: 'messages', value: messages },
  { kind: 'Reporter', name: 'survivors', value: survivors },
] as const;
