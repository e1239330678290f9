import { defineConfig } from 'vitest/config';
import { ShortestFirst } from './shortest-first.ts';

/**
 * Random searches that take longer than a mutation run can afford for each mutant, and tests of parts that are not
 * mutated. What the searches hold of the whole engine, `seeded-rounds.test.ts` holds in a small number of commands.
 */
const LEFT_OUT = [
  'src/differential/**',
  'src/snapshot/**',
  'src/reference/**',
  'src/metamorphic*.property.test.ts',
  'src/market-model.property.test.ts',
  'src/contracts.property.test.ts',
  'src/liquidation/{forced-close.property,search-due}.test.ts',
  'src/margin/margin-oracle.property.test.ts',
  'src/adl/rank-holders.property.test.ts',
  'src/account/{position-store,row-table,id-table,slot-set}.test.ts',
  'src/book/**',
  'src/{funding,mark,timers,triggers,windows}/**',
];

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'mutation/seeded-rounds.test.ts'],
    exclude: ['**/node_modules/**', ...LEFT_OUT],
    clearMocks: true,
    // The engine keeps nothing outside its objects: modules are loaded once, not once a test file.
    isolate: false,
    runner: './mutation/stop-at-first-failure.ts',
    sequence: { sequencer: ShortestFirst },
    testTimeout: 30_000,
  },
});
