/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/** @type {Tally} */
export const ONE_PASSED = Object.freeze({ passed: 1, failed: 0, skipped: 0 });
/** @type {Tally} */
export const ONE_FAILED = Object.freeze({ passed: 0, failed: 1, skipped: 0 });

/**
 * @param {readonly Tally[]} tallies
 * @returns {Tally}
 */
export function sumOf(tallies) {
  return tallies.reduce(
    (sum, tally) => ({
      passed: sum.passed + tally.passed,
      failed: sum.failed + tally.failed,
      skipped: sum.skipped + tally.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/**
 * @param {Tally} tally
 * @returns {string} the last line of `npm test`
 */
export function summaryLine(tally) {
  const skipped = tally.skipped === 0 ? '' : `, ${tally.skipped} skipped`;
  return `${tally.passed} passed, ${tally.failed} failed${skipped}`;
}

/**
 * What cannot be had: a user is told how to get it and goes on, a machine that must prove everything has failed.
 *
 * @param {boolean} isCi
 * @returns {Tally}
 */
export function tallyOfMissing(isCi) {
  return isCi ? ONE_FAILED : { passed: 0, failed: 0, skipped: 1 };
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {boolean} whether this is a machine that must prove everything
 */
export function isCiEnvironment(env) {
  return env['CI'] === 'true' || env['CI'] === '1';
}

/**
 * @typedef {object} VitestReport the part of Vitest's JSON report that is read here
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} [numTodoTests]
 * @property {readonly {status: string, assertionResults: readonly {status: string}[]}[]} testResults one entry a file
 */

/**
 * Counts what Vitest ran. A file that failed to load has no failed test in it, and an error outside all tests belongs to
 * none: both count, so that a run which Vitest calls failed can never come out as passed.
 *
 * @param {VitestReport} report
 * @param {number | null} exitCode
 * @returns {Tally}
 */
export function tallyOfVitest(report, exitCode) {
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  ).length;
  const failed = report.numFailedTests + brokenFiles;
  const isEmpty = report.numPassedTests === 0;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && (exitCode !== 0 || isEmpty) ? 1 : failed,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  };
}
