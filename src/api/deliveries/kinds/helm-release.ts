import { jsonAt, type JsonObject, type KubeObject, objectAt, objectsAt, textAt } from '../../../base/index.ts';
import { fluxInventory, sourceGroup } from '../../../flux/index.ts';
import type { CommitView, DeliveryRow, HistoryEntryView } from '../../contract/index.ts';
import { commonRow, conditionOf, conditionsOf, optionalText, problemOf, withoutPassword } from './fields.ts';
import { changedAt, clusterOf, healthOf, phaseOf } from './flux-status.ts';
import type { DeliveryKind, KindContext, KindDetail } from './kind.ts';

/** What a chart can be read from. */
const sourceKinds = ['HelmRepository', 'GitRepository', 'Bucket', 'OCIRepository', 'HelmChart'];

/** Flux's HelmRelease, as helm-controller v1.6 writes its status. */
export const helmReleaseKind: DeliveryKind = {
  group: 'helm.toolkit.fluxcd.io',
  kind: 'HelmRelease',
  dialect: 'flux',
  title: 'Flux HelmRelease',
  hasProjects: false,
  actions: ['reconcile', 'suspend', 'resume', 'delete'],
  reads: sourceKinds.map((kind) => ({ group: sourceGroup, kind })),
  readsOf: (owner) => {
    const { kind, namespace, name } = referenceOf(owner);
    return sourceKinds.includes(kind) ? [{ group: sourceGroup, kind, namespace, name }] : [];
  },
  row: rowOf,
  detail: detailOf,
  history: (owner) => releases(owner).map((release, index) => entryOf(owner, release, index)),
  owned: (owner) => fluxInventory(owner),
  refusal: (owner, action) => {
    const suspended = jsonAt(owner, 'spec', 'suspend') === true;
    if (owner.metadata.deletionTimestamp !== undefined) return 'it is being deleted';
    if (action === 'suspend' && suspended) return 'it is suspended already';
    if (action === 'resume' && !suspended) return 'it is not suspended';
    return action === 'reconcile' && suspended ? 'it is suspended: resume it first' : undefined;
  },
};

function referenceOf(owner: KubeObject): { readonly kind: string; readonly namespace: string; readonly name: string } {
  const chart = jsonAt(owner, 'spec', 'chartRef') ?? jsonAt(owner, 'spec', 'chart', 'spec', 'sourceRef');
  return {
    kind: textAt(chart, 'kind'),
    namespace: textAt(chart, 'namespace') || (owner.metadata.namespace ?? ''),
    name: textAt(chart, 'name'),
  };
}

/** The releases that the status remembers, newest first. */
function releases(owner: KubeObject): readonly JsonObject[] {
  return objectsAt(owner, 'status', 'history');
}

/** A chart's version in the place of a commit. */
function versionOf(revision: string): CommitView {
  return { revision, short: revision.length > 20 ? `${revision.slice(0, 19)}…` : revision };
}

function sourceOf(owner: KubeObject, context: KindContext): NonNullable<DeliveryRow['source']> {
  const { kind, namespace, name } = referenceOf(owner);
  const object = sourceKinds.includes(kind) ? context.find({ group: sourceGroup, kind }, namespace, name) : undefined;
  const url = withoutPassword(textAt(object, 'spec', 'url'));
  const chart = textAt(owner, 'spec', 'chart', 'spec', 'chart') || textAt(releases(owner)[0], 'chartName');
  const kinds = { GitRepository: 'git', Bucket: 'bucket', OCIRepository: 'oci' } as const;
  return {
    kind: url.startsWith('oci://') ? 'oci' : (kinds[kind as keyof typeof kinds] ?? 'helm'),
    repo: url || `${kind}/${namespace}/${name}`,
    ...optionalText('path', chart),
    ...optionalText('target', jsonAt(owner, 'spec', 'chart', 'spec', 'version')),
  };
}

function appliedOf(owner: KubeObject): string {
  return textAt(releases(owner)[0], 'chartVersion');
}

function attemptedOf(owner: KubeObject): string {
  return textAt(owner, 'status', 'lastAttemptedRevision') || appliedOf(owner);
}

