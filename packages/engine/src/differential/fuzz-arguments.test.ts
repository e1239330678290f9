import { expect, test } from 'vitest';
import { FUZZ_HELP, readFuzzArguments } from './fuzz-arguments.ts';

test('without options it runs for a minute with a seed of its own', () => {
  expect(readFuzzArguments([])).toEqual({ kind: 'fuzz', minutes: 1, seed: null });
});

test.each([[['--minutes', '2.5', '--seed', '7']], [['--seed=7', '--minutes=2.5']]])(
  '%j names time and seed',
  (argv) => {
    expect(readFuzzArguments(argv)).toEqual({ kind: 'fuzz', minutes: 2.5, seed: 7 });
  },
);

test.each([
  [['--minutes', '0'], '--minutes must be above 0'],
  [['--minutes', 'soon'], 'got soon'],
  [['--minutes'], '--minutes needs a value'],
  [['--seed', '-1'], '--seed must be a whole number'],
  [['--seed', '1.5'], 'got 1.5'],
  [['--seed', '2147483648'], 'got 2147483648'],
  [['--speed', '1'], '--speed is no option'],
])('%j is refused in one line', (argv, words) => {
  const request = readFuzzArguments(argv);
  expect(request).toMatchObject({ kind: 'wrong', line: expect.stringContaining(words) });
});

test('help is asked for by either name, and names every option', () => {
  expect(readFuzzArguments(['--seed', '1', '-h'])).toEqual({ kind: 'help' });
  for (const option of ['--minutes', '--seed', '--help']) expect(FUZZ_HELP).toContain(option);
});
