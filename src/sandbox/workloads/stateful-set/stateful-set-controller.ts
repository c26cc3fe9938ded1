import { type KubeObject, numberAt, objectAt, textAt } from '../../../base/index.ts';
import { type Controller, type ReconcileResult, splitKey, watchOwn, watchOwned } from '../runtime/controller.ts';
import type { ControllerClient } from '../runtime/controller-client.ts';
import { claim } from '../ownership.ts';
import { availability, isFinished, pods } from '../pods.ts';
import { controllerRevisions, type Revisions, syncRevisions, truncateRevisions } from '../revisions.ts';
import {
  createStatefulPod,
  deleteStatefulPod,
  firstOrdinal,
  ordinalOf,
  releaseClaims,
  revisionOfPod,
} from './stateful-pod.ts';
import { countPods, isRunningAndReady, statefulSets, writeStatus } from './stateful-set-status.ts';

/** Keeps the pods of StatefulSets: each with its name and its volumes, in order (kubernetes 1.36, pkg/controller/statefulset). */
export const statefulSetController: Controller = {
  name: 'statefulset-controller',
  watches: [
    watchOwn(statefulSets.group, statefulSets.plural),
    watchOwned(pods.group, pods.plural, 'StatefulSet'),
    watchOwned(controllerRevisions.group, controllerRevisions.plural, 'StatefulSet'),
  ],
  reconcile: async (key, client) => {
    const { namespace, name } = splitKey(key);
    const set = client.get(statefulSets, namespace, name);
    if (set === undefined) return undefined;
    const owned = (await claim(client, pods, set)).filter((pod) => ordinalOf(set, pod) !== undefined);
    const form = { hashLabel: 'controller.kubernetes.io/hash', annotations: set.metadata.annotations };
    const revisions = await syncRevisions(client, set, await claim(client, controllerRevisions, set), form);
    const current = currentRevision(set, revisions);
    const plan = new SetPlan(set, owned, { current, update: revisions.update }, client);
    if (set.metadata.deletionTimestamp === undefined) await plan.step();
    return report(set, current, revisions, client);
  },
};

function currentRevision(set: KubeObject, { all, update }: Revisions): KubeObject {
  const name = textAt(set, 'status', 'currentRevision');
  return all.find((revision) => revision.metadata.name === name) ?? update;
}

async function report(
  set: KubeObject,
  current: KubeObject,
  revisions: Revisions,
  client: ControllerClient,
): Promise<ReconcileResult> {
  const { namespace = '', name = '' } = set.metadata;
  const stored = client.get(statefulSets, namespace, name);
  if (stored === undefined || stored.metadata.uid !== set.metadata.uid) return {};
  const owned = client.controlled(pods, stored).filter((pod) => ordinalOf(set, pod) !== undefined);
  const names = { current: current.metadata.name ?? '', update: revisions.update.metadata.name ?? '' };
  const { status, soon } = countPods(stored, owned, names, client.clock.now());
  await writeStatus(client, stored, status);
  const live = new Set([...owned.map(revisionOfPod), names.current, names.update]);
  await truncateRevisions(client, set, revisions.all, live);
  return soon.length === 0 ? {} : { againAfterMs: Math.min(...soon) };
}

/** One look at a set: does what can be done now and leaves the rest for after the next change. */
class SetPlan {
  readonly #set: KubeObject;
  readonly #client: ControllerClient;
  readonly #current: KubeObject;
  readonly #update: KubeObject;
  /** Whether pods come and go one after the other. */
  readonly #ordered: boolean;
  /** By ordinal: the pods that there should be. */
  readonly #wanted = new Map<number, KubeObject | undefined>();
  /** The pods beyond those, the last one first. */
  readonly #surplus: readonly KubeObject[];

