import { defineConfig } from 'vitest/config';

/** The console in a real browser against the real exchange; one file after the other, since each starts both. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['e2e/**/*.e2e.ts'],
    fileParallelism: false,
    clearMocks: true,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