function syncOf(owner: KubeObject): 'Synced' | 'OutOfSync' | 'Unknown' {
  const ready = textAt(conditionOf(owner, 'Ready'), 'status');
  if (ready === '') return 'Unknown';
  return ready === 'True' ? 'Synced' : 'OutOfSync';
}

function rowOf(owner: KubeObject, context: KindContext): DeliveryRow {
  const run = phaseOf(owner);
  const version = appliedOf(owner) || attemptedOf(owner);
  return {
    ...commonRow(owner),
    dialect: 'flux',
    cluster: clusterOf(owner),
    targetNamespace: textAt(owner, 'spec', 'targetNamespace') || (owner.metadata.namespace ?? ''),
    source: sourceOf(owner, context),
    ...(version === '' ? {} : { revision: versionOf(version) }),
    sync: { status: syncOf(owner) },
    health: healthOf(owner),
    ...(run === undefined
      ? {}
      : {
          operation: {
            phase: run.phase,
            startedAt: run.at,
            ...(run.phase === 'Running' ? {} : { finishedAt: run.at }),
          },
        }),
    automated: true,
    suspended: jsonAt(owner, 'spec', 'suspend') === true,
    changedAt: changedAt(owner),
  };
}

function detailOf(owner: KubeObject): KindDetail {
  const [applied, attempted] = [appliedOf(owner), attemptedOf(owner)];
  const ready = conditionOf(owner, 'Ready');
  const message = textAt(ready, 'message');
  const run = phaseOf(owner);
  return {
    desired: {
      ...(attempted === '' ? {} : { commit: versionOf(attempted) }),
      ...optionalText('target', jsonAt(owner, 'spec', 'chart', 'spec', 'version')),
    },
    sync: {
      status: syncOf(owner),
      differing: 0,
      objects: fluxInventory(owner).length,
      ...(applied === '' ? {} : { applied: versionOf(applied) }),
    },
    health: { ...healthOf(owner), ...optionalText('since', jsonAt(ready, 'lastTransitionTime')) },
    ...(run === undefined
      ? {}
      : {
          operation: {
            phase: run.phase,
            what: textAt(owner, 'status', 'lastAttemptedReleaseAction') || 'reconcile',
            by: 'automated',
            automated: true,
            startedAt: run.at,
            ...(run.phase === 'Running' ? {} : { finishedAt: run.at }),
            attempt: 0,
            ...(attempted === '' ? {} : { revision: versionOf(attempted) }),
            message,
            results: [],
            truncated: 0,
            waves: [],
            dryRun: false,
          },
        }),
    policy: {
      automated: true,
      prune: true,
      selfHeal: textAt(owner, 'spec', 'driftDetection', 'mode') === 'enabled',
      suspended: jsonAt(owner, 'spec', 'suspend') === true,
      ...optionalText('suspendedBy', owner.metadata.annotations?.['reconcile.fluxcd.io/suspended-by']),
      ...optionalText('interval', jsonAt(owner, 'spec', 'interval')),
      options: [],
    },
    problems: textAt(ready, 'status') === 'False' ? [problemOf(textAt(ready, 'reason'), message)] : [],
    conditions: conditionsOf(owner),
    relations: objectsAt(owner, 'spec', 'dependsOn').map((entry) => ({
      id: `HelmRelease/${textAt(entry, 'namespace') || (owner.metadata.namespace ?? '')}/${textAt(entry, 'name')}`,
      as: 'depends-on',
    })),
    links: [],
  };
}

function entryOf(owner: KubeObject, release: JsonObject, index: number): HistoryEntryView {
  const status = textAt(release, 'status');
  const failed = status === 'failed' || status.startsWith('pending');
  const version = release['version'];
  return {
    id: typeof version === 'number' ? String(version) : textAt(release, 'digest'),
    commit: versionOf(textAt(release, 'chartVersion')),
    ...optionalText('path', objectAt(release)['chartName']),
    ...optionalText('target', jsonAt(owner, 'spec', 'chart', 'spec', 'version')),
    ...optionalText('startedAt', release['firstDeployed']),
    deployedAt: textAt(release, 'lastDeployed'),
    result: failed ? 'Failed' : 'Succeeded',
    ...optionalText('message', status),
    current: index === 0 && !failed,
    rollback: false,
  };
}
