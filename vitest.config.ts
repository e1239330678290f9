import { defineConfig } from 'vitest/config';

/** One root configuration: every `*.test.ts` beside the code it tests. Browser and k6 suites run from their own configuration. */
export default defineConfig({
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'packages/engine/{bench,mutation}/*.test.ts',
      'apps/*/src/**/*.test.ts',
      'apps/exchange/chaos/*.test.ts',
      'loadtests/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/out/**', '**/.next/**'],
    clearMocks: true,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
