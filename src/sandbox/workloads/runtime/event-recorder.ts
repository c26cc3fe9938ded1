import { formatTime, type KubeObject, messageOf, sha256 } from '../../../base/index.ts';
import type { Cluster } from '../../machinery/cluster.ts';
import { createObject } from '../../machinery/writes/create.ts';
import { objectKey, type ResourceType } from '../../machinery/resource-type.ts';
import { updateObject } from '../../machinery/writes/update.ts';
import { serviceAccountUser } from '../../http/access/authentication.ts';

/** What an event tells. */
export interface EventText {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** Which controller tells it. */
  readonly component: string;
}

/** How many events are remembered to count repetitions. */
const memory = 4096;

/** Writes events as client-go's recorder does: one that repeats raises the count of the one there is. */
export class EventRecorder {
  readonly #cluster: Cluster;
  /** What was told of which object → the event's name. */
  readonly #known = new Map<string, string>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Records an event; what goes wrong is logged, as events must not hold anybody up. */
  record(about: KubeObject, text: EventText): void {
    void this.#write(about, text).catch((error: unknown) => {
      // Namespaces that are being deleted take no events any more.
      if (['Forbidden', 'NotFound'].includes((error as { code?: string }).code ?? '')) return;
      this.#cluster.logger.warn('event was not recorded', { reason: text.reason, error: messageOf(error) });
    });
  }

  async #write(about: KubeObject, text: EventText): Promise<void> {
    const type = this.#cluster.registry.get('', 'events');
    if (type === undefined) return;
    const namespace = about.metadata.namespace ?? 'default';
    const identity = `${about.metadata.uid}/${text.type}/${text.reason}/${text.component}/${sha256(text.message)}`;
    const name = this.#known.get(identity);
    const known = name === undefined ? undefined : this.#cluster.storage.get(objectKey(type, namespace, name));
    if (name !== undefined && known !== undefined) await this.#repeat(type, namespace, name, text);
    else await this.#create(type, namespace, about, text, identity);
  }

  async #create(
    type: ResourceType,
    namespace: string,
    about: KubeObject,
    text: EventText,
    identity: string,
  ): Promise<void> {
    const { clock, random } = this.#cluster;
    const suffix = `${clock.now().toString(16)}${Math.floor(random.float() * 0xffff)
      .toString(16)
      .padStart(4, '0')}`;
    const name = `${about.metadata.name}.${suffix}`;
    const time = formatTime(clock.now());
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name, namespace },
      involvedObject: {
        apiVersion: about.apiVersion,
        kind: about.kind,
        name: about.metadata.name ?? '',
        ...(about.metadata.namespace === undefined ? {} : { namespace: about.metadata.namespace }),
        uid: about.metadata.uid ?? '',
        resourceVersion: about.metadata.resourceVersion ?? '',
      },
      reason: text.reason,
      message: text.message,
      source: { component: text.component },
      firstTimestamp: time,
      lastTimestamp: time,
      count: 1,
      type: text.type,
      reportingComponent: text.component,
      reportingInstance: '',
    };
    const { object } = type.codec.decode(event, 'v1');
    const target = { type, version: 'v1', namespace, name, subresource: '' };
    await createObject(this.#cluster, target, object, this.#context(text));
    this.#known.set(identity, name);
    if (this.#known.size > memory) {
      const [oldest] = this.#known.keys();
      if (oldest !== undefined) this.#known.delete(oldest);
    }
  }

  async #repeat(type: ResourceType, namespace: string, name: string, text: EventText): Promise<void> {
    const lastTimestamp = formatTime(this.#cluster.clock.now());
    const target = { type, version: 'v1', namespace, name, subresource: '' };
    const plan = {
      create: false,
      next: (current: KubeObject | undefined): KubeObject => {
        const count = typeof current?.['count'] === 'number' ? current['count'] + 1 : 1;
        return { ...(current as KubeObject), metadata: { ...current?.metadata }, count, lastTimestamp };
      },
    };
    await updateObject(this.#cluster, target, plan, this.#context(text));
  }

  #context(text: EventText): Parameters<typeof createObject>[3] {
    return {
      user: serviceAccountUser('kube-system', text.component),
      manager:
        text.component === 'kubelet' || text.component === 'default-scheduler'
          ? text.component
          : 'kube-controller-manager',
      dryRun: false,
      warn: () => undefined,
    };
  }
}
