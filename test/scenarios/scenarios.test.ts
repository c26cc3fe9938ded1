/** Every scenario in the sandbox, told by Slipway's controllers, against what upstream's wrote on a real control plane. */
import { vi } from 'vitest';
import { sandboxCapabilities, sandboxStage } from './slipway.ts';
import { describeScenarios } from './suite.ts';

// They wait for quiet most of the time: many go at once.
vi.setConfig({ maxConcurrency: 12 });

for (const dialect of ['flux', 'argocd'] as const) {
  describeScenarios({
    title: 'the sandbox',
    dialect,
    capabilities: sandboxCapabilities,
    start: () => sandboxStage(dialect),
    unequal: 'sandbox',
    // Nothing lies between the controllers and the cluster: they come to rest sooner than the real ones.
    quietMs: dialect === 'flux' ? 1_000 : 2_000,
  });
}
