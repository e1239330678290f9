import { describe, expect, test } from 'vitest';
import { readRepositoryFile, workspaceFolders } from './repository-files.ts';

/**
 * Who may depend on whom at run time: the one direction of the architecture. Tests may use more (an engine is tested
 * against the readable margin model); `turbo boundaries` and the linter hold those.
 */
const MAY_DEPEND_ON: Readonly<Record<string, readonly string[]>> = {
  'packages/protocol': [],
  'packages/engine': ['protocol'],
  'packages/agents': ['protocol'],
  'packages/margin': ['protocol'],
  'packages/venues': ['protocol'],
  'packages/analysis': ['protocol'],
  'packages/client': ['protocol'],
  'packages/testkit': ['protocol'],
  'packages/simulation': ['protocol', 'engine', 'agents', 'venues'],
  'packages/scenarios': ['protocol', 'engine', 'agents', 'venues', 'simulation'],
  'packages/journal': [],
  'packages/bench-kit': [],
  'packages/run-directory': ['protocol', 'analysis'],
  'packages/data-directory': ['protocol', 'engine', 'journal', 'simulation', 'scenarios'],
  'packages/bootstrap': [],
  'packages/repo-checks': [],
  'apps/cli': [
    'protocol',
    'engine',
    'margin',
    'venues',
    'simulation',
    'scenarios',
    'analysis',
    'run-directory',
    'data-directory',
  ],
  'apps/exchange': [
    'protocol',
    'engine',
    'venues',
    'simulation',
    'scenarios',
    'analysis',
    'journal',
    'run-directory',
    'data-directory',
  ],
  'apps/console': ['protocol', 'client', 'engine', 'scenarios', 'margin', 'analysis'],
  loadtests: ['protocol'],
};

/** Packages that run in Node, in a browser worker and in k6: nothing of the surroundings exists there. */
const CORE = ['protocol', 'engine', 'agents', 'margin', 'venues', 'analysis'];

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

describe.each(workspaceFolders())('%s', (folder) => {
  const manifest = JSON.parse(readRepositoryFile(`${folder}/package.json`)) as Manifest;

  test('is named after its folder', () => {
    expect(manifest.name).toBe(`@spillway/${folder.split('/').at(-1)}`);
  });

  test('depends downwards only', () => {
    const inside = Object.keys(manifest.dependencies ?? {}).filter((name) => name.startsWith('@spillway/'));
    const allowed = MAY_DEPEND_ON[folder];
    expect(allowed, `${folder} needs a line in this table`).toBeDefined();
    expect(inside.filter((name) => allowed?.includes(name.slice('@spillway/'.length)) !== true)).toEqual([]);
  });
});

describe('the core', () => {
  test('has an engine without dependencies but the contract', () => {
    const manifest = JSON.parse(readRepositoryFile('packages/engine/package.json')) as Manifest;
    expect(Object.keys(manifest.dependencies ?? {})).toEqual(['@spillway/protocol']);
  });

  test.each(CORE)('%s knows no clock, console, process or network: they do not exist as names', (name) => {
    const own = JSON.parse(readRepositoryFile(`packages/${name}/tsconfig.json`)) as {
      extends?: string;
      compilerOptions?: { types?: readonly string[]; lib?: readonly string[] };
    };
    const base = JSON.parse(readRepositoryFile('tsconfig.base.json')) as typeof own;
    expect(own.extends).toBe('../../tsconfig.base.json');
    expect({ ...base.compilerOptions, ...own.compilerOptions }).toMatchObject({ types: [], lib: ['es2024'] });
  });
});
