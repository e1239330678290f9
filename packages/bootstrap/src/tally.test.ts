import { describe, expect, test } from 'vitest';
import { isCiEnvironment, summaryLine, sumOf, tallyOfMissing, tallyOfVitest } from './tally.mjs';

const file = (status: string, ...assertions: string[]) => ({
  status,
  assertionResults: assertions.map((assertion) => ({ status: assertion })),
});

describe('the last line', () => {
  test('says what passed and failed', () => {
    expect(summaryLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed');
  });

  test('says what was skipped only if something was', () => {
    expect(summaryLine({ passed: 3, failed: 1, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped');
  });

  test('adds up the stages', () => {
    expect(
      sumOf([
        { passed: 1, failed: 0, skipped: 0 },
        { passed: 40, failed: 2, skipped: 3 },
      ]),
    ).toEqual({ passed: 41, failed: 2, skipped: 3 });
  });
});

describe('what cannot be had', () => {
  test('is skipped for a user, and fails where everything must be proved', () => {
    expect(tallyOfMissing(false)).toEqual({ passed: 0, failed: 0, skipped: 1 });
    expect(tallyOfMissing(true)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test.each([
    [{ CI: 'true' }, true],
    [{ CI: '1' }, true],
    [{ CI: 'false' }, false],
    [{}, false],
  ])('%j means proving everything: %s', (env, expected) => {
    expect(isCiEnvironment(env)).toBe(expected);
  });
});

describe('what Vitest reports', () => {
  const clean = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 2 };

  test('is taken over', () => {
    const report = { ...clean, testResults: [file('passed', 'passed')] };
    expect(tallyOfVitest(report, 0)).toEqual({ passed: 5, failed: 0, skipped: 3 });
  });

  test('counts failed tests once, not again for their file', () => {
    const report = {
      ...clean,
      numFailedTests: 2,
      testResults: [file('failed', 'failed', 'failed', 'passed')],
    };
    expect(tallyOfVitest(report, 1).failed).toBe(2);
  });

  test('counts a file that could not be loaded', () => {
    const report = { ...clean, testResults: [file('failed'), file('failed', 'passed')] };
    expect(tallyOfVitest(report, 1).failed).toBe(2);
  });

  test('never passes when Vitest did not, or when nothing ran', () => {
    expect(tallyOfVitest({ ...clean, testResults: [] }, 1).failed).toBe(1);
    expect(tallyOfVitest({ ...clean, testResults: [] }, null).failed).toBe(1);
    expect(tallyOfVitest({ ...clean, numPassedTests: 0, testResults: [] }, 0).failed).toBe(1);
  });
});
