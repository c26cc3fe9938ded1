import {
  type ClusterKey,
  jsonEqual,
  type JsonObject,
  type KubeObject,
  messageOf,
  type ObjectKey,
  Semaphore,
} from '../../base/index.ts';
import { KubeError, type KubeClient, type ResourceRef } from '../../kube/index.ts';
import { compareOwned, fieldDifferences, ownedFields } from '../../patch/index.ts';
import { needsAdoption } from '../apply/index.ts';
import type { ApplyPolicy } from '../delivery.ts';
import { counted, type IgnoredFields, type IgnoredOfObject, withKept, withoutManaged } from '../ignored/index.ts';
import type { FieldDifference, SyncVerdict } from '../plan/index.ts';
import type { Placement } from '../placement.ts';
import { AppliedMemory } from './applied-memory.ts';

/** How a live object stands to the desired one. */
export interface Comparison {
  readonly sync: Exclude<SyncVerdict, 'extra'>;
  readonly differences: readonly FieldDifference[];
}

/** What is compared, and how the API server would be asked. */
export interface ComparisonSubject {
  readonly cluster: ClusterKey;
  readonly key: ObjectKey;
  readonly desired: KubeObject;
  /** Names `desired`: equal digests, equal objects. */
  readonly digest: string;
  readonly live: KubeObject | undefined;
  readonly placement: Placement;
  readonly policy: Pick<ApplyPolicy, 'fieldManager' | 'adopt'>;
  readonly ignored?: IgnoredFields | undefined;
  /** The live object with what others own of it. */
  readonly whole: () => Promise<KubeObject>;
  readonly client: KubeClient;
  readonly ref: ResourceRef;
}

/**
 * Judges whether live objects are as desired. Only the fields that we own count, so what the API server defaults and what others add is
 * no difference. It asks the API server (a dry run) only where values differ in a way that may be mere spelling, a few at a time.
 */
export class Comparer {
  readonly memory = new AppliedMemory();
  readonly #dryRuns: Semaphore;

  constructor(options: { readonly concurrentDryRuns: number } = { concurrentDryRuns: 4 }) {
    this.#dryRuns = new Semaphore(options.concurrentDryRuns);
  }

  async compare(subject: ComparisonSubject, signal: AbortSignal): Promise<Comparison> {
    const { cluster, key, desired, live, policy, ignored } = subject;
    const { fieldManager } = policy;
    const rules = ignored?.of(key);
    const count = (object: KubeObject): KubeObject => counted(rules, object);
    const digest = memoryDigest(subject.digest, rules === undefined ? undefined : ignored);
    if (subject.placement.write === 'ignore') return synced;
    if (live === undefined) return { sync: 'missing', differences: [] };
    if (subject.placement.write === 'if-not-present') return synced;
    // What another manager wrote in our place goes away with an apply, though none of our fields may differ.
    if (subject.placement.write !== 'merge' && needsAdoption(live, policy))
      return { sync: 'out-of-sync', differences: fieldDifferences(desired, live) };
    const recalled = this.memory.recall(cluster, key, digest, live, fieldManager, count);
    if (recalled === 'synced') return synced;
    const owned = ownedFields(live.metadata.managedFields ?? [], fieldManager);
    if (owned === undefined) return { sync: 'out-of-sync', differences: fieldDifferences(desired, live) };
    let differences = compareOwned(count(desired), count(live), owned);
    if (differences.length > 0 && rules !== undefined && rules.managers.length > 0) {
      const rest = withoutManaged(rules, count(desired), count(await subject.whole()));
      differences = compareOwned(rest.desired, rest.live, owned);
    }
    if (differences.length === 0) {
      this.memory.remember(cluster, key, digest, live, fieldManager, 'synced', count);
      return synced;
    }
    // The same live version was compared before: it differed then.
    if (recalled !== undefined) return { sync: recalled === 'missing' ? 'missing' : 'out-of-sync', differences };
    const verdict = await this.#dryRuns.run(() => dryRun(subject, live, rules, signal));
    this.memory.remember(cluster, key, digest, live, fieldManager, verdict, count);
    return verdict === 'synced' ? synced : { sync: 'out-of-sync', differences };
  }
}

/** Names what an object should be, and by which rules that was judged. */
export function memoryDigest(desired: string, ignored: Pick<IgnoredFields, 'id'> | undefined): string {
  return ignored === undefined ? desired : `${desired} ${ignored.id}`;
}

const synced: Comparison = { sync: 'synced', differences: [] };

/** Whether applying would change anything: the API server's own answer. */
async function dryRun(
  subject: ComparisonSubject,
  live: KubeObject,
  rules: IgnoredOfObject | undefined,
  signal: AbortSignal,
): Promise<'synced' | 'out-of-sync'> {
  const { client, ref, policy, ignored } = subject;
  const { fieldManager } = policy;
  try {
    const full = rules !== undefined && rules.managers.length > 0 ? await subject.whole() : live;
    const keeps = rules !== undefined && ignored?.kept === true;
    const desired = keeps ? withKept(rules, subject.desired, full, fieldManager) : subject.desired;
    const answer = await client.patch(
      ref,
      { kind: 'apply', object: desired, force: true },
      { dryRun: true, fieldManager, signal },
    );
    const rest =
      rules === undefined
        ? { desired: answer, live }
        : withoutManaged(rules, counted(rules, answer), counted(rules, full));
    return jsonEqual(lasting(rest.desired), lasting(rest.live)) ? 'synced' : 'out-of-sync';
  } catch (error) {
    // A refusal is the apply's to report: the object cannot be as desired.
    if (error instanceof KubeError && !isPassing(error)) return 'out-of-sync';
    throw new KubeError('server-error', `comparing ${ref.resource.kind}/${ref.name}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** Whether the API server said nothing about the object, and may another time. */
function isPassing({ code }: KubeError): boolean {
  return code === 'unavailable' || code === 'timeout' || code === 'too-many-requests' || code === 'unauthorized';
}

/** An object without what every write, or the cluster by itself, changes. */
function lasting(object: KubeObject): JsonObject {
  const { managedFields: _managers, resourceVersion: _version, generation: _generation, ...metadata } = object.metadata;
  return { ...object, metadata, status: undefined };
}
