/** The process of one row. */
import process from 'node:process';
import { type BenchmarkRow, OutcomeError, type RunOptions } from './measurement.ts';

/** Runs the row that the command line names in this process, and prints what it measured as one line of JSON. */
export async function runRowHere(rows: readonly BenchmarkRow[]): Promise<void> {
  const [name, options = ''] = process.argv.slice(2);
  const row = rows.find((candidate) => candidate.name === name);
  if (row === undefined) throw new RangeError(`no row ${name}`);
  try {
    const measurements = await row.run(JSON.parse(options) as RunOptions);
    process.stdout.write(`${JSON.stringify({ measurements })}\n`);
  } catch (error) {
    if (!(error instanceof OutcomeError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

/** Tells whoever waits for this row how far it is. */
export function tellProgress(line: string): void {
  process.send?.(line);
}
