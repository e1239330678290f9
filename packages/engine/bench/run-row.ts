/** Runs one row in this process. Started by the benchmark. */
import { runRowHere } from '@spillway/bench-kit';
import { ROWS } from './rows.ts';

await runRowHere(ROWS);
