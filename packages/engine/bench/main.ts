/** `npm run bench:engine`: measures the engine. */
import path from 'node:path';
import process from 'node:process';
import { runBench } from '@spillway/bench-kit';
import { ROWS } from './rows.ts';

const ABOUT = `Measures the engine and prints a table: processor time and time on the clock of one operation, and the ratio to a peer or
a baseline measured in the same run.`;

process.exitCode = await runBench(
  {
    command: 'npm run bench:engine',
    about: ABOUT,
    rows: ROWS,
    rowFile: path.join(import.meta.dirname, 'run-row.ts'),
  },
  process.argv.slice(2),
);
