import { describe, expect, test } from 'vitest';
import { completeLockfile, type Lockfile, missingPackages, platformOf } from './lockfile-completion.ts';
import { readRepositoryFile } from './repository-files.ts';

const LOCKFILE = {
  name: 'fixture',
  packages: {
    '': { version: '0.1.0' },
    'node_modules/linter': {
      version: '2.0.0',
      dev: true,
      optionalDependencies: { '@linter/darwin-arm64': '2.0.0', '@linter/linux-x64': '2.0.0' },
    },
    'node_modules/@linter/linux-x64': { version: '2.0.0', optional: true },
    'node_modules/app/node_modules/bundler': {
      version: '1.0.0',
      optionalDependencies: { 'bundler-win32-x64-msvc': '1.0.0', fsevents: '^2.3.0' },
    },
  },
};

describe('completing a lockfile', () => {
  test('finds what is asked for in an exact version and cannot be reached', () => {
    expect(missingPackages(LOCKFILE)).toEqual([
      { place: 'node_modules/@linter/darwin-arm64', version: '2.0.0', askedForBy: 'node_modules/linter' },
      {
        place: 'node_modules/app/node_modules/bundler-win32-x64-msvc',
        version: '1.0.0',
        askedForBy: 'node_modules/app/node_modules/bundler',
      },
    ]);
  });

  test('adds each with its platform, as optional, in npm’s order, and keeps the rest', () => {
    const complete = completeLockfile(LOCKFILE);
    expect(complete.packages).toMatchObject(LOCKFILE.packages);
    expect(Object.keys(complete.packages)).toEqual([
      '',
      'node_modules/@linter/darwin-arm64',
      'node_modules/@linter/linux-x64',
      'node_modules/app/node_modules/bundler',
      'node_modules/app/node_modules/bundler-win32-x64-msvc',
      'node_modules/linter',
    ]);
    const packages: Lockfile['packages'] = complete.packages;
    expect(packages['node_modules/@linter/darwin-arm64']).toEqual({
      version: '2.0.0',
      os: ['darwin'],
      cpu: ['arm64'],
      dev: true,
      optional: true,
    });
    expect(packages['node_modules/app/node_modules/bundler-win32-x64-msvc']).toEqual({
      version: '1.0.0',
      os: ['win32'],
      cpu: ['x64'],
      optional: true,
    });
    expect(missingPackages(complete)).toEqual([]);
  });

  // Platforms as the packages themselves state them in their package.json.
  test.each([
    ['@biomejs/cli-linux-arm64-musl', { os: ['linux'], cpu: ['arm64'], libc: ['musl'] }],
    ['@next/swc-linux-x64-gnu', { os: ['linux'], cpu: ['x64'], libc: ['glibc'] }],
    ['@oxc-parser/binding-linux-arm-gnueabihf', { os: ['linux'], cpu: ['arm'], libc: ['glibc'] }],
    ['@turbo/windows-64', { os: ['win32'], cpu: ['x64'] }],
    ['@esbuild/openharmony-arm64', { os: ['openharmony'], cpu: ['arm64'] }],
    ['@tailwindcss/oxide-wasm32-wasi', { cpu: ['wasm32'] }],
  ])('reads the platform of %s from its name', (name, platform) => {
    expect(platformOf(name)).toEqual(platform);
  });

  test('refuses a package that is not named after a platform', () => {
    expect(() => platformOf('bufferutil')).toThrow('"bufferutil" does not say which platform');
  });
});

describe('package-lock.json', () => {
  const lockfile = JSON.parse(readRepositoryFile('package-lock.json')) as Lockfile;

  test('has an entry for every optional package of every platform: else run complete-lockfile.ts', () => {
    expect(Object.keys(lockfile.packages).length).toBeGreaterThan(100);
    expect(missingPackages(lockfile)).toEqual([]);
  });

  test('says of no package where it came from: that is a setting of the machine', () => {
    expect(readRepositoryFile('package-lock.json')).not.toMatch(/"resolved": "\w+:/);
  });
});
