import { jsonAt, type KubeObject, type Logger } from '../base/index.ts';
import type { KubeClient } from '../kube/index.ts';

/** A controller of upstream whose presence means that we only look. */
export interface UpstreamController {
  readonly namespace: string;
  /** Names of its Deployments or StatefulSets. */
  readonly workloads: readonly string[];
  /** Names of the Leases that it holds. */
  readonly leases: readonly string[];
}

/** Who keeps Applications upstream. */
export const upstreamArgoCD = (namespace: string): UpstreamController => ({
  namespace,
  workloads: ['argocd-application-controller'],
  leases: [],
});

/** Who keeps Kustomizations and their sources upstream. */
export const upstreamFlux = (namespace: string): UpstreamController => ({
  namespace,
  workloads: ['kustomize-controller', 'source-controller'],
  leases: ['kustomize-controller-leader-election', 'source-controller-leader-election'],
});

/** A Lease that was not renewed for this long belongs to nobody. */
const staleLeaseMs = 60_000;

/** The label that our own Deployments carry, also where they have upstream's names. */
const ownLabel = 'slipway.dev/component';

/**
 * Why an upstream controller is taken to be alive: it has a fresh Lease, or a workload with a ready replica that is not ours. Undefined
 * where it is not. An API that may not be read counts as alive: on doubt nothing is written.
 */
export async function aliveBecause(
  client: KubeClient,
  controller: UpstreamController,
  context: { readonly now: number; readonly logger: Logger; readonly signal?: AbortSignal },
): Promise<string | undefined> {
  const { namespace } = controller;
  for (const { group, kind, names, alive } of [
    { group: 'apps', kind: 'Deployment', names: controller.workloads, alive: isReadyForeign },
    { group: 'apps', kind: 'StatefulSet', names: controller.workloads, alive: isReadyForeign },
    {
      group: 'coordination.k8s.io',
      kind: 'Lease',
      names: controller.leases,
      alive: (lease: KubeObject) => isFresh(lease, context.now),
    },
  ]) {
    const resource = await client.discovery.find({ group, kind }, context.signal);
    if (resource === undefined || names.length === 0) continue;
    const { items } = await client.list(resource, { namespace, signal: context.signal });
    const found = items.find((object) => names.includes(object.metadata.name ?? '') && alive(object));
    if (found !== undefined) return `${kind} ${namespace}/${found.metadata.name ?? ''} is alive`;
  }
  return undefined;
}

function isReadyForeign(workload: KubeObject): boolean {
  const ready = jsonAt(workload, 'status', 'readyReplicas');
  return typeof ready === 'number' && ready > 0 && workload.metadata.labels?.[ownLabel] === undefined;
}

function isFresh(lease: KubeObject, now: number): boolean {
  const renewed = jsonAt(lease, 'spec', 'renewTime');
  const holder = jsonAt(lease, 'spec', 'holderIdentity');
  const time = typeof renewed === 'string' ? Date.parse(renewed) : NaN;
  // A time that cannot be read is no reason to write beside somebody.
  return typeof holder === 'string' && holder !== '' && !(now - time >= staleLeaseMs);
}
