import { jsonAt, type KubeObject, textAt } from '../base/index.ts';
import { argoGroup } from '../argocd/index.ts';
import { helmGroup, kustomizeGroup, sourceGroup } from '../flux/index.ts';
import { type InformerSet, type KubeClient, KubeError } from '../kube/index.ts';

/** How one delivery of the demo is. */
export interface DeliveryState {
  /** `Application argocd/shop`. */
  readonly name: string;
  /** `Synced, Healthy`, or what is not so yet. */
  readonly state: string;
  readonly done: boolean;
}

const kinds = [
  { group: sourceGroup, kind: 'GitRepository' },
  { group: kustomizeGroup, kind: 'Kustomization' },
  { group: helmGroup, kind: 'HelmRelease' },
  { group: argoGroup, kind: 'Application' },
] as const;

/** The deliveries that the sample repository makes. */
export const expectedDeliveries: readonly string[] = [
  'GitRepository flux-system/platform',
  'Kustomization flux-system/base',
  'Kustomization flux-system/cache',
  'HelmRelease flux-system/podinfo',
  'Application argocd/shop',
  'Application argocd/frontend',
  'Application argocd/cart',
  'Application argocd/payments',
];

/** Calls `changed` with every change of a delivery's state; returns the way to end it. */
export async function watchDeliveries(
  client: KubeClient,
  informers: InformerSet,
  changed: (delivery: DeliveryState) => void,
  signal: AbortSignal,
): Promise<() => void> {
  const ends: (() => void)[] = [];
  for (const kind of kinds) {
    const resource = await client.discovery.find(kind, signal);
    if (resource === undefined) throw new KubeError('not-found', `the cluster serves no ${kind.kind}`);
    const lease = informers.acquire({ cluster: 'in-cluster', client }, resource, {});
    ends.push(
      lease.informer.subscribe((event) => {
        if (event.kind !== 'deleted') changed(stateOf(event.object));
      }),
      () => lease.release(),
    );
  }
  return () => {
    for (const end of ends) end();
  };
}

function stateOf(object: KubeObject): DeliveryState {
  const name = `${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`;
  if (object.kind === 'Application') {
    const sync = textAt(object, 'status', 'sync', 'status') || 'Unknown';
    const health = textAt(object, 'status', 'health', 'status') || 'Unknown';
    return { name, state: `${sync}, ${health}`, done: sync === 'Synced' && health === 'Healthy' };
  }
  const conditions = jsonAt(object, 'status', 'conditions');
  const ready = Array.isArray(conditions)
    ? conditions.find((condition) => jsonAt(condition, 'type') === 'Ready')
    : undefined;
  const done = jsonAt(ready, 'status') === 'True';
  return { name, state: done ? 'Ready' : textAt(ready, 'reason') || 'Waiting', done };
}
