import { expect, test } from 'vitest';
import { WORLD_NAMES } from './all-worlds.fixture.ts';
import { FUZZ_HELP, type FuzzRequest, readFuzzArguments } from './fuzz-arguments.ts';

function read(argv: readonly string[]): FuzzRequest {
  return readFuzzArguments(argv, WORLD_NAMES);
}

test('without options it runs for a minute with a seed of its own', () => {
  expect(read([])).toEqual({ kind: 'fuzz', minutes: 1, seed: null, world: null });
});

test.each([
  [['--minutes', '2.5', '--seed', '7', '--world', 'full']],
  [['--world=full', '--seed=7', '--minutes=2.5']],
])('%j names time, seed and world', (argv) => {
  expect(read(argv)).toEqual({ kind: 'fuzz', minutes: 2.5, seed: 7, world: 'full' });
});

test.each([
  [['--minutes', '0'], '--minutes must be above 0'],
  [['--minutes', 'soon'], 'got soon'],
  [['--minutes'], '--minutes needs a value'],
  [['--seed', '-1'], '--seed must be a whole number'],
  [['--seed', '1.5'], 'got 1.5'],
  [['--seed', '2147483648'], 'got 2147483648'],
  [['--world', 'flat'], '--world must be one of ordinary,'],
  [['--speed', '1'], '--speed is no option'],
])('%j is refused in one line', (argv, words) => {
  const request = read(argv);
  expect(request).toMatchObject({ kind: 'wrong', line: expect.stringContaining(words) });
});

test('help is asked for by either name, and names every option', () => {
  expect(read(['--seed', '1', '-h'])).toEqual({ kind: 'help' });
  for (const word of ['--minutes', '--seed', '--world', '--help', ...WORLD_NAMES]) {
    expect(FUZZ_HELP).toContain(word);
  }
});
