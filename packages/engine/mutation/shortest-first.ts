import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Test files that take long, the longest last. */
const LONG: readonly RegExp[] = [
  /due-index\.test\.ts$/,
  /margin-totals\.test\.ts$/,
  /claim-rise\.property\.test\.ts$/,
  /seeded-rounds\.test\.ts$/,
  /safe-marks\.test\.ts$/,
];

function rankOf({ moduleId }: TestSpecification): number {
  return LONG.findIndex((pattern) => pattern.test(moduleId));
}

function compareNames(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Runs what is quick first, so that most mutants are killed by an example, and never come to a search. */
export class ShortestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = files.toSorted(
      (left, right) => rankOf(left) - rankOf(right) || compareNames(left.moduleId, right.moduleId),
    );
    return Promise.resolve(sorted);
  }
}
