import type { ApiResource, KubeClient } from '../../kube/index.ts';
import type { Clock, KubeObject, Metrics, ObjectKey } from '../../base/index.ts';
import type { ApplyPolicy, PrunePolicy, Restrictions } from '../delivery.ts';
import type { IgnoredFields } from '../ignored/index.ts';

/** Where actions are carried out, and how. */
export interface ApplyTarget {
  readonly client: KubeClient;
  readonly policy: ApplyPolicy;
  readonly prune: PrunePolicy;
  readonly restrictions?: Restrictions | undefined;
  readonly ignored?: IgnoredFields | undefined;
  /** Validate only: nothing is stored. */
  readonly dryRun: boolean;
  /** Namespaces that a run which only validates would have made by now: what goes into them cannot be validated. */
  readonly unmade?: ReadonlySet<string>;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** The resource of a kind that was observed; undefined where the API server does not serve it. */
  resourceOf(object: KubeObject): Promise<ApiResource | undefined>;
  /** Told of what every write gave back. */
  wrote(key: ObjectKey, object: KubeObject): void;
  deleted(live: KubeObject): void;
}
