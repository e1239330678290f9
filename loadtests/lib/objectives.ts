/**
 * What a load test demands of the exchange and of itself: every threshold of every script, in one place. k6
 * ends with exit code 99 when one is not met. Times are milliseconds.
 */

type Objectives = Record<string, string[]>;

/** Every part of the protocol works, and every check was reached: an iteration that dies half-way fails none. */
export function protocolObjectives(checkCount: number): Objectives {
  return {
    checks: ['rate==1'],
    protocol_checks_passed: [`count==${checkCount}`],
  };
}
