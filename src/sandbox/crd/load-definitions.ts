import type { Cluster } from '../machinery/cluster.ts';
import { customType, hasCondition } from './custom-type.ts';

/** Serves the custom resources whose CRDs are stored already, as after a restart. */
export function loadDefinitions({ storage, registry }: Cluster): void {
  for (const { object } of storage.scan('apiextensions.k8s.io/customresourcedefinitions/')) {
    const type = hasCondition(object, 'Established') ? customType(object) : undefined;
    if (type !== undefined) registry.set(type);
  }
}
