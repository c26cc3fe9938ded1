import { describe, expect, it } from 'vitest';
import { keyOf, type KubeObject } from '../../base/index.ts';
import type { ApiResource } from '../../kube/index.ts';
import type { ObjectState } from '../plan/index.ts';
import { stateOf } from '../testing/index.ts';
import { unservedDefinitions, withUnserved } from './unserved-definitions.ts';

const live: KubeObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'gadgets.example.com' },
  spec: { group: 'example.com', names: { kind: 'Gadget' } },
};

function definition(changes: Partial<Omit<ObjectState, 'placement'>> = {}): ObjectState {
  const health = { status: 'Healthy', message: 'CRD is established' } as const;
  return stateOf('gadgets.example.com', { key: keyOf(live), desired: live, live, health, ...changes });
}

const unknown = new Map([['example.com/Gadget', undefined]]);
const known = new Map([['example.com/Gadget', { kind: 'Gadget' } as ApiResource]]);

describe('unservedDefinitions', () => {
  it('are established, and of a kind that is wanted and unknown', () => {
    const state = definition();
    expect([...unservedDefinitions([state, stateOf('app')], unknown)]).toEqual([state]);
  });

  it.each<[string, ObjectState, Map<string, ApiResource | undefined>]>([
    ['whose kind is served', definition(), known],
    ['of which there are no objects', definition(), new Map()],
    ['that are not established', definition({ health: { status: 'Progressing', message: '' } }), unknown],
    ['that are not there', definition({ live: undefined, health: undefined }), unknown],
    ['that are on their way out', definition({ sync: 'extra', desired: undefined }), unknown],
  ])('are none %s', (_, state, resources) => {
    expect(unservedDefinitions([state], resources).size).toBe(0);
  });
});

describe('withUnserved', () => {
  it('makes definitions wait, and nothing else', () => {
    const [unserved, other] = [definition(), stateOf('app')];
    const [first, second] = withUnserved([unserved, other], new Set([unserved]));
    expect(first).toEqual({
      ...unserved,
      health: { status: 'Progressing', message: 'CRD is established, and its kind is not served yet' },
    });
    expect(second).toBe(other);
  });
});
