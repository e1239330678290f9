import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { BUILT_VERSION, k6VersionIn } from './k6.mjs';
import { ROOT } from './repository.mjs';

test.each([
  ['k6 v2.2.0 (go1.26.8, linux/amd64)\n', '2.2.0'],
  ['k6.exe v0.57.0 (commit/abc, go1.23.6, windows/amd64)\n', '0.57.0'],
  ['k6 v2.2.0 (go1.26.8, linux/amd64)\nExtensions:\n  github.com/grafana/xk6-sql v1.0.4\n', '2.2.0'],
  ['command not found', undefined],
])('the version in %j is %s', (text, version) => {
  expect(k6VersionIn(text)).toBe(version);
});

test('the version that is built is the one that the Go module pins', () => {
  const goModule = readFileSync(path.join(ROOT, 'loadtests/k6/go.mod'), 'utf8');
  expect(goModule).toMatch(new RegExp(`go\\.k6\\.io/k6/v2 v${BUILT_VERSION.replaceAll('.', '\\.')}$`, 'm'));
});
