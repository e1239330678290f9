import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { ROOT, workspaceFolders } from './repository-files.ts';

let folder = '';

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  folder = mkdtempSync(path.join(tmpdir(), 'spillway-boundaries-'));
  execFileSync('git', ['init', '--quiet', folder]);
  for (const file of ['package.json', 'package-lock.json', 'turbo.json']) {
    copyFileSync(path.join(ROOT, file), path.join(folder, file));
  }
  for (const place of workspaceFolders()) {
    mkdirSync(path.join(folder, place, 'src'), { recursive: true });
    copyFileSync(path.join(ROOT, place, 'package.json'), path.join(folder, place, 'package.json'));
    copyFileSync(path.join(ROOT, place, 'turbo.json'), path.join(folder, place, 'turbo.json'));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function plant(file: string, source: string): void {
  writeFileSync(path.join(folder, file), `${source}\n`);
}

function declare(place: string, dependency: string): void {
  const file = path.join(folder, place, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { dependencies?: Record<string, string> };
  writeFileSync(
    file,
    JSON.stringify({ ...manifest, dependencies: { ...manifest.dependencies, [dependency]: '0.1.0' } }),
  );
}

function boundaries(): { readonly exitCode: number | null; readonly words: string } {
  const turbo = path.join(ROOT, 'node_modules/turbo/bin/turbo');
  const run = spawnSync(process.execPath, [turbo, 'boundaries'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 30_000,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', NO_COLOR: '1' },
  });
  return { exitCode: run.status, words: run.stdout + run.stderr };
}

describe('turbo boundaries', () => {
  test('is content with the packages as they are declared', () => {
    expect(boundaries()).toMatchObject({ exitCode: 0 });
  });

  test('reports an import of a package that is not declared', () => {
    plant(
      'packages/agents/src/planted.ts',
      "import { x } from '@spillway/engine';\nexport const y: unknown = x;",
    );
    const { exitCode, words } = boundaries();
    expect(words).toContain('cannot import package `@spillway/engine`');
    expect(exitCode).toBe(1);
  });

  test('reports an import past the edge of a package', () => {
    plant(
      'packages/agents/src/planted.ts',
      "import { x } from '../../engine/src/x.ts';\nexport const y: unknown = x;",
    );
    plant('packages/engine/src/x.ts', 'export const x = 1;');
    expect(boundaries()).toMatchObject({ exitCode: 1, words: expect.stringContaining('leaves the package') });
  });

  test.each([
    ['packages/agents', '@spillway/engine'],
    ['packages/client', '@spillway/simulation'],
    ['packages/protocol', '@spillway/venues'],
    ['packages/scenarios', '@spillway/client'],
    ['apps/cli', '@spillway/exchange'],
  ])('reports that %s declares %s, against the direction', (place, dependency) => {
    declare(place, dependency);
    const { exitCode, words } = boundaries();
    expect(words).toContain(dependency);
    expect(exitCode).toBe(1);
  });
});
