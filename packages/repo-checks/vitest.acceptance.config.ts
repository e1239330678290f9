import { defineConfig } from 'vitest/config';

/** What a user meets from outside: slow, one after the other, and a stage of its own in `npm test`. */
export default defineConfig({
  test: {
    include: ['packages/repo-checks/acceptance/*.acceptance.ts'],
    fileParallelism: false,
    testTimeout: 10 * 60_000,
    hookTimeout: 60_000,
  },
});
