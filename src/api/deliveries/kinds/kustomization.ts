import { jsonAt, type KubeObject, objectsAt, textAt } from '../../../base/index.ts';
import { fluxInventory, kustomizeGroup, readKustomizationSpec, sourceGroup } from '../../../flux/index.ts';
import type { CommitView, DeliveryRow, HistoryEntryView } from '../../contract/index.ts';
import { commonRow, conditionOf, conditionsOf, optionalText, problemOf, withoutPassword } from './fields.ts';
import { changedAt, clusterOf, healthOf, phaseOf } from './flux-status.ts';
import type { DeliveryKind, KindContext, KindDetail } from './kind.ts';

/** What a Kustomization can be read from. */
const sourceKinds: readonly string[] = ['GitRepository', 'OCIRepository', 'Bucket'];

/** Flux's Kustomization. */
export const kustomizationKind: DeliveryKind = {
  group: kustomizeGroup,
  kind: 'Kustomization',
  dialect: 'flux',
  title: 'Flux Kustomization',
  hasProjects: false,
  actions: ['reconcile', 'reconcile-with-source', 'suspend', 'resume', 'delete'],
  reads: sourceKinds.map((kind) => ({ group: sourceGroup, kind })),
  readsOf: (owner) => {
    const { kind, namespace, name } = readKustomizationSpec(owner).sourceRef;
    return sourceKinds.includes(kind) ? [{ group: sourceGroup, kind, namespace, name }] : [];
  },
  row: rowOf,
  detail: detailOf,
  history: historyOf,
  owned: (owner) => fluxInventory(owner),
  refusal: (owner, action) => {
    const { suspend } = readKustomizationSpec(owner);
    if (owner.metadata.deletionTimestamp !== undefined) return 'it is being deleted';
    if (action === 'suspend' && suspend) return 'it is suspended already';
    if (action === 'resume' && !suspend) return 'it is not suspended';
    if ((action === 'reconcile' || action === 'reconcile-with-source') && suspend)
      return 'it is suspended: resume it first';
    return undefined;
  },
};

/** A revision as Flux writes it: `main@sha1:…`, or a commit alone. */
function parseRevision(revision: string): { readonly commit: string; readonly reference?: string } {
  const match = /^(?:(.*)@)?sha(?:1|256):([0-9a-f]+)$/.exec(revision);
  if (match === null) return { commit: revision };
  const [, reference = '', commit = ''] = match;
  return { commit, ...(reference === '' ? {} : { reference }) };
}

function commitOf(owner: KubeObject, context: KindContext, repo: string, revision: string): CommitView {
  const { commit, reference } = parseRevision(revision);
  return { ...context.commit(owner, repo, commit), ...(reference === undefined ? {} : { reference }) };
}

function sourceOf(owner: KubeObject, context: KindContext) {
  const { kind, namespace, name } = readKustomizationSpec(owner).sourceRef;
  const object = sourceKinds.includes(kind) ? context.find({ group: sourceGroup, kind }, namespace, name) : undefined;
  const reference = ['commit', 'name', 'semver', 'tag', 'branch'].map((field) => textAt(object, 'spec', 'ref', field));
  return {
    object,
    kind: kind === 'OCIRepository' ? ('oci' as const) : kind === 'Bucket' ? ('bucket' as const) : ('git' as const),
    repo: withoutPassword(textAt(object, 'spec', 'url')) || `${kind}/${namespace}/${name}`,
    target: reference.find((text) => text !== '') ?? (object === undefined ? '' : 'master'),
    revision: textAt(object, 'status', 'artifact', 'revision'),
  };
}

/** What should run: the newest artifact of the source, or what was tried last. */
function desiredRevision(owner: KubeObject, artifact: string): string {
  return artifact || textAt(owner, 'status', 'lastAttemptedRevision') || textAt(owner, 'status', 'lastAppliedRevision');
}

function syncOf(owner: KubeObject, artifact: string): 'Synced' | 'OutOfSync' | 'Unknown' {
  const applied = textAt(owner, 'status', 'lastAppliedRevision');
  const ready = textAt(conditionOf(owner, 'Ready'), 'status');
  if (applied === '') return ready === '' ? 'Unknown' : 'OutOfSync';
  if (desiredRevision(owner, artifact) !== applied) return 'OutOfSync';
  const reason = textAt(conditionOf(owner, 'Ready'), 'reason');
  return ready === 'False' && reason !== 'HealthCheckFailed' ? 'OutOfSync' : 'Synced';
}

