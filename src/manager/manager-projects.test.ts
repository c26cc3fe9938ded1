import { describe } from 'vitest';
import { describeHooks } from '../../test/contract/manager/hooks.ts';
import { describeIgnoredFields } from '../../test/contract/manager/ignored-fields.ts';
import { describeProjects } from '../../test/contract/manager/projects.ts';
import { describeRandomCharts } from '../../test/contract/manager/random-charts.ts';
import { sharedSandbox } from '../../test/support/test-cluster.ts';

describe('projects, ignored fields, hooks and charts that draw on the sandbox', () => {
  const contract = { start: sharedSandbox(), restMs: 3_000 };
  describeProjects(contract);
  describeIgnoredFields(contract);
  describeHooks(contract);
  describeRandomCharts(contract);
});
