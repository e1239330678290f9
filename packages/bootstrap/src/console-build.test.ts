import { expect, test } from 'vitest';
import { workspaceClosure } from './console-build.mjs';

test('the inputs of a build are its own sources and those of all it depends on, however far, each once', () => {
  const manifests: Record<string, { dependencies?: Record<string, string> }> = {
    'apps/console': { dependencies: { '@spillway/client': '0.1.0', react: '19.3.1' } },
    'packages/client': { dependencies: { '@spillway/protocol': '0.1.0' } },
    'packages/protocol': {},
  };
  expect(workspaceClosure('apps/console', (folder) => manifests[folder] ?? {})).toEqual([
    'apps/console',
    'packages/client',
    'packages/protocol',
  ]);
});
