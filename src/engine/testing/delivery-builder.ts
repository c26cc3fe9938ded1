import { inCluster, type KubeObject, keyOf } from '../../base/index.ts';
import type { Delivery } from '../delivery.ts';
import type { ObjectState } from '../plan/index.ts';
import { plainPlacement, type Placement } from '../placement.ts';

/** A delivery for tests: prunes, repairs, waits for nothing and retries nothing unless said otherwise. */
export function deliveryOf(changes: Partial<Delivery> = {}): Delivery {
  return {
    owner: { cluster: inCluster, group: 'test.dev', kind: 'Owner', namespace: 'owners', name: 'one' },
    ownerUid: 'uid-1',
    generation: '1',
    cluster: inCluster,
    identity: undefined,
    source: {
      kind: 'git',
      url: 'http://git.example/app.git',
      credentials: { kind: 'none' },
      reference: { kind: 'branch', branch: 'main' },
      maxAgeMs: 0,
      path: '',
      render: { kind: 'directory', recurse: true, dialect: 'flux' },
    },
    namespace: 'default',
    metadata: { labels: {}, annotations: {} },
    prune: { enabled: true, allowEmpty: false, last: true, propagation: 'Background' },
    wait: { kind: 'none' },
    gateTimeoutMs: undefined,
    healthRules: 'health',
    retry: { limit: 0, initialMs: 1_000, factor: 2, maxMs: 60_000 },
    apply: {
      fieldManager: 'test',
      adopt: [],
      force: false,
      replace: false,
      dryRunFirst: 'never',
      createNamespace: undefined,
    },
    inventory: [],
    extras: 'inventory',
    mode: 'continuous',
    everyRevision: false,
    request: undefined,
    intervalMs: 60_000,
    ...changes,
  };
}

/** An object of a delivery for tests: a ConfigMap that is as desired unless said otherwise. */
export function stateOf(
  name: string,
  changes: Partial<Omit<ObjectState, 'placement'>> & { placement?: Partial<Placement> } = {},
): ObjectState {
  const object: KubeObject = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'default', uid: `uid-${name}` },
  };
  const { placement, ...rest } = changes;
  return {
    key: keyOf(object),
    version: 'v1',
    desired: object,
    digest: name,
    manifest: undefined,
    live: object,
    sync: 'synced',
    differences: [],
    health: undefined,
    ...rest,
    placement: { ...plainPlacement, ...placement },
  };
}
