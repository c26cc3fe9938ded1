import { jsonAt, type KubeObject, objectsAt, textAt } from '../../../base/index.ts';
import { fluxInventory, kustomizeGroup, readKustomizationSpec, sourceGroup } from '../../../flux/index.ts';
import type { CommitView, DeliveryRow, HistoryEntryView } from '../../contract/index.ts';
import { conditionOf, optionalText, withoutPassword } from './fields.ts';
import { fluxDetail, fluxPolicy, fluxRefusal, fluxRow } from './flux-status.ts';
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
  refusal: fluxRefusal,
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
  return {
    ...fluxRow(owner),
    ...optionalText('targetNamespace', spec.targetNamespace),
    source: {
      kind: source.kind,
      repo: source.repo,
      ...optionalText('path', spec.path || '.'),
      ...optionalText('target', source.target),
    },
    ...(revision === '' ? {} : { revision: rowCommit(commitOf(owner, context, source.repo, revision)) }),
    sync: { status: syncOf(owner, source.revision) },
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
  const commit = desired === '' ? undefined : commitOf(owner, context, source.repo, desired);
  return {
    ...fluxDetail(owner, 'reconcile', commit),
    desired: { ...(commit === undefined ? {} : { commit }), ...optionalText('target', source.target) },
    sync: {
      status: syncOf(owner, source.revision),
      differing: 0,
      objects: fluxInventory(owner).length,
      ...(applied === '' ? {} : { applied: commitOf(owner, context, source.repo, applied) }),
    },
    policy: {
      ...fluxPolicy(owner),
      prune: spec.prune,
      selfHeal: true,
      options: [...(spec.wait ? ['wait'] : []), ...(spec.force ? ['force'] : [])],
    },
    relations: spec.dependsOn.map(({ namespace, name }) => ({
      id: `Kustomization/${namespace}/${name}`,
      as: 'depends-on',
    })),
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
