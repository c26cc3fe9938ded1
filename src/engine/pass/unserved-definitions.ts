import { jsonAt } from '../../base/index.ts';
import type { Health } from '../health/index.ts';
import type { ObjectState } from '../plan/index.ts';
import type { Resources } from './object-states.ts';

const pending: Health = { status: 'Progressing', message: 'CRD is established, and its kind is not served yet' };

/**
 * Definitions that are established although discovery does not name their kinds, of which the delivery has objects. An API server says
 * Established some time before it says what it serves (apiextensions-apiserver, pkg/apiserver/customresource_discovery_controller.go).
 */
export function unservedDefinitions(states: readonly ObjectState[], resources: Resources): ReadonlySet<ObjectState> {
  const unserved = states.filter(({ key, live, sync, health }) => {
    if (key.group !== 'apiextensions.k8s.io' || key.kind !== 'CustomResourceDefinition' || sync === 'extra')
      return false;
    const group = jsonAt(live, 'spec', 'group');
    const kind = jsonAt(live, 'spec', 'names', 'kind');
    if (typeof group !== 'string' || typeof kind !== 'string' || health?.status !== 'Healthy') return false;
    return resources.has(`${group}/${kind}`) && resources.get(`${group}/${kind}`) === undefined;
  });
  return new Set(unserved);
}

/** The states with `definitions` as not ready yet: who waits for them waits on. */
export function withUnserved(
  states: readonly ObjectState[],
  definitions: ReadonlySet<ObjectState>,
): readonly ObjectState[] {
  return states.map((state) => (definitions.has(state) ? { ...state, health: pending } : state));
}
