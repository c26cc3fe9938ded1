import { defineConfig } from 'vitest/config';

/** `npm run test:scenarios`: what the real controllers did, done by Slipway on the sandbox. */
export default defineConfig({
  test: {
    include: ['test/scenarios/scenarios.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
