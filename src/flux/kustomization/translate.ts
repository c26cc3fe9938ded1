import { type ClusterKey, describeKey, inCluster, jsonAt, type KubeObject } from '../../base/index.ts';
import type { Delivery, Lookup, Translation } from '../../engine/index.ts';
import { fluxFinalizer, kustomizeController, kustomizeGroup, sourceGroup } from '../names.ts';
import { unmetDependency } from './dependencies.ts';
import { inventoryOfStatus } from './inventory.ts';
import { renderOptions } from './render-options.ts';
import { contentOf, sourceOf } from './source.ts';
import { substitutionOf } from './substitution.ts';
import { type KustomizationSpec, readKustomizationSpec } from './spec.ts';

/** The wait before a dependency or a missing artifact is looked at again: upstream's `--requeue-dependency`. An event comes sooner. */
const dependencyRetryMs = 30_000;

/** The engine's words for a Kustomization (kustomize-controller v1.9, reconcile up to the build). */
export async function translateKustomization(
  owner: KubeObject,
  context: { lookup: Lookup; now: number },
): Promise<Translation> {
  const spec = readKustomizationSpec(owner);
  if (owner.metadata.deletionTimestamp !== undefined) return removal(owner, spec, context.lookup);
  if (spec.suspend) return { kind: 'idle' };
  if (spec.unsupported.length > 0) {
    const message = `spec.${spec.unsupported.join(', spec.')} is not carried out yet: nothing was changed`;
    return blocked('BuildFailed', 'unsupported-field', message, undefined);
  }
  const { kind, namespace, name } = spec.sourceRef;
  if (kind !== 'GitRepository' && kind !== 'OCIRepository') {
    return blocked(
      'ArtifactFailed',
      'unsupported-source',
      `source \`${name}\` kind '${kind}' not supported`,
      undefined,
    );
  }
  const source = await context.lookup.get({ group: sourceGroup, kind }, namespace, name);
  if (source === undefined) {
    const message = `${kind}.${sourceGroup} "${name}" not found`;
    return blocked('ArtifactFailed', 'source-not-found', message, spec.retryIntervalMs);
  }
  const revision = jsonAt(source, 'status', 'artifact', 'revision');
  const content = typeof revision === 'string' ? contentOf(revision) : undefined;
  if (typeof revision !== 'string' || content === undefined) {
    return blocked(
      'ArtifactFailed',
      'artifact-missing',
      'Source artifact not found, retrying in 30s',
      dependencyRetryMs,
    );
  }
  const unmet = await unmetDependency(spec, revision, context.lookup);
  if (unmet !== undefined)
    return blocked('DependencyNotReady', 'dependency-not-ready', unmet, dependencyRetryMs, revision);
  const opened = await sourceOf(source, content, context.lookup);
  if (opened.kind === 'problem') {
    return blocked('ArtifactFailed', 'source-credentials', opened.message, spec.retryIntervalMs);
  }
  const rewriting = await substitutionOf(owner, context.lookup);
  const delivery: Delivery = {
    ...base(owner, spec),
    ...(rewriting === undefined ? {} : { rewriting }),
    source: {
      ...opened,
      path: spec.path,
      render: renderOptions(owner),
      ...ignoreOf(source),
      display: revision,
    },
  };
  return { kind: 'deliver', delivery };
}

/** The rules that the artifact was packed by: what the spec says since may not have been looked at, or be suspended. */
function ignoreOf(source: KubeObject): { ignore?: string } {
  const ignore = jsonAt(source, 'status', 'observedIgnore');
  return typeof ignore === 'string' ? { ignore } : {};
}

function blocked(
  reason: string,
  code: string,
  message: string,
  retryMs: number | undefined,
  revision?: string,
): Translation {
  return {
    kind: 'blocked',
    reason,
    problems: [{ code, message }],
    retryMs,
    ...(revision === undefined ? {} : { revision }),
  };
}

/**
 * Deleting follows `deletionPolicy`; a suspended Kustomization, or one that owns nothing, deletes nothing. One whose service account is gone
 * cannot delete: its objects are left, which is said, and it goes (kustomize-controller v1.9, finalize).
 */
