import { defineConfig } from 'vitest/config';

/** `npm test`: everything that needs no real control plane; the scenarios and the guide take minutes and have commands of their own. */
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['test/cluster/**', 'test/guide/guide.test.ts', 'test/scenarios/scenarios.test.ts', '**/node_modules/**'],
    testTimeout: 20_000,
    maxWorkers: 2,
  },
});
