import { describe, expect, test } from 'vitest';
import { readTestArguments, testHelp } from './test-arguments.mjs';

const STAGES = [
  { id: 'lint', title: 'format and lint' },
  { id: 'unit', title: 'unit tests' },
  { id: 'e2e', title: 'in a browser' },
];

describe('the command line of npm test', () => {
  test('nothing said runs everything', () => {
    expect(readTestArguments([], STAGES)).toEqual({ kind: 'test', ids: ['lint', 'unit', 'e2e'] });
  });

  test.each([[['--only', 'unit,lint']], [['--only=lint,unit']], [['--only', 'unit', '--only', 'lint,unit']]])(
    '%j runs two stages, in the order of the stages',
    (argv) => {
      expect(readTestArguments(argv, STAGES)).toEqual({ kind: 'test', ids: ['lint', 'unit'] });
    },
  );

  test.each([
    [['--only', 'lnt'], '--only is "lnt"; expected one or more of lint, unit, e2e'],
    [['--only'], '--only is ""'],
    [['--only', ','], '--only is ","'],
    [['unit'], '"unit" is not an option'],
  ])('%j is refused in one line', (argv, words) => {
    expect(readTestArguments(argv, STAGES)).toMatchObject({
      kind: 'wrong',
      line: expect.stringContaining(words),
    });
  });

  test('the help names every stage', () => {
    expect(readTestArguments(['-h'], STAGES)).toEqual({ kind: 'help' });
    for (const { id, title } of STAGES) {
      expect(testHelp(STAGES)).toMatch(new RegExp(`^  ${id} +${title}$`, 'm'));
    }
  });
});
