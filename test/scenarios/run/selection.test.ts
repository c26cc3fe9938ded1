import { describe, expect, it } from 'vitest';
import type { Capability } from '../cluster/cluster.ts';
import type { Scenario } from '../model/scenario.ts';
import { describeSelection, selectScenarios } from './selection.ts';

function scenario(name: string, ...needs: Capability[]): Scenario {
  return {
    name,
    title: name,
    dialect: 'flux',
    folder: '',
    needs,
    owners: [],
    namespaces: [],
    sometimes: [],
    given: [],
    steps: [],
  };
}

describe('selectScenarios', () => {
  const all = [scenario('flux-a'), scenario('flux-b', 'rbac', 'hooks'), scenario('flux-c', 'workloads', 'hooks')];

  it('tells what the stage can do, and names what the others wait for', () => {
    const selection = selectScenarios(all, new Set(['workloads']));
    expect(selection.told.map(({ name }) => name)).toEqual(['flux-a']);
    expect(describeSelection('the sandbox', selection)).toEqual([
      'the sandbox: flux-b skipped, waits for rbac, hooks',
      'the sandbox: flux-c skipped, waits for hooks',
      'the sandbox: 1 of 3 scenarios told, 2 skipped (1 wait for rbac, 2 wait for hooks)',
    ]);
  });

  it('counts also when nothing is lacking', () => {
    expect(describeSelection('x', selectScenarios(all, new Set(['workloads', 'rbac', 'hooks'])))).toEqual([
      'x: 3 of 3 scenarios told, 0 skipped',
    ]);
  });
});
