import { describe, expect, it } from 'vitest';
import type { JsonObject, KubeObject } from '../../base/index.ts';
import { reduceLive } from '../live/index.ts';
import { needsAdoption } from './adopt-fields.ts';

const policy = {
  fieldManager: 'ours',
  adopt: [
    { manager: 'kubectl', prefix: true },
    { manager: 'before-first-apply', operation: 'Update' as const },
  ],
};

function managedBy(...managedFields: JsonObject[]): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', managedFields } };
}

describe('needsAdoption', () => {
  it.each<[string, JsonObject, boolean]>([
    ['our own applies', { manager: 'ours', operation: 'Apply' }, false],
    ['our own updates', { manager: 'ours', operation: 'Update' }, true],
    ['kubectl apply', { manager: 'kubectl-client-side-apply', operation: 'Update' }, true],
    ['kubectl apply --server-side', { manager: 'kubectl', operation: 'Apply' }, true],
    ['kubectl scale', { manager: 'kubectl-edit', operation: 'Update', subresource: 'scale' }, false],
    ['kubectl edit, of the whole object', { manager: 'kubectl-edit', operation: 'Update', subresource: '' }, true],
    ['what came before managed fields', { manager: 'before-first-apply', operation: 'Update' }, true],
    ['an operation that is not meant', { manager: 'before-first-apply', operation: 'Apply' }, false],
    [
      'a name that only begins so, where all of it counts',
      { manager: 'before-first-apply-2', operation: 'Update' },
      false,
    ],
    ['another controller', { manager: 'kube-controller-manager', operation: 'Update' }, false],
  ])('%s', (_what, entry, expected) => {
    expect(needsAdoption(managedBy({ manager: 'ours', operation: 'Apply' }, entry), policy)).toBe(expected);
  });

  it('is on the safe side where only the metadata of an object is known', () => {
    const reduced = reduceLive([], new Set())(managedBy({ manager: 'other', operation: 'Apply' }));
    expect(needsAdoption(reduced, policy)).toBe(true);
  });
});
