/** A plugin of Stryker: leaves the words and values of errors alone, which no rule speaks of. */
import type { babel } from '@stryker-mutator/core';

const REASON = 'what an error says';

/** Whether a node is inside of what is thrown: `throw new InvariantError('...', { row })`. */
function isThrown(path: babel.NodePath): boolean {
  return path.parentPath?.isThrowStatement() === true;
}

/** In the form in which Stryker loads plugins. */
export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: 'messages',
    value: { shouldIgnore: (path: babel.NodePath) => (isThrown(path) ? REASON : undefined) },
  },
] as const;
