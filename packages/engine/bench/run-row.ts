/** Runs one row in this process and prints what it measured as one line of JSON. Started by `main.ts`. */
import process from 'node:process';
import { OutcomeError } from './measurement.ts';
import { ROWS } from './rows.ts';

const [name, rounds, scale] = process.argv.slice(2);
const row = ROWS.find((candidate) => candidate.name === name);
if (row === undefined) throw new RangeError(`no row ${name}`);
try {
  const measurements = await row.run({ rounds: Number(rounds), scale: Number(scale) });
  process.stdout.write(`${JSON.stringify({ nodeVersion: process.version, measurements })}\n`);
} catch (error) {
  if (!(error instanceof OutcomeError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
