import type { Clock, KubeObject, Logger } from '../../base/index.ts';
import type { Clusters, Engine, OwnerEvent, OwnerWriter, References } from '../../engine/index.ts';
import type { KubeClient } from '../../kube/index.ts';
import type { Charts } from './chart/index.ts';

/** What the HelmRelease controller stands on. */
export interface HelmReleaseReconcilerOptions {
  readonly owners: OwnerWriter;
  readonly references: References;
  readonly clusters: Clusters;
  /** Watches of what is there, and who has it. */
  readonly engine: Pick<Engine, 'view' | 'claims' | 'forget'>;
  /** The cluster that HelmReleases and their charts live in. */
  readonly home: KubeClient;
  readonly charts: Charts;
  readonly emit: (owner: KubeObject, event: OwnerEvent, component: string) => void;
  readonly handles: (owner: KubeObject) => boolean;
  readonly observeOnly: () => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}
