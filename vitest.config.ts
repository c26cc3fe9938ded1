import { defineConfig } from 'vitest/config';

/** `npm test`: everything that needs no real control plane; the scenarios take minutes and have a command of their own. */
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['test/cluster/**', 'test/scenarios/scenarios.test.ts', '**/node_modules/**'],
    testTimeout: 20_000,
    maxWorkers: 2,
  },
});
