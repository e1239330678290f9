import { describe, expect, test } from 'vitest';
import { benchHelp, readArguments } from './arguments.ts';

const row = (name: string) => ({ name, description: `what ${name} measures`, run: async () => [] });
const PROGRAM = {
  command: 'npm run bench:this',
  about: 'Measures this.',
  rowFile: 'run-row.ts',
  rows: [row('matching'), row('matching-16'), row('memory')],
  settings: {
    minutes: {
      default: 1,
      isInLimits: (value: number) => value > 0,
      expected: 'a number above 0',
      description: 'how long a soak takes',
    },
  },
};
const DEFAULTS = {
  rounds: 3,
  scale: 1,
  settings: { minutes: 1 },
  nodeMajors: [],
  jsonFile: null,
  profileFolder: null,
};

describe('the command line of the benchmark', () => {
  test('nothing said runs every row', () => {
    expect(readArguments([], PROGRAM)).toEqual({
      kind: 'run',
      arguments: { ...DEFAULTS, rowNames: ['matching', 'matching-16', 'memory'] },
    });
  });

  test('rows run in the order of the table, whatever order they are named in', () => {
    expect(readArguments(['memory', 'matching', '--rounds', '5', '--node', '22'], PROGRAM)).toEqual({
      kind: 'run',
      arguments: { ...DEFAULTS, rowNames: ['matching', 'memory'], rounds: 5, nodeMajors: [22] },
    });
  });

  test('an option of this benchmark alone is read like the others', () => {
    expect(readArguments(['--minutes', '0.5', 'memory'], PROGRAM)).toEqual({
      kind: 'run',
      arguments: { ...DEFAULTS, settings: { minutes: 0.5 }, rowNames: ['memory'] },
    });
    expect(benchHelp(PROGRAM)).toContain('  --minutes N       how long a soak takes (1)\n');
  });

  test.each([
    [['--minutes', 'x'], '--minutes is "x"; expected a number above 0'],
    [['--fast'], '"--fast" is no option and no row; the rows are matching, matching-16, memory'],
    [['matchnig'], '"matchnig" is no option and no row'],
    [['--rounds', '0'], '--rounds is "0"; expected a whole number from 1 to 99'],
    [['--rounds'], '--rounds is ""; expected a whole number'],
    [['--scale', '2'], '--scale is "2"; expected a number above 0 and up to 1'],
    [['--node', '20'], '--node is "20"; expected a major version from 22 up'],
    [['--json'], '--json needs a file'],
    [['--profile', '--json'], '--profile needs a folder'],
  ])('%j is refused in one line', (argv, words) => {
    const read = readArguments(argv, PROGRAM);
    expect(read).toEqual({ kind: 'wrong', line: expect.stringContaining(words) });
    expect(read.kind === 'wrong' ? read.line : '').not.toContain('\n');
  });

  test('the help names every row', () => {
    expect(readArguments(['matching', '--help'], PROGRAM)).toEqual({ kind: 'help' });
    for (const { name, description } of PROGRAM.rows)
      expect(benchHelp(PROGRAM)).toContain(`${name.padEnd(11)}  ${description}`);
  });
});