  constructor(
    set: KubeObject,
    owned: readonly KubeObject[],
    revisions: { readonly current: KubeObject; readonly update: KubeObject },
    client: ControllerClient,
  ) {
    this.#set = set;
    this.#client = client;
    this.#current = revisions.current;
    this.#update = revisions.update;
    this.#ordered = textAt(set, 'spec', 'podManagementPolicy') !== 'Parallel';
    const byOrdinal = new Map(owned.map((pod) => [ordinalOf(set, pod) ?? -1, pod]));
    const start = firstOrdinal(set);
    for (let ordinal = start; ordinal < start + numberAt(set, ['spec', 'replicas']); ordinal += 1) {
      this.#wanted.set(ordinal, byOrdinal.get(ordinal));
    }
    this.#surplus = [...byOrdinal]
      .filter(([ordinal]) => !this.#wanted.has(ordinal))
      .sort(([a], [b]) => b - a)
      .map(([, pod]) => pod);
  }

  async step(): Promise<void> {
    for (const [ordinal, pod] of this.#wanted) if (!(await this.#bringUp(ordinal, pod))) return;
    for (const pod of this.#surplus) if (!(await this.#takeDown(pod))) return;
    await this.#rollOver();
  }

  /** Sees to one pod; gives whether the next one may be looked at. */
  async #bringUp(ordinal: number, pod: KubeObject | undefined): Promise<boolean> {
    if (pod === undefined) {
      await createStatefulPod(this.#client, this.#set, ordinal, this.#revisionFor(ordinal));
      return !this.#ordered;
    }
    const terminating = pod.metadata.deletionTimestamp !== undefined;
    if (isFinished(pod) && !terminating) {
      const { namespace, name } = pod.metadata;
      this.#client.event(
        this.#set,
        'Warning',
        'RecreatingFailedPod',
        `StatefulSet ${namespace}/${this.#set.metadata.name} is recreating failed Pod ${name}`,
      );
      await deleteStatefulPod(this.#client, this.#set, pod);
      return !this.#ordered;
    }
    return !this.#ordered || (!terminating && this.#isAvailable(pod));
  }

  async #takeDown(pod: KubeObject): Promise<boolean> {
    if (pod.metadata.deletionTimestamp !== undefined) return !this.#ordered;
    if (this.#ordered && !isRunningAndReady(pod) && this.#firstUnhealthy() !== pod) return false;
    await releaseClaims(this.#client, this.#set, pod);
    await deleteStatefulPod(this.#client, this.#set, pod);
    return !this.#ordered;
  }

  /** Replaces pods of another revision, the last one first, each once the one before is well. */
  async #rollOver(): Promise<void> {
    const strategy = objectAt(this.#set, 'spec', 'updateStrategy');
    if (strategy['type'] !== 'RollingUpdate') return;
    const partition = numberAt(strategy, ['rollingUpdate', 'partition']);
    const least = firstOrdinal(this.#set) + partition;
    const update = this.#update.metadata.name ?? '';
    for (const [ordinal, pod] of [...this.#wanted].reverse()) {
      if (ordinal < least || pod === undefined) return;
      const terminating = pod.metadata.deletionTimestamp !== undefined;
      if (revisionOfPod(pod) !== update && !terminating) {
        await deleteStatefulPod(this.#client, this.#set, pod);
        return;
      }
      if (terminating || !this.#isAvailable(pod)) return;
    }
  }

  #isAvailable(pod: KubeObject): boolean {
    const minReadySeconds = numberAt(this.#set, ['spec', 'minReadySeconds']);
    return isRunningAndReady(pod) && availability(pod, minReadySeconds, this.#client.clock.now()) === true;
  }

  #firstUnhealthy(): KubeObject | undefined {
    const all = [...this.#wanted.values(), ...[...this.#surplus].reverse()];
    return all.find(
      (pod) => pod !== undefined && (!isRunningAndReady(pod) || pod.metadata.deletionTimestamp !== undefined),
    );
  }

  /** The revision that a new pod is made from: the old one below the partition. */
  #revisionFor(ordinal: number): KubeObject {
    const strategy = objectAt(this.#set, 'spec', 'updateStrategy');
    if (strategy['type'] !== 'RollingUpdate') return this.#update;
    const partition = objectAt(strategy, 'rollingUpdate')['partition'];
    const kept = typeof partition === 'number' ? partition : numberAt(this.#set, ['status', 'currentReplicas']);
    return ordinal < firstOrdinal(this.#set) + kept ? this.#current : this.#update;
  }
}
