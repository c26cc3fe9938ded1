import { canonicalJson, jsonAt, type JsonObject, type KubeObject, textAt } from '../../../src/base/index.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Canonicaliser } from '../judge/canonical.ts';
import type { Point } from '../judge/recording.ts';
import { type Said, withoutPassingStates } from '../judge/transitions.ts';
import { kindOf, recordedKinds } from '../model/kinds.ts';
import type { Scenario, Subject } from '../model/scenario.ts';

/** What was read from the cluster at one moment. */
export interface Sight {
  readonly owners: ReadonlyMap<Subject, KubeObject | undefined>;
  readonly events: readonly KubeObject[];
  readonly objects: readonly KubeObject[];
  /** Equal for two sights between which nothing was written. */
  readonly fingerprint: string;
}

/** Looks at everything that a scenario is about. One instance a run: it remembers which Events were recorded. */
export class Observer {
  readonly #scenario: Scenario;
  readonly #cluster: Cluster;
  readonly #names: Canonicaliser;
  /** By uid, how often each Event had happened at the point before. */
  #counts = new Map<string, number>();

  constructor(scenario: Scenario, cluster: Cluster, names: Canonicaliser) {
    this.#scenario = scenario;
    this.#cluster = cluster;
    this.#names = names;
  }

  /** Reads the owners alone: far less than a whole look. */
  async lookAtOwners(): Promise<Sight['owners']> {
    const { owners } = this.#scenario;
    const found = await Promise.all(owners.map((owner) => this.#cluster.get(owner)));
    return new Map(owners.map((owner, index) => [owner, found[index]]));
  }

  /** Reads owners, their Events and the delivered objects. */
  async look(): Promise<Sight> {
    const { owners, name, namespaces } = this.#scenario;
    const found = await this.lookAtOwners();
    const eventNamespaces = [...new Set(owners.map((owner) => owner.namespace))];
    const events = (
      await Promise.all(
        eventNamespaces.map((namespace) => this.#cluster.list({ apiVersion: 'v1', kind: 'Event' }, namespace)),
      )
    )
      .flat()
      .filter((event) => owners.some((owner) => isAbout(event, owner)));
    const lists = [name, ...namespaces].flatMap((namespace) =>
      recordedKinds.map((kind) => this.#cluster.list({ apiVersion: kindOf(kind).apiVersion, kind }, namespace)),
    );
    const further = namespaces.map((namespace) =>
      this.#cluster.get({ apiVersion: 'v1', kind: 'Namespace', namespace: '', name: namespace }),
    );
    const objects = [...(await Promise.all(lists)).flat(), ...(await Promise.all(further))].filter(
      (object) => object !== undefined && !isWorldly(object),
    ) as KubeObject[];
    const all = [...found.values(), ...events, ...objects];
    return {
      owners: found,
      events,
      objects,
      fingerprint: all.map((object) => `${object?.metadata.uid}@${object?.metadata.resourceVersion}`).join(' '),
    };
  }

  /** Counts the Events that are there as recorded: those of an earlier run in the same cluster. */
  async forgetThePast(): Promise<void> {
    this.#remember((await this.look()).events);
  }

  /** What a sight is recorded as; its Events count as recorded from now on. */
  record(sight: Sight): Point {
    const owners: Record<string, JsonObject | null> = {};
    const events: Record<string, JsonObject[]> = {};
    for (const [subject, owner] of sight.owners) {
      owners[subject.text] = owner === undefined ? null : this.#names.owner(owner);
      const own = sight.events.filter((event) => isAbout(event, subject)).map((event) => this.#said(event));
      const news = withoutPassingStates(own.filter((event) => event.times > 0 && !this.#isPassing(event)));
      events[subject.text] = distinct(
        news.map((event) => this.#names.value({ ...event, times: undefined }) as JsonObject),
      );
    }
    const objects: Record<string, JsonObject> = {};
    for (const object of sight.objects) objects[this.#key(object)] = this.#names.delivered(object);
    this.#remember(sight.events);
    return { owners, events, objects: sorted(objects) };
  }

  #remember(events: readonly KubeObject[]): void {
    this.#counts = new Map(events.map((event) => [event.metadata.uid ?? '', occurrences(event)]));
  }

  #isPassing(event: Said): boolean {
    return this.#scenario.sometimes.some((part) => event.message.includes(part));
  }

  #said(event: KubeObject): Said & JsonObject {
    const component = jsonAt(event, 'source', 'component') ?? event['reportingComponent'];
    const annotations = event.metadata.annotations;
    return {
      type: event['type'],
      reason: textAt(event, 'reason'),
      message: textAt(event, 'message'),
      component,
      ...(annotations === undefined ? {} : { annotations }),
      times: occurrences(event) - (this.#counts.get(event.metadata.uid ?? '') ?? 0),
    };
  }

  #key(object: KubeObject): string {
    const { namespace, name = '' } = object.metadata;
    const place = namespace === undefined || namespace === this.#scenario.name ? name : `${namespace}/${name}`;
    return `${object.kind}/${place}`;
  }
}

function isAbout(event: KubeObject, owner: Subject): boolean {
  return (
    event.metadata.namespace === owner.namespace &&
    jsonAt(event, 'involvedObject', 'kind') === owner.kind &&
    jsonAt(event, 'involvedObject', 'name') === owner.name
  );
}

function occurrences(event: KubeObject): number {
  return Number(jsonAt(event, 'series', 'count') ?? event['count'] ?? 1);
}

/** Objects that every namespace has. */
function isWorldly(object: KubeObject): boolean {
  const { name } = object.metadata;
  if (object.kind === 'ConfigMap') return name === 'kube-root-ca.crt';
  return object.kind === 'ServiceAccount' && name === 'default';
}

function distinct(values: readonly JsonObject[]): JsonObject[] {
  const byText = new Map(values.map((value) => [canonicalJson(value), value]));
  return [...byText.keys()].sort().map((text) => byText.get(text) ?? {});
}

function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