async function removal(owner: KubeObject, spec: KustomizationSpec, lookup: Lookup): Promise<Translation> {
  if (!(owner.metadata.finalizers ?? []).includes(fluxFinalizer)) return { kind: 'idle' };
  const mirrored = spec.deletionPolicy === 'MirrorPrune' ? spec.prune : spec.deletionPolicy !== 'Orphan';
  const delivery = base(owner, spec);
  const cascade = mirrored && !spec.suspend && delivery.inventory.length > 0;
  if (cascade && (await isAccountGone(owner, spec, lookup))) {
    const objects = delivery.inventory.map(describeKey).join('\n');
    const left = [{ code: 'account-gone', message: `unable to prune objects: \n${objects}` }];
    return { kind: 'remove', cascade: false, wait: false, delivery, left };
  }
  if (spec.deletionPolicy !== 'WaitForTermination') return { kind: 'remove', cascade, wait: false, delivery };
  const since = Date.parse(owner.metadata.deletionTimestamp ?? '');
  return { kind: 'remove', cascade, wait: true, waitUntil: since + spec.timeoutMs, delivery };
}

/** Where objects lie in another cluster, so does the account. */
async function isAccountGone(owner: KubeObject, spec: KustomizationSpec, lookup: Lookup): Promise<boolean> {
  if (spec.serviceAccountName === '' || spec.kubeConfigSecret !== undefined) return false;
  const { namespace = '' } = owner.metadata;
  return (await lookup.get({ group: '', kind: 'ServiceAccount' }, namespace, spec.serviceAccountName)) === undefined;
}

function base(owner: KubeObject, spec: KustomizationSpec): Delivery {
  const namespace = owner.metadata.namespace ?? '';
  const account = spec.serviceAccountName;
  return {
    owner: {
      cluster: inCluster,
      group: kustomizeGroup,
      kind: 'Kustomization',
      namespace,
      name: owner.metadata.name ?? '',
    },
    ownerUid: owner.metadata.uid ?? '',
    generation: String(owner.metadata.generation ?? 0),
    cluster: clusterOf(owner, spec),
    identity: account === '' ? undefined : { user: `system:serviceaccount:${namespace}:${account}` },
    source: undefined,
    namespace: spec.targetNamespace,
    metadata: spec.commonMetadata,
    prune: { enabled: spec.prune, allowEmpty: false, last: true, propagation: 'Background' },
    wait: waitOf(owner, spec),
    gateTimeoutMs: 60_000,
    healthRules: 'kstatus',
    retry: { limit: -1, initialMs: spec.retryIntervalMs, factor: 1, maxMs: spec.retryIntervalMs },
    apply: {
      fieldManager: kustomizeController,
      // Whatever was done by hand is undone, `kubectl edit` and `kubectl label` too (fluxcd/pkg ssa matches beginnings of names).
      adopt: [
        { manager: 'kubectl', prefix: true },
        { manager: 'before-first-apply', operation: 'Update', prefix: true },
        { manager: kustomizeController, operation: 'Update', prefix: true },
      ],
      force: spec.force,
      replace: false,
      dryRunFirst: 'stage',
      createNamespace: undefined,
    },
    inventory: inventoryOfStatus(owner),
    extras: 'inventory',
    mode: 'continuous',
    everyRevision: true,
    request: undefined,
    intervalMs: spec.intervalMs,
  };
}

/** The own cluster, or the one that the kubeconfig in a Secret leads to. */
function clusterOf(owner: KubeObject, spec: KustomizationSpec): ClusterKey {
  const secret = spec.kubeConfigSecret;
  if (secret === undefined) return inCluster;
  const key = secret.key === '' ? '' : `#${secret.key}`;
  return `kubeconfig:${owner.metadata.namespace ?? ''}/${secret.name}${key}`;
}

function waitOf(owner: KubeObject, spec: KustomizationSpec): Delivery['wait'] {
  if (spec.wait) return { kind: 'all', timeoutMs: spec.timeoutMs };
  const itself = (check: { kind: string; namespace: string; name: string }): boolean =>
    check.kind === 'Kustomization' &&
    check.name === owner.metadata.name &&
    check.namespace === owner.metadata.namespace;
  const objects = spec.healthChecks.filter((check) => !itself(check));
  return objects.length === 0 ? { kind: 'none' } : { kind: 'objects', objects, timeoutMs: spec.timeoutMs };
}
