import { jsonEqual, type JsonObject, type KubeObject, numberAt, objectAt, objectsAt } from '../../../base/index.ts';
import {
  type Controller,
  keyOfObject,
  type ReconcileResult,
  splitKey,
  watchOwn,
  watchOwned,
} from '../runtime/controller.ts';
import type { ControllerClient } from '../runtime/controller-client.ts';
import { scaled } from '../deployment/deployment-object.ts';
import { claim } from '../ownership.ts';
import { availability, isFinished, isReady, pods } from '../pods.ts';
import { controllerRevisions, revisionHash, syncRevisions, truncateRevisions } from '../revisions.ts';
import { daemonPod, nodeOf, revisionLabel } from './daemon-pod.ts';
import { nodeMatches, tolerates } from '../node-fit.ts';

const daemonSets = { group: 'apps', plural: 'daemonsets' } as const;
const nodes = { group: '', plural: 'nodes' } as const;

/** Keeps a pod of each DaemonSet on every node that takes it (kubernetes 1.36, pkg/controller/daemon). */
export const daemonSetController: Controller = {
  name: 'daemon-set-controller',
  watches: [
    watchOwn(daemonSets.group, daemonSets.plural),
    watchOwned(pods.group, pods.plural, 'DaemonSet'),
    watchOwned(controllerRevisions.group, controllerRevisions.plural, 'DaemonSet'),
    { ...nodes, keys: (_, { client }) => client.list(daemonSets, '').map(keyOfObject) },
  ],
  reconcile: async (key, client) => {
    const { namespace, name } = splitKey(key);
    const set = client.get(daemonSets, namespace, name);
    if (set === undefined) return undefined;
    const owned = await claim(client, pods, set);
    const form = { hashLabel: revisionLabel, annotations: set.metadata.annotations };
    const { update, all } = await syncRevisions(client, set, await claim(client, controllerRevisions, set), form);
    const hash = revisionHash(update, revisionLabel);
    if (set.metadata.deletionTimestamp === undefined) {
      await place(client, set, owned, hash);
      await rollOver(client, set, hash);
    }
    const live = new Set(client.controlled(pods, set).map((pod) => `${name}-${hashOf(pod)}`));
    await truncateRevisions(client, set, all, live.add(update.metadata.name ?? ''));
    return report(client, set, hash);
  },
};

function hashOf(pod: KubeObject): string {
  return pod.metadata.labels?.[revisionLabel] ?? '';
}

/** Whether a node is to have a pod. */
function isWanted(set: KubeObject, node: KubeObject): boolean {
  const sample = objectAt(daemonPod(set, node.metadata.name ?? '', ''), 'spec');
  const template = objectAt(set, 'spec', 'template', 'spec');
  return nodeMatches(template, node) && tolerates(sample, node);
}

async function place(
  client: ControllerClient,
  set: KubeObject,
  owned: readonly KubeObject[],
  hash: string,
): Promise<void> {
  const known = new Map(client.list(nodes, '').map((node) => [node.metadata.name ?? '', node]));
  const byNode = Map.groupBy(owned, nodeOf);
  for (const [name, node] of known) {
    const here = byNode.get(name) ?? [];
    if (!isWanted(set, node)) {
      for (const pod of here) await remove(client, set, pod);
      continue;
    }
    for (const pod of here) if (isFinished(pod)) await replaceFailed(client, set, pod);
    const alive = here.filter((pod) => !isFinished(pod));
    if (alive.length === 0 && here.every((pod) => pod.metadata.deletionTimestamp === undefined)) {
      await make(client, set, name, hash);
    }
    // Beside the newest pod there may be the one that it replaces, but no more.
    const current = alive.filter((pod) => hashOf(pod) === hash && pod.metadata.deletionTimestamp === undefined);
    for (const pod of current.slice(1)) await remove(client, set, pod);
  }
  for (const [name, here] of byNode) if (!known.has(name)) for (const pod of here) await remove(client, set, pod);
}

async function replaceFailed(client: ControllerClient, set: KubeObject, pod: KubeObject): Promise<void> {
  if (pod.metadata.deletionTimestamp !== undefined) return;
  const { namespace, name } = pod.metadata;
  const text = `Found failed daemon pod ${namespace}/${name} on node ${nodeOf(pod)}, will try to kill it`;
  client.event(set, 'Warning', 'FailedDaemonPod', text);
  await remove(client, set, pod);
}

