import { describe, expect, test } from 'vitest';
import { describeMutant, formatScores, percentOf, scoreOf, type TestedMutant } from './score.ts';

const SOURCE = 'const x = 1;\nif (a <\n  b) stop();\n';

function mutant(status: string): TestedMutant {
  return {
    fileName: 'src/margin/x.ts',
    status,
    mutatorName: 'EqualityOperator',
    replacement: 'a <=\n  b',
    location: { start: { line: 2, column: 5 }, end: { line: 3, column: 4 } },
  };
}

function mutants(counts: Readonly<Record<string, number>>): TestedMutant[] {
  return Object.entries(counts).flatMap(([status, count]) =>
    Array.from({ length: count }, () => mutant(status)),
  );
}

describe('the score of mutants', () => {
  test('is killed and stopped ones of all that count; those left out do not', () => {
    // (15 + 2) / (15 + 2 + 2 + 1) = 85 %
    const score = scoreOf('x', mutants({ Killed: 15, Timeout: 2, Survived: 2, NoCoverage: 1, Ignored: 7 }));
    expect(score).toEqual({ name: 'x', killed: 15, timedOut: 2, survived: 2, uncovered: 1, notCounted: 7 });
    expect(percentOf(score)).toBe(85);
  });

  test('is full where there are no mutants', () => {
    expect(percentOf(scoreOf('x', mutants({ Ignored: 1 })))).toBe(100);
  });

  test('is rounded down in the table', () => {
    // 849 of 1,000 is 84.9; 8,499 of 10,000 would round to 85.0.
    const table = formatScores([scoreOf('src/margin', mutants({ Killed: 8_499, Survived: 1_501 }))]);
    expect(table).toBe(
      [
        '|            | mutants | killed | timeout | survived | no coverage |  score |',
        '|------------|--------:|-------:|--------:|---------:|------------:|-------:|',
        '| src/margin |   10000 |   8499 |       0 |     1501 |           0 | 84.9 % |',
        '',
      ].join('\n'),
    );
  });
});

test('a mutant is told in one line: where it is, what was there, what stands there instead', () => {
  expect(describeMutant(mutant('Survived'), SOURCE)).toBe(
    'src/margin/x.ts:2:5 EqualityOperator (Survived): a < b => a <= b',
  );
});
