import { type JsonObject, type KubeObject, numberAt, objectAt, objectsAt, textAt } from '../../../base/index.ts';
import type { ControllerClient } from '../runtime/controller-client.ts';
import { controllerReference } from '../ownership.ts';
import { podFromTemplate, pods } from '../pods.ts';
import { templateOfRevision } from '../revisions.ts';

/** The label that names the revision that a pod is of. */
export const revisionLabel = 'controller-revision-hash';
const nameLabel = 'statefulset.kubernetes.io/pod-name';
const indexLabel = 'apps.kubernetes.io/pod-index';
const claims = { group: '', plural: 'persistentvolumeclaims' } as const;

/** The ordinal in the name of a pod of a set; undefined for other names. */
export function ordinalOf(set: KubeObject, pod: KubeObject): number | undefined {
  const match = /^(.*)-(\d+)$/.exec(pod.metadata.name ?? '');
  return match?.[1] === set.metadata.name ? Number(match?.[2]) : undefined;
}

/** The first ordinal of a set. */
export function firstOrdinal(set: KubeObject): number {
  return numberAt(set, ['spec', 'ordinals', 'start']);
}

/** The revision that a pod is of. */
export function revisionOfPod(pod: KubeObject): string {
  return pod.metadata.labels?.[revisionLabel] ?? '';
}

/** Makes the pod with an ordinal, and first what it is to keep its data in (kubernetes 1.36, stateful_set_utils.go). */
export async function createStatefulPod(
  client: ControllerClient,
  set: KubeObject,
  ordinal: number,
  revision: KubeObject,
): Promise<void> {
  const name = `${set.metadata.name}-${ordinal}`;
  await createClaims(client, set, name);
  const template = templateOfRevision(revision);
  const pod = podFromTemplate(set, template, name);
  const labels = {
    ...pod.metadata.labels,
    [nameLabel]: name,
    [indexLabel]: String(ordinal),
    [revisionLabel]: revision.metadata.name ?? '',
  };
  const spec = { ...objectAt(pod, 'spec'), hostname: name, subdomain: textAt(set, 'spec', 'serviceName') };
  const volumes = volumesOf(set, name, objectsAt(spec, 'volumes'));
  const draft: KubeObject = {
    ...pod,
    metadata: { ...pod.metadata, generateName: `${set.metadata.name}-`, labels },
    spec: volumes.length === 0 ? spec : { ...spec, volumes: [...volumes] },
  };
  await client.create(pods, draft);
  client.event(set, 'Normal', 'SuccessfulCreate', told('create', set, name));
}

/** Deletes a pod of a set. */
export async function deleteStatefulPod(client: ControllerClient, set: KubeObject, pod: KubeObject): Promise<void> {
  await client.delete(pods, pod);
  client.event(set, 'Normal', 'SuccessfulDelete', told('delete', set, pod.metadata.name ?? ''));
}

function told(verb: string, set: KubeObject, name: string): string {
  return `${verb} Pod ${name} in StatefulSet ${set.metadata.name} successful`;
}

function volumesOf(set: KubeObject, pod: string, own: readonly JsonObject[]): readonly JsonObject[] {
  const kept = objectsAt(set, 'spec', 'volumeClaimTemplates').map((template) => textAt(template, 'metadata', 'name'));
  const claimed = kept.map((name) => ({ name, persistentVolumeClaim: { claimName: `${name}-${pod}` } }));
  return [...claimed, ...own.filter((volume) => !kept.includes(textAt(volume, 'name')))];
}

async function createClaims(client: ControllerClient, set: KubeObject, pod: string): Promise<void> {
  const namespace = set.metadata.namespace ?? '';
  const matchLabels = objectAt(set, 'spec', 'selector', 'matchLabels');
  for (const template of objectsAt(set, 'spec', 'volumeClaimTemplates')) {
    const name = `${textAt(template, 'metadata', 'name')}-${pod}`;
    const existing = client.get(claims, namespace, name);
    if (existing !== undefined) continue;
    const { annotations, labels } = objectAt(template, 'metadata');
    const goes = textAt(set, 'spec', 'persistentVolumeClaimRetentionPolicy', 'whenDeleted') === 'Delete';
    const metadata: JsonObject = {
      name,
      namespace,
      annotations,
      labels: { ...(labels as JsonObject | undefined), ...matchLabels },
      ...(goes ? { ownerReferences: [controllerReference(set)] } : {}),
    };
    const spec = objectAt(template, 'spec');
    await client.create(claims, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec });
    const text = `create Claim ${name} Pod ${pod} in StatefulSet ${set.metadata.name} success`;
    client.event(set, 'Normal', 'SuccessfulCreate', text);
  }
}

/** Lets the claims of a pod that is scaled away go with it, where the set wants that. */
export async function releaseClaims(client: ControllerClient, set: KubeObject, pod: KubeObject): Promise<void> {
  if (textAt(set, 'spec', 'persistentVolumeClaimRetentionPolicy', 'whenScaled') !== 'Delete') return;
  const { namespace = '', name = '', uid = '' } = pod.metadata;
  for (const template of objectsAt(set, 'spec', 'volumeClaimTemplates')) {
    const claim = client.get(claims, namespace, `${textAt(template, 'metadata', 'name')}-${name}`);
    if (claim === undefined) continue;
    const owners = (claim.metadata.ownerReferences ?? []).filter((owner) => owner.uid !== set.metadata.uid);
    if (owners.some((owner) => owner.uid === uid)) continue;
    const ownerReferences = [...owners, controllerReference(pod)];
    await client.update(claims, { ...claim, metadata: { ...claim.metadata, ownerReferences } });
  }
}
