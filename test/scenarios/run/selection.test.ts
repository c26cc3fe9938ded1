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
  const all = [scenario('flux-a'), scenario('flux-b', 'rbac', 'workloads'), scenario('flux-c', 'workloads')];

  it('tells what the cluster can do, and names what is lacking', () => {
    const selection = selectScenarios(all, new Set(['workloads']));
    expect(selection.told.map(({ name }) => name)).toEqual(['flux-a', 'flux-c']);
    expect(describeSelection('the sandbox', selection)).toEqual([
      'the sandbox: flux-b skipped, lacks rbac',
      'the sandbox: 2 of 3 scenarios told, 1 skipped',
    ]);
  });

  it('counts also when nothing is lacking', () => {
    expect(describeSelection('x', selectScenarios(all, new Set(['workloads', 'rbac'])))).toEqual([
      'x: 3 of 3 scenarios told, 0 skipped',
    ]);
  });
});
