import { describe } from 'vitest';
import { describeIgnoredFields } from '../../test/contract/manager/ignored-fields.ts';
import { describeProjects } from '../../test/contract/manager/projects.ts';
import { sharedSandbox } from '../../test/support/test-cluster.ts';

describe('projects and ignored fields on the sandbox', () => {
  const contract = { start: sharedSandbox(), restMs: 3_000 };
  describeProjects(contract);
  describeIgnoredFields(contract);
});
