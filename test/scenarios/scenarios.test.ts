/** Every scenario in the sandbox, told by Slipway's controllers, against what upstream's wrote on a real control plane. */
import { sandboxCapabilities, sandboxStage } from './slipway.ts';
import { describeScenarios } from './suite.ts';

for (const dialect of ['flux', 'argocd'] as const) {
  describeScenarios({
    title: 'the sandbox',
    dialect,
    capabilities: sandboxCapabilities,
    start: () => sandboxStage(dialect),
  });
}
