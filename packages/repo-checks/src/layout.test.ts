import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  isTextFile,
  ROOT,
  readRepositoryFile,
  repositoryFiles,
  workspaceFolders,
} from './repository-files.ts';

const TOP_LEVEL = [
  '.ci',
  '.editorconfig',
  '.gitattributes',
  '.gitignore',
  '.npmrc',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'LICENSE',
  'NOTICE',
  'README.md',
  'apps',
  'biome.json',
  'docs',
  'knip.json',
  'loadtests',
  'package-lock.json',
  'package.json',
  'packages',
  'tsconfig.base.json',
  'turbo.json',
  'vitest.config.ts',
];
const LINES_MAX = 400;
const README_LINES_MAX = 60;
const TURBO_TAGS = [
  'contract',
  'core',
  'oracle',
  'simulation',
  'client',
  'storage',
  'records',
  'test',
  'app',
  'config',
];

const files = repositoryFiles();
const textFiles = files.filter(isTextFile);
const codeFiles = files.filter((file) => /\.(?:ts|tsx|mjs|cjs|js|css|go)$/.test(file));

function linesMatching(file: string, pattern: RegExp): readonly string[] {
  return readRepositoryFile(file)
    .split('\n')
    .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : []));
}

describe('the top of the repository', () => {
  test('holds what the design names, and nothing else', () => {
    const entries = new Set(files.map((file) => file.split('/')[0] ?? ''));
    expect([...entries].filter((entry) => !TOP_LEVEL.includes(entry))).toEqual([]);
  });
});

describe('files', () => {
  test('are found at all', () => {
    expect(codeFiles.length).toBeGreaterThan(50);
  });

  test(`of code have at most ${LINES_MAX} lines`, () => {
    const tooLong = codeFiles
      .map((file) => ({ file, lines: readRepositoryFile(file).trimEnd().split('\n').length }))
      .filter(({ lines }) => lines > LINES_MAX);
    expect(tooLong).toEqual([]);
  });

  test('leave nothing for later: what is not done is an issue, not a comment', () => {
    // Written with a class of one letter each, so that this file does not find itself.
    const pattern = /\b(?:TOD[O]|FIXM[E]|XX[X]|HAC[K])\b/;
    expect(codeFiles.flatMap((file) => linesMatching(file, pattern))).toEqual([]);
  });

  test('name no folder of one machine', () => {
    const pattern = /(?:^|[\s"'`(=:])\/(?:wor[k]|hom[e]\/\w+|User[s]\/\w+|roo[t]|tm[p])\//;
    expect(textFiles.flatMap((file) => linesMatching(file, pattern))).toEqual([]);
  });

  test('name no package registry: that is a setting of the machine', () => {
    const pattern =
      /registry\.(?:npmj[s]|yarnpk[g])|(?:prox[y]|su[m])\.golang\.org|deb\.debia[n]\.org|pypi\.or[g]|static\.crate[s]\.io/;
    expect(textFiles.flatMap((file) => linesMatching(file, pattern))).toEqual([]);
  });
});

describe.each(workspaceFolders())('%s', (folder) => {
  test('has a README of one screen', () => {
    const readme = path.join(ROOT, folder, 'README.md');
    expect(existsSync(readme), `${folder}/README.md is missing`).toBe(true);
    const lines = readRepositoryFile(`${folder}/README.md`).trimEnd().split('\n');
    expect(lines[0]).toMatch(/^# \S/);
    expect(lines.length).toBeLessThanOrEqual(README_LINES_MAX);
  });

  test('says by a tag where in the direction of dependencies it stands', () => {
    const { tags } = JSON.parse(readRepositoryFile(`${folder}/turbo.json`)) as { tags?: readonly string[] };
    expect(tags).toBeDefined();
    expect(tags?.filter((tag) => !TURBO_TAGS.includes(tag))).toEqual([]);
    expect(tags?.length).toBeGreaterThan(0);
  });

  test('pins every dependency to one exact version', () => {
    const manifest = JSON.parse(readRepositoryFile(`${folder}/package.json`)) as Record<string, unknown>;
    const loose = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']
      .flatMap((kind) => Object.entries((manifest[kind] ?? {}) as Record<string, string>))
      .filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version));
    expect(loose).toEqual([]);
  });
});
