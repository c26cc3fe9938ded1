import { defineConfig } from 'vitest/config';

/** `npm test`: everything that needs no real control plane. */
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['test/cluster/**', '**/node_modules/**'],
    testTimeout: 20_000,
    maxWorkers: 2,
  },
});
