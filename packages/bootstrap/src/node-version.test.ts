import { describe, expect, test } from 'vitest';
import { compareVersions, majorVersion, refusalOfNode } from './node-version.mjs';

describe('versions', () => {
  test.each([
    ['v20.19.0', '20.19.0', 0],
    ['20.9.9', '20.19.0', -1],
    ['v100.0.0', 'v24.21.0', 1],
    ['2.2', '2.2.0', 0],
    ['2', '2.0.1', -1],
    ['24.21.0-rc.1', '24.21.0', 0],
  ])('%s against %s', (left, right, order) => {
    expect(Math.sign(compareVersions(left, right))).toBe(order);
  });

  test('the major version is the first number', () => {
    expect(majorVersion('v22.12.0')).toBe(22);
  });

  test('text that is no version is refused', () => {
    expect(() => compareVersions('latest', '1.0.0')).toThrow('"latest" is not a version');
  });
});

describe('the Node.js that runs the set-up', () => {
  test.each(['v20.19.0', 'v20.20.2', 'v22.0.0', 'v26.1.0'])('%s will do', (version) => {
    expect(refusalOfNode(version)).toBeUndefined();
  });

  test.each(['v18.20.8', 'v20.18.3', 'v20.9.0'])('%s gets one line that says what is needed', (version) => {
    const line = refusalOfNode(version);
    expect(line).toContain('20.19.0 or newer');
    expect(line).toContain(version);
    expect(line).not.toContain('\n');
  });
});