async function make(client: ControllerClient, set: KubeObject, node: string, hash: string): Promise<void> {
  const pod = await client.create(pods, daemonPod(set, node, hash));
  client.event(set, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
}

async function remove(client: ControllerClient, set: KubeObject, pod: KubeObject): Promise<void> {
  if (pod.metadata.deletionTimestamp !== undefined) return;
  await client.delete(pods, pod);
  client.event(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
}

/** Replaces pods of old templates, as many at a time as may be missing, or beside new ones as many as may be too many. */
async function rollOver(client: ControllerClient, set: KubeObject, hash: string): Promise<void> {
  const strategy = objectAt(set, 'spec', 'updateStrategy');
  if (strategy['type'] !== 'RollingUpdate') return;
  const wanted = client.list(nodes, '').filter((node) => isWanted(set, node));
  const rolling = objectAt(strategy, 'rollingUpdate');
  const surge = scaled(rolling['maxSurge'], wanted.length, Math.ceil);
  const missing = Math.max(surge > 0 ? 0 : 1, scaled(rolling['maxUnavailable'], wanted.length, Math.ceil));
  const byNode = Map.groupBy(client.controlled(pods, set), nodeOf);
  const isWell = (pod: KubeObject): boolean =>
    pod.metadata.deletionTimestamp === undefined && isAvailable(client, set, pod);
  let unavailable = wanted.filter((node) => !(byNode.get(node.metadata.name ?? '') ?? []).some(isWell)).length;
  let extra = 0;
  for (const node of wanted) {
    const name = node.metadata.name ?? '';
    const here = (byNode.get(name) ?? []).filter((pod) => pod.metadata.deletionTimestamp === undefined);
    const old = here.filter((pod) => hashOf(pod) !== hash);
    const fresh = here.filter((pod) => hashOf(pod) === hash);
    if (old.length === 0) continue;
    if (surge > 0) {
      if (fresh.some(isWell)) for (const pod of old) await remove(client, set, pod);
      else if (fresh.length > 0) extra += 1;
      else if (extra < surge) {
        extra += 1;
        await make(client, set, name, hash);
      }
      continue;
    }
    const well = old.some(isWell);
    if (well && unavailable >= missing) continue;
    if (well) unavailable += 1;
    for (const pod of old) await remove(client, set, pod);
  }
}

function isAvailable(client: ControllerClient, set: KubeObject, pod: KubeObject): boolean {
  return availability(pod, numberAt(set, ['spec', 'minReadySeconds']), client.clock.now()) === true;
}

async function report(client: ControllerClient, seen: KubeObject, hash: string): Promise<ReconcileResult> {
  const { namespace = '', name = '', uid } = seen.metadata;
  const set = client.get(daemonSets, namespace, name);
  if (set === undefined || set.metadata.uid !== uid) return {};
  const byNode = Map.groupBy(client.controlled(pods, set), nodeOf);
  const count = { desired: 0, current: 0, wrong: 0, ready: 0, updated: 0, available: 0 };
  const soon: number[] = [];
  for (const node of client.list(nodes, '')) {
    const here = byNode.get(node.metadata.name ?? '') ?? [];
    if (!isWanted(set, node)) {
      if (here.length > 0) count.wrong += 1;
      continue;
    }
    count.desired += 1;
    // The oldest pod that is ready, or the oldest.
    const pod = here.find(isReady) ?? here[0];
    if (pod === undefined) continue;
    count.current += 1;
    if (hashOf(pod) === hash) count.updated += 1;
    if (!isReady(pod)) continue;
    count.ready += 1;
    const state = availability(pod, numberAt(set, ['spec', 'minReadySeconds']), client.clock.now());
    if (state === true) count.available += 1;
    else if (state !== undefined) soon.push(state);
  }
  await writeStatus(client, set, count);
  return soon.length === 0 ? {} : { againAfterMs: Math.min(...soon) };
}

async function writeStatus(
  client: ControllerClient,
  set: KubeObject,
  count: Readonly<Record<'desired' | 'current' | 'wrong' | 'ready' | 'updated' | 'available', number>>,
): Promise<void> {
  const before = objectAt(set, 'status');
  const conditions = objectsAt(before, 'conditions');
  const unavailable = count.desired - count.available;
  const status: JsonObject = {
    currentNumberScheduled: count.current,
    numberMisscheduled: count.wrong,
    desiredNumberScheduled: count.desired,
    numberReady: count.ready,
    observedGeneration: set.metadata.generation,
    ...(count.updated === 0 ? {} : { updatedNumberScheduled: count.updated }),
    ...(count.available === 0 ? {} : { numberAvailable: count.available }),
    ...(unavailable === 0 ? {} : { numberUnavailable: unavailable }),
    ...(before['collisionCount'] === undefined ? {} : { collisionCount: before['collisionCount'] }),
    ...(conditions.length === 0 ? {} : { conditions: [...conditions] }),
  };
  if (!jsonEqual(status, before)) await client.updateStatus(daemonSets, set, status);
}
