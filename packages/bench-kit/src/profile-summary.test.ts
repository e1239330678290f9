import { expect, test } from 'vitest';
import { summariseProfile } from './profile-summary.ts';

test('a function is named with its file and gets the time of its samples, idle time left out', () => {
  const frame = (functionName: string, url: string) => ({ functionName, url, lineNumber: 11 });
  const lines = summariseProfile({
    nodes: [
      { id: 1, callFrame: frame('match', 'file:///clone/packages/engine/src/match.ts') },
      { id: 2, callFrame: frame('(idle)', '') },
      { id: 3, callFrame: frame('', 'file:///clone/node_modules/peer/index.js') },
      { id: 4, callFrame: frame('match', 'file:///clone/packages/engine/src/match.ts') },
    ],
    samples: [1, 2, 3, 4, 1],
    timeDeltas: [100, 5_000, 100, 150, 50],
  });
  expect(lines).toEqual([
    ' 75.0 %  match packages/engine/src/match.ts:12',
    ' 25.0 %  (anonymous) node_modules/peer/index.js:12',
  ]);
});
