import { describe, expect, test } from 'vitest';
import { isInstalled } from './dependencies.mjs';

const LOCKFILE = {
  packages: {
    '': { version: '0.1.0' },
    'node_modules/zod': { version: '4.6.7' },
    'node_modules/tool-linux-x64': { version: '2.0.0', optional: true },
    'node_modules/tool-darwin-arm64': { version: '2.0.0', optional: true },
    'node_modules/@spillway/engine': {},
  },
};
const INSTALLED = {
  'node_modules/zod': { version: '4.6.7' },
  'node_modules/tool-linux-x64': { version: '2.0.0', optional: true },
  'node_modules/@spillway/engine': {},
};

describe('whether npm ci has something to do', () => {
  test('not when all that is wanted is there, less what is for other platforms', () => {
    expect(isInstalled(LOCKFILE, { packages: INSTALLED })).toBe(true);
  });

  const { 'node_modules/zod': _, ...withoutZod } = INSTALLED;
  const changed = (place: string, version: string) => ({ ...INSTALLED, [place]: { version } });

  test.each([
    ['a package is missing', withoutZod],
    ['another version is there', changed('node_modules/zod', '4.6.6')],
    ['a platform package has another version', changed('node_modules/tool-linux-x64', '1.0.0')],
    ['something is there that nobody wants', changed('node_modules/left-pad', '1.3.0')],
  ])('but when %s', (_name, packages) => {
    expect(isInstalled(LOCKFILE, { packages })).toBe(false);
  });

  test('but when nothing is installed', () => {
    expect(isInstalled(LOCKFILE, {})).toBe(false);
  });
});
