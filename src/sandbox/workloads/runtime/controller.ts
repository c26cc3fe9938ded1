import type { KubeObject } from '../../../base/index.ts';
import type { ControllerClient } from './controller-client.ts';

/** Changes that concern a controller. */
export interface ControllerWatch {
  readonly group: string;
  /** `*` with an empty group: every resource. */
  readonly plural: string;
  /** The keys to look at after a change; `object` is the last state where it was deleted. Asked once more of all that is there at the start. */
  keys(object: KubeObject, change: ChangeSeen): readonly string[];
}

/** What there is to a change besides the object. */
export interface ChangeSeen {
  /** The state before; undefined for a new object. */
  readonly previous: KubeObject | undefined;
  readonly deleted: boolean;
  /** To look up who is concerned. */
  readonly client: ControllerClient;
}

/** When to look at a key again though nothing changes. */
export interface ReconcileResult {
  readonly againAfterMs?: number;
}

/**
 * One of the controllers that a cluster runs. `reconcile` looks at what is, does the next steps and returns; it is idempotent, and
 * is called again after every change that its watches map to the key. When it throws, the key is tried again with back-off.
 */
export interface Controller {
  /** The service account that it acts as, such as `deployment-controller`. */
  readonly name: string;
  readonly watches: readonly ControllerWatch[];
  reconcile(key: string, client: ControllerClient): Promise<ReconcileResult | void>;
}

/** `namespace/name` of an object; only the name where it has no namespace. */
export function keyOfObject(object: KubeObject): string {
  const { namespace = '', name = '' } = object.metadata;
  return namespace === '' ? name : `${namespace}/${name}`;
}

/** Namespace and name of a key. */
export function splitKey(key: string): { readonly namespace: string; readonly name: string } {
  const slash = key.indexOf('/');
  return slash < 0 ? { namespace: '', name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** A watch that maps every object of a resource to its own key. */
export function watchOwn(group: string, plural: string): ControllerWatch {
  return { group, plural, keys: (object) => [keyOfObject(object)] };
}

/** A watch that maps objects to the key of the `kind` that controls them, now or before the change. */
export function watchOwned(group: string, plural: string, kind: string): ControllerWatch {
  const owner = (object: KubeObject | undefined): string[] => {
    const reference = object?.metadata.ownerReferences?.find((other) => other.controller === true);
    return reference?.kind === kind ? [`${object?.metadata.namespace ?? ''}/${reference.name}`] : [];
  };
  return { group, plural, keys: (object, { previous }) => [...owner(object), ...owner(previous)] };
}
