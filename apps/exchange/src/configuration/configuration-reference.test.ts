import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { CONFIGURATION_REFERENCE, configurationReference } from './configuration-reference.ts';
import { SETTINGS } from './settings.ts';

/** After a change of a setting: `npm run docs:configuration`. */
test('the reference of the configuration is what the schema says', () => {
  const file = new URL(`../../../../${CONFIGURATION_REFERENCE}`, import.meta.url);
  expect(readFileSync(file, 'utf8')).toBe(configurationReference());
});

test('the file that it shows has settings of a file alone', () => {
  const [, yaml = ''] = /```yaml\n(.*?)```/s.exec(configurationReference()) ?? [];
  const keys = Object.keys(parse(yaml) as Record<string, unknown>);
  expect(keys.length).toBeGreaterThan(3);
  const inFiles = [...SETTINGS].filter(([, { isInFile }]) => isInFile).map(([name]) => String(name));
  expect(keys.filter((key) => !inFiles.includes(key))).toEqual([]);
});