function rowOf(owner: KubeObject, context: KindContext): DeliveryRow {
  const spec = readKustomizationSpec(owner);
  const source = sourceOf(owner, context);
  const revision = textAt(owner, 'status', 'lastAppliedRevision') || desiredRevision(owner, source.revision);
  const run = phaseOf(owner);
  return {
    ...commonRow(owner),
    dialect: 'flux',
    cluster: clusterOf(owner),
    ...optionalText('targetNamespace', spec.targetNamespace),
    source: {
      kind: source.kind,
      repo: source.repo,
      ...optionalText('path', spec.path || '.'),
      ...optionalText('target', source.target),
    },
    ...(revision === '' ? {} : { revision: rowCommit(commitOf(owner, context, source.repo, revision)) }),
    sync: { status: syncOf(owner, source.revision) },
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
    suspended: spec.suspend,
    changedAt: changedAt(owner),
  };
}

function rowCommit({ message: _message, ...commit }: CommitView): CommitView {
  return commit;
}

function detailOf(owner: KubeObject, context: KindContext): KindDetail {
  const spec = readKustomizationSpec(owner);
  const source = sourceOf(owner, context);
  const desired = desiredRevision(owner, source.revision);
  const applied = textAt(owner, 'status', 'lastAppliedRevision');
  const ready = conditionOf(owner, 'Ready');
  const message = textAt(ready, 'message');
  const run = phaseOf(owner);
  const asked = textAt(owner, 'status', 'lastHandledReconcileAt');
  return {
    desired: {
      ...(desired === '' ? {} : { commit: commitOf(owner, context, source.repo, desired) }),
      ...optionalText('target', source.target),
    },
    sync: {
      status: syncOf(owner, source.revision),
      differing: 0,
      objects: fluxInventory(owner).length,
      ...(applied === '' ? {} : { applied: commitOf(owner, context, source.repo, applied) }),
    },
    health: { ...healthOf(owner), ...optionalText('since', jsonAt(ready, 'lastTransitionTime')) },
    ...(run === undefined
      ? {}
      : {
          operation: {
            phase: run.phase,
            what: 'reconcile',
            by: asked === '' ? 'automated' : 'requested',
            automated: asked === '',
            startedAt: run.at,
            ...(run.phase === 'Running' ? {} : { finishedAt: run.at }),
            attempt: 0,
            ...(desired === '' ? {} : { revision: commitOf(owner, context, source.repo, desired) }),
            message,
            results: [],
            truncated: 0,
            waves: [],
            dryRun: false,
          },
        }),
    policy: {
      automated: true,
      prune: spec.prune,
      selfHeal: true,
      suspended: spec.suspend,
      ...optionalText('interval', jsonAt(owner, 'spec', 'interval')),
      options: [...(spec.wait ? ['wait'] : []), ...(spec.force ? ['force'] : [])],
    },
    problems: textAt(ready, 'status') === 'False' ? [problemOf(textAt(ready, 'reason'), message)] : [],
    conditions: conditionsOf(owner),
    relations: spec.dependsOn.map(({ namespace, name }) => ({
      id: `Kustomization/${namespace}/${name}`,
      as: 'depends-on',
    })),
    links: [],
  };
}

function historyOf(owner: KubeObject, context: KindContext): HistoryEntryView[] {
  const source = sourceOf(owner, context);
  const applied = textAt(owner, 'status', 'lastAppliedRevision');
  return objectsAt(owner, 'status', 'history').map((entry, index): HistoryEntryView => {
    const revision = textAt(entry, 'metadata', 'revision');
    const total = jsonAt(entry, 'totalReconciliations');
    const succeeded = textAt(entry, 'lastReconciledStatus') === 'ReconciliationSucceeded';
    return {
      id: textAt(entry, 'digest'),
      commit: commitOf(owner, context, source.repo, revision),
      ...optionalText('repo', source.repo),
      ...optionalText('path', jsonAt(owner, 'spec', 'path')),
      ...optionalText('startedAt', entry['firstReconciled']),
      deployedAt: textAt(entry, 'lastReconciled'),
      result: succeeded ? 'Succeeded' : 'Failed',
      ...(succeeded ? {} : optionalText('message', entry['lastReconciledStatus'])),
      ...(typeof total === 'number' ? { reconciled: total } : {}),
      current: index === 0 && succeeded && revision === applied,
      // Flux has no way back but Git.
      rollback: false,
    };
  });
}
