import { describe, expect, test } from 'vitest';
import { MUTATION_HELP, readArguments } from './arguments.ts';

const DEFAULTS = { kind: 'mutate', files: [], workers: 1, minutes: 180 };

describe('the command line of the mutation run', () => {
  test('nothing said mutates every area', () => {
    expect(readArguments([])).toEqual({ ...DEFAULTS, areas: ['margin', 'liquidation', 'matching'] });
  });

  test('an area, workers and a limit can be asked for', () => {
    expect(readArguments(['--workers', '2', '--only', 'matching', '--minutes', '30'])).toEqual({
      ...DEFAULTS,
      areas: ['matching'],
      workers: 2,
      minutes: 30,
    });
  });

  test('files can be named, from the package or from the top; their areas are asked for', () => {
    const argv = ['--file', 'src/matching/price-band.ts', '--file', 'packages/engine/src/margin/exposure.ts'];
    expect(readArguments(argv)).toEqual({
      ...DEFAULTS,
      areas: ['margin', 'matching'],
      files: ['src/matching/price-band.ts', 'src/margin/exposure.ts'],
    });
  });

  test.each([
    [['--fast'], '"--fast" is no option'],
    [['margin'], '"margin" is no option'],
    [['--only', 'book'], '--only is "book"; expected one of margin, liquidation, matching'],
    [['--only'], '--only is ""; expected one of margin'],
    [
      ['--file', 'src/book/order-book.ts'],
      '--file is "src/book/order-book.ts"; expected a .ts file below src/margin',
    ],
    [['--file', 'src/margin/../book/order-book.ts'], 'expected a .ts file'],
    [['--workers', '0'], '--workers is "0"; expected a whole number from 1 to 64'],
    [['--minutes', '1.5'], '--minutes is "1.5"; expected a whole number from 1 to 1440'],
  ])('%j is refused in one line', (argv, words) => {
    const read = readArguments(argv);
    expect(read).toEqual({ kind: 'wrong', line: expect.stringContaining(words) });
    expect(read.kind === 'wrong' ? read.line : '').not.toContain('\n');
  });

  test('the help names every option', () => {
    expect(readArguments(['--only', 'margin', '--help'])).toEqual({ kind: 'help' });
    for (const option of ['--only', '--file', '--workers', '--minutes', '--help']) {
      expect(MUTATION_HELP).toContain(`  ${option} `);
    }
  });
});
