import {
  jsonAt,
  type JsonObject,
  type KubeObject,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
} from '../../../base/index.ts';
import { fluxInventory, sourceGroup } from '../../../flux/index.ts';
import type { CommitView, DeliveryRow, HistoryEntryView } from '../../contract/index.ts';
import { conditionOf, optionalText, withoutPassword } from './fields.ts';
import { fluxDetail, fluxPolicy, fluxRefusal, fluxRow } from './flux-status.ts';
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
  actions: ['reconcile', 'reconcile-with-source', 'force', 'reset', 'suspend', 'resume', 'delete'],
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
    if (action === 'reset' && !hasFailed(owner)) return 'no action on it has failed';
    return fluxRefusal(owner, action);
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

/** A chart's version in the place of a commit, and what it is the version of. */
function versionOf(owner: KubeObject, revision: string): CommitView {
  const release = releases(owner).find((entry) => entry['chartVersion'] === revision);
  const app = textAt(release, 'appVersion');
  const subject = `${textAt(release, 'chartName')}${app === '' ? '' : `, app ${app}`}`;
  return {
    revision,
    short: revision.length > 20 ? `${revision.slice(0, 19)}…` : revision,
    ...(release === undefined ? {} : { subject }),
  };
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
  const version = appliedOf(owner) || attemptedOf(owner);
  return {
    ...fluxRow(owner),
    targetNamespace: textAt(owner, 'spec', 'targetNamespace') || (owner.metadata.namespace ?? ''),
    source: sourceOf(owner, context),
    ...(version === '' ? {} : { revision: versionOf(owner, version) }),
    sync: { status: syncOf(owner) },
  };
}

/** Whether it counts failures that a reset forgets. */
function hasFailed(owner: KubeObject): boolean {
  const status = objectAt(owner, 'status');
  return ['failures', 'installFailures', 'upgradeFailures'].some((count) => numberAt(status, [count]) > 0);
}

function detailOf(owner: KubeObject): KindDetail {
  const [applied, attempted] = [appliedOf(owner), attemptedOf(owner)];
  const wanted = attempted === '' ? undefined : versionOf(owner, attempted);
  return {
    ...fluxDetail(owner, textAt(owner, 'status', 'lastAttemptedReleaseAction') || 'reconcile', wanted),
    desired: {
      ...(wanted === undefined ? {} : { commit: wanted }),
      ...optionalText('target', jsonAt(owner, 'spec', 'chart', 'spec', 'version')),
    },
    sync: {
      status: syncOf(owner),
      differing: 0,
      objects: fluxInventory(owner).length,
      ...(applied === '' ? {} : { applied: versionOf(owner, applied) }),
    },
    policy: {
      ...fluxPolicy(owner),
      prune: true,
      selfHeal: textAt(owner, 'spec', 'driftDetection', 'mode') === 'enabled',
      options: [],
    },
    relations: objectsAt(owner, 'spec', 'dependsOn').map((entry) => ({
      id: `HelmRelease/${textAt(entry, 'namespace') || (owner.metadata.namespace ?? '')}/${textAt(entry, 'name')}`,
      as: 'depends-on',
    })),
  };
}

function entryOf(owner: KubeObject, release: JsonObject, index: number): HistoryEntryView {
  const status = textAt(release, 'status');
  const failed = status === 'failed' || status.startsWith('pending');
  const version = release['version'];
  return {
    id: typeof version === 'number' ? String(version) : textAt(release, 'digest'),
    commit: versionOf(owner, textAt(release, 'chartVersion')),
    ...optionalText('path', objectAt(release)['chartName']),
    ...optionalText('target', jsonAt(owner, 'spec', 'chart', 'spec', 'version')),
    ...optionalText('startedAt', release['firstDeployed']),
    deployedAt: textAt(release, 'lastDeployed'),
    result: failed ? 'Failed' : 'Succeeded',
    ...optionalText('message', typeof version === 'number' ? `revision ${version}, ${status}` : status),
    current: index === 0 && !failed,
    rollback: false,
  };
}
