import { apiVersionOf, type KubeObject } from '../../base/index.ts';
import type { ManagedKind } from './managed-kind.ts';

/** An object of the kind of which nothing has been set. */
export function emptyObject(kind: ManagedKind): KubeObject {
  return kind.zero ?? ({ apiVersion: apiVersionOf(kind.gvk), kind: kind.gvk.kind } as KubeObject);
}
