/** Runs one row in this process, which is the load generator. Started by the benchmark. */
import { runRowHere } from '@spillway/bench-kit';
import { ROWS } from './rows.ts';

await runRowHere(ROWS);
