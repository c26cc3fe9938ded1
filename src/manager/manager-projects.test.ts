import { describe } from 'vitest';
import { describeProjects } from '../../test/contract/manager/projects.ts';
import { sharedSandbox } from '../../test/support/test-cluster.ts';

describe('projects of the manager on the sandbox', () => {
  describeProjects({ start: sharedSandbox(), restMs: 3_000 });
});
