import { defineConfig } from 'vitest/config';

/** `npm run test:cluster`: the scenarios and the differential tests on a real control plane. */
export default defineConfig({
  test: {
    include: ['test/cluster/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
