import { describe, expect, test } from 'vitest';
import { benchHelp, readArguments } from './arguments.ts';
import { ROWS } from './rows.ts';

const DEFAULTS = { rounds: 3, scale: 1, nodeMajors: [], jsonFile: null, profileFolder: null };

describe('the command line of the benchmark', () => {
  test('nothing said runs every row', () => {
    expect(readArguments([], ROWS)).toEqual({
      kind: 'run',
      arguments: { ...DEFAULTS, rowNames: ROWS.map(({ name }) => name) },
    });
  });

  test('rows run in the order of the table, whatever order they are named in', () => {
    expect(readArguments(['memory', 'matching', '--rounds', '5', '--node', '22'], ROWS)).toEqual({
      kind: 'run',
      arguments: { ...DEFAULTS, rowNames: ['matching', 'memory'], rounds: 5, nodeMajors: [22] },
    });
  });

  test.each([
    [['--fast'], '"--fast" is no option and no row; the rows are matching, matching-16,'],
    [['matchnig'], '"matchnig" is no option and no row'],
    [['--rounds', '0'], '--rounds is "0"; expected a whole number from 1 to 99'],
    [['--rounds'], '--rounds is ""; expected a whole number'],
    [['--scale', '2'], '--scale is "2"; expected a number above 0 and up to 1'],
    [['--node', '20'], '--node is "20"; expected a major version from 22 up'],
    [['--json'], '--json needs a file'],
    [['--profile', '--json'], '--profile needs a folder'],
  ])('%j is refused in one line', (argv, words) => {
    const read = readArguments(argv, ROWS);
    expect(read).toEqual({ kind: 'wrong', line: expect.stringContaining(words) });
    expect(read.kind === 'wrong' ? read.line : '').not.toContain('\n');
  });

  test('the help names every row', () => {
    expect(readArguments(['matching', '--help'], ROWS)).toEqual({ kind: 'help' });
    for (const { name, description } of ROWS)
      expect(benchHelp(ROWS)).toContain(`${name.padEnd(18)}  ${description}`);
  });
});
