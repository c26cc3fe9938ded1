import { type JsonObject, type KubeObject, messageOf, numberAt, objectAt } from '../../../base/index.ts';
import type { ControllerClient } from '../runtime/controller-client.ts';
import { controllerReference } from '../ownership.ts';
import { sameTemplate, templateHash, templateHashLabel } from '../template-hash.ts';
import {
  deploymentCondition,
  desiredReplicasAnnotation,
  fenceposts,
  isRolling,
  maxReplicasAnnotation,
  progressDeadline,
  replicaSets,
  replicasOf,
  revisionAnnotation,
  revisionHistoryAnnotation,
  revisionOf,
  sum,
  templateOf,
} from './deployment-object.ts';
import { progress, updateStatusOf } from './rollout-status.ts';

/** The ReplicaSets of a Deployment. */
export interface Generations {
  /** The one with the present template; undefined where it is not made yet. */
  readonly fresh: KubeObject | undefined;
  readonly old: readonly KubeObject[];
  /** The Deployment after what this look at them changed. */
  readonly deployment: KubeObject;
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
const ownAnnotations = new Set([
  lastApplied,
  revisionAnnotation,
  revisionHistoryAnnotation,
  desiredReplicasAnnotation,
  maxReplicasAnnotation,
  'deprecated.deployment.rollback.to',
]);

/** Oldest first. */
export function byAge(a: KubeObject, b: KubeObject): number {
  const [left = '', right = ''] = [a.metadata.creationTimestamp, b.metadata.creationTimestamp];
  if (left !== right) return left < right ? -1 : 1;
  return (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1;
}

/** Which ReplicaSet is the present one and which are old, with their revisions brought up to date; makes the present one if asked. */
export async function findGenerations(
  deployment: KubeObject,
  owned: readonly KubeObject[],
  make: boolean,
  client: ControllerClient,
): Promise<Generations> {
  const template = templateOf(deployment);
  const found = [...owned].sort(byAge).find((set) => sameTemplate(templateOf(set), template));
  const old = owned.filter((set) => set.metadata.uid !== found?.metadata.uid);
  const revision = Math.max(0, ...old.map(revisionOf)) + 1;
  if (found !== undefined) return syncFresh(deployment, found, old, revision, client);
  if (!make) return { fresh: undefined, old, deployment };
  return makeFresh(deployment, old, revision, client);
}

async function syncFresh(
  deployment: KubeObject,
  found: KubeObject,
  old: readonly KubeObject[],
  revision: number,
  client: ControllerClient,
): Promise<Generations> {
  const annotations = freshAnnotations(deployment, found, revision);
  const minReadySeconds = numberAt(deployment, ['spec', 'minReadySeconds']);
  const outdated =
    annotations !== found.metadata.annotations || numberAt(found, ['spec', 'minReadySeconds']) !== minReadySeconds;
  let fresh = found;
  if (outdated) {
    fresh = await client.update(replicaSets, {
      ...found,
      metadata: { ...found.metadata, ...(annotations === undefined ? {} : { annotations }) },
      spec: { ...objectAt(found, 'spec'), minReadySeconds },
    });
  }
  const first =
    progressDeadline(deployment) !== undefined && deploymentCondition(deployment, 'Progressing') === undefined;
  const noticed = first
    ? progress('True', 'FoundNewReplicaSet', `Found new replica set "${fresh.metadata.name}"`)
    : undefined;
  return { fresh, old, deployment: await withRevision(deployment, revisionOf(fresh), noticed, client) };
}

async function makeFresh(
  deployment: KubeObject,
  old: readonly KubeObject[],
  revision: number,
  client: ControllerClient,
): Promise<Generations> {
  const draft = freshReplicaSet(deployment, old, revision);
  let fresh: KubeObject;
  try {
    fresh = await client.create(replicaSets, draft);
  } catch (error) {
    return refused(error, deployment, draft, client);
  }
  const replicas = replicasOf(fresh);
  if (replicas > 0) {
    const text = `Scaled up replica set ${fresh.metadata.name} from 0 to ${replicas}`;
    client.event(deployment, 'Normal', 'ScalingReplicaSet', text);
  }
  const made = progress('True', 'NewReplicaSetCreated', `Created new replica set "${fresh.metadata.name}"`);
  const noticed = progressDeadline(deployment) === undefined ? undefined : made;
  return { fresh, old, deployment: await withRevision(deployment, revision, noticed, client) };
}

/** Another ReplicaSet has the name: a hash that collides is counted, everything else is told. */
async function refused(
  error: unknown,
  deployment: KubeObject,
  draft: KubeObject,
  client: ControllerClient,
): Promise<Generations> {
  const { code } = error as { code?: unknown };
  if (code === 'AlreadyExists') {
    const collisionCount = numberAt(deployment, ['status', 'collisionCount']) + 1;
    await updateStatusOf(deployment, { ...objectAt(deployment, 'status'), collisionCount }, client);
    throw error;
  }
  const text = `Failed to create new replica set "${draft.metadata.name}": ${messageOf(error)}`;
  if (progressDeadline(deployment) !== undefined) {
    const status = progress('False', 'ReplicaSetCreateError', text).on(deployment, client.clock.now());
    await updateStatusOf(deployment, status, client).catch(() => undefined);
  }
  client.event(deployment, 'Warning', 'ReplicaSetCreateError', text);
  throw error;
}

function freshReplicaSet(deployment: KubeObject, old: readonly KubeObject[], revision: number): KubeObject {
  const template = templateOf(deployment);
  const hash = templateHash(template, numberAt(deployment, ['status', 'collisionCount']));
  const labels = { ...objectAt(template, 'metadata', 'labels'), [templateHashLabel]: hash };
  const selector = objectAt(deployment, 'spec', 'selector');
  const name = deployment.metadata.name ?? '';
  const spec: JsonObject = {
    replicas: freshReplicas(deployment, old, undefined),
    minReadySeconds: objectAt(deployment, 'spec')['minReadySeconds'],
    selector: { ...selector, matchLabels: { ...objectAt(selector, 'matchLabels'), [templateHashLabel]: hash } },
    template: { ...template, metadata: { ...objectAt(template, 'metadata'), labels } },
  };
  const set: KubeObject = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name.slice(0, 253 - 1 - hash.length)}-${hash}`,
      namespace: deployment.metadata.namespace ?? '',
      labels: labels,
      ownerReferences: [controllerReference(deployment)],
    },
    spec,
  };
  const annotations = { ...freshAnnotations(deployment, set, revision), ...replicaAnnotations(deployment) };
  return { ...set, metadata: { ...set.metadata, annotations } };
}

/** How many pods the present ReplicaSet may have now. */
export function freshReplicas(
  deployment: KubeObject,
  others: readonly KubeObject[],
  fresh: KubeObject | undefined,
): number {
  const wanted = replicasOf(deployment);
  const own = fresh === undefined ? 0 : replicasOf(fresh);
  if (!isRolling(deployment)) return wanted;
  const room = wanted + fenceposts(deployment).surge - sum(others, replicasOf) - own;
  return room <= 0 ? own : own + Math.min(room, wanted - own);
}

/** The annotations of the present ReplicaSet: the Deployment's, its revision, and those it had. The same object where nothing changes. */
function freshAnnotations(
  deployment: KubeObject,
  set: KubeObject,
  revision: number,
): Record<string, string> | undefined {
  const before = set.metadata.annotations;
  const after: Record<string, string> = { ...before };
  for (const [name, value] of Object.entries(deployment.metadata.annotations ?? {})) {
    if (!ownAnnotations.has(name)) after[name] = value;
  }
  const own = revisionOf(set);
  if (own < revision) {
    after[revisionAnnotation] = String(revision);
    if (own > 0) after[revisionHistoryAnnotation] = history(before?.[revisionHistoryAnnotation] ?? '', own);
  }
  const changed = Object.keys(after).some((name) => after[name] !== before?.[name]);
  return changed ? after : before;
}

/** The revisions that a ReplicaSet had before it was rolled back to, at most 2000 characters of them. */
function history(before: string, revision: number): string {
  const revisions = [...before.split(',').filter((text) => text !== ''), String(revision)];
  while (revisions.join(',').length > 2000) revisions.shift();
  return revisions.join(',');
}

function replicaAnnotations(deployment: KubeObject): Record<string, string> {
  const replicas = replicasOf(deployment);
  return {
    [desiredReplicasAnnotation]: String(replicas),
    [maxReplicasAnnotation]: String(replicas + fenceposts(deployment).surge),
  };
}

/** Sets how many pods a ReplicaSet has; true where that changed. */
export async function scaleReplicaSet(
  deployment: KubeObject,
  set: KubeObject,
  replicas: number,
  client: ControllerClient,
  options: { readonly annotate?: boolean } = {},
): Promise<boolean> {
  const before = replicasOf(set);
  const wanted = replicaAnnotations(deployment);
  const annotated = Object.entries(wanted).every(([name, value]) => set.metadata.annotations?.[name] === value);
  if (before === replicas && (annotated || options.annotate !== true)) return false;
  const annotations = { ...set.metadata.annotations, ...wanted };
  const scaled = await client.update(replicaSets, {
    ...set,
    metadata: { ...set.metadata, annotations },
    spec: { ...objectAt(set, 'spec'), replicas },
  });
  if (before === replicas) return false;
  const direction = before < replicas ? 'up' : 'down';
  const text = `Scaled ${direction} replica set ${scaled.metadata.name} from ${before} to ${replicas}`;
  client.event(deployment, 'Normal', 'ScalingReplicaSet', text);
  return true;
}

async function withRevision(
  deployment: KubeObject,
  revision: number,
  noticed: ReturnType<typeof progress> | undefined,
  client: ControllerClient,
): Promise<KubeObject> {
  const text = String(revision);
  if (deployment.metadata.annotations?.[revisionAnnotation] === text && noticed === undefined) return deployment;
  const annotations = { ...deployment.metadata.annotations, [revisionAnnotation]: text };
  const status = noticed === undefined ? objectAt(deployment, 'status') : noticed.on(deployment, client.clock.now());
  const next = { ...deployment, metadata: { ...deployment.metadata, annotations } };
  return updateStatusOf(next, status, client);
}
