import type { BenchmarkRow } from '@spillway/bench-kit';
import { liquidationSearch } from './rows/liquidation-search.ts';
import { matching, matchingMany } from './rows/matching.ts';
import { memory } from './rows/memory.ts';
import { october2025 } from './rows/october-2025.ts';
import { quietTicks } from './rows/quiet-ticks.ts';
import { replay } from './rows/replay.ts';
import { snapshot } from './rows/snapshot.ts';
import { steadyState } from './rows/steady-state.ts';

/** Every row, in the order of the table. */
export const ROWS: readonly BenchmarkRow[] = [
  matching,
  matchingMany,
  replay,
  steadyState,
  memory,
  liquidationSearch,
  quietTicks,
  october2025,
  snapshot,
];
