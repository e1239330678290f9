import { type RunnerTask, type RunnerTestFile, TestRunner } from 'vitest';

function hasFailed(tasks: readonly RunnerTask[]): boolean {
  return tasks.some((task) => task.result?.state === 'fail' || ('tasks' in task && hasFailed(task.tasks)));
}

/**
 * Does not even load the test files after one that failed. `bail` alone loads them and skips their tests, which took
 * most of the time of a mutant that the first file kills.
 */
export default class StopAtFirstFailure extends TestRunner {
  #isOver = false;

  override onAfterRunFiles(files: RunnerTestFile[]): void {
    super.onAfterRunFiles(files);
    if (hasFailed(files)) this.#isOver = true;
  }

  override async importFile(filepath: string, source: 'collect' | 'setup'): Promise<void> {
    if (this.#isOver) return;
    await super.importFile(filepath, source);
  }
}
