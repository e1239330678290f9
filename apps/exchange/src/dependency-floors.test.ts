/** The lockfile decides about security, not the version range of whoever asks: socket.io takes any engine.io 6.6. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

/** The first version without a published way to crash or exhaust the process from outside. */
const FLOORS = [
  ['socket.io', '4.8.4'],
  // CVE-2026-102599, CVE-2026-59725, CVE-2026-59724
  ['engine.io', '6.6.10'],
  // CVE-2026-69185, CVE-2026-33151, CVE-2023-32695
  ['socket.io-parser', '4.2.7'],
  // CVE-2026-48779, CVE-2026-45736, CVE-2024-37890
  ['ws', '8.21.0'],
] as const;

const lockfile = JSON.parse(readFileSync(new URL('../../../package-lock.json', import.meta.url), 'utf8')) as {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
};

/** Every copy of a package that an installation contains. */
function versionsOf(name: string): string[] {
  return Object.entries(lockfile.packages).flatMap(([path, { version }]) =>
    path.endsWith(`node_modules/${name}`) && version !== undefined ? [version] : [],
  );
}

function isAtLeast(version: string, floor: string): boolean {
  const [have, want] = [version, floor].map((text) => text.split('.').map(Number));
  for (const [index, part] of (want ?? []).entries()) {
    const difference = (have?.[index] ?? 0) - part;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

describe('versions in the lockfile', () => {
  test.each(FLOORS)('every %s is at least %s', (name, floor) => {
    const versions = versionsOf(name);
    expect(versions.length).toBeGreaterThan(0);
    expect(versions.filter((version) => !isAtLeast(version, floor))).toEqual([]);
  });

  test('compares versions by their numbers', () => {
    expect(isAtLeast('6.6.12', '6.6.10')).toBe(true);
    expect(isAtLeast('6.6.9', '6.6.10')).toBe(false);
    expect(isAtLeast('7.0.0', '6.6.10')).toBe(true);
    expect(isAtLeast('6.6.10', '6.6.10')).toBe(true);
  });
});
