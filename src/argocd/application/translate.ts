import {
  inCluster,
  isJsonObject,
  jsonAt,
  type JsonObject,
  type KubeObject,
  type ObjectKey,
  textAt,
} from '../../base/index.ts';
import type { Delivery, InventoryEntry, Lookup, Translation } from '../../engine/index.ts';
import {
  applicationKind,
  argoFieldManager,
  argoGroup,
  deletionApprovedAnnotation,
  refreshAnnotation,
  resourcesFinalizer,
  settingsName,
  skipReconcileAnnotation,
} from '../names.ts';
import { instanceName } from '../tracking.ts';
import { type Destination, resolveDestination } from '../settings/destination.ts';
import { ignoredFieldsOf } from '../settings/ignored/ignored-fields.ts';
import { systemRulesOf } from '../settings/ignored/system-rules.ts';
import { repositoryCredentials } from '../settings/repository-credentials.ts';
import { operationUnderWay } from './operation/operation.ts';
import { type OperationSpec, readOperation } from './operation/operation-spec.ts';
import { operationRequest } from './operation/progress.ts';
import { judge, judgeRemoval } from './refusals.ts';
import { automatedRetry, retryPolicyOf } from './retry.ts';
import { kustomizeSettingsOf, placeOf, renderChoice } from './source/index.ts';
import { digestOf, generationOf } from './source-digest.ts';
import { type ApplicationSpec, readApplicationSpec, readRetry } from './spec.ts';
import { optionValue } from './sync-options.ts';

/** How often a repository is polled: `timeout.reconciliation`, with up to `timeout.reconciliation.jitter` on top. */
const pollMs = 120_000;
const jitterMs = 60_000;

/** The engine's words for an Application of the control plane in `controlPlane`. */
export async function translateApplication(
  owner: KubeObject,
  controlPlane: string,
  context: { lookup: Lookup; now: number },
): Promise<Translation> {
  const { lookup } = context;
  if (/^(1|t|true)$/i.test(owner.metadata.annotations?.[skipReconcileAnnotation] ?? '')) return { kind: 'idle' };
  const spec = readApplicationSpec(owner);
  const destination = await resolveDestination(spec.destination, controlPlane, lookup);
  if (owner.metadata.deletionTimestamp !== undefined) return removal(owner, spec, destination, controlPlane, lookup);
  const operation = readOperation(owner);
  const source = operation?.source ?? spec.source;
  const verdict = await judge({ owner, spec, source, destination }, controlPlane, lookup);
  if (verdict.kind === 'refused' || destination.kind !== 'cluster') {
    const problems = verdict.kind === 'refused' ? verdict.problems : [];
    return { kind: 'blocked', reason: 'InvalidSpecError', problems, retryMs: undefined };
  }
  const options = operation?.syncOptions ?? spec.syncOptions;
  const ignoring = {
    written: jsonAt(owner, 'spec', 'ignoreDifferences'),
    respected: options.has('RespectIgnoreDifferences=true'),
  };
  const settings = await lookup.get({ group: '', kind: 'ConfigMap' }, controlPlane, settingsName);
  const url = textAt(source, 'repoURL');
  const revision = pinned(owner, operation) ?? operation?.revision ?? (textAt(source, 'targetRevision') || 'HEAD');
  const refreshed = owner.metadata.annotations?.[refreshAnnotation] !== undefined;
  // A chart of a repository is all of its tree.
  const folder = textAt(source, 'chart') === '' ? normalizePath(textAt(source, 'path')) : '';
  const delivery: Delivery = {
    ...base(owner, spec, operation),
    cluster: destination.cluster,
    restrictions: verdict.restrictions,
    ignored: ignoredFieldsOf(ignoring, systemRulesOf(settings)),
    source: {
      ...placeOf(source, revision, await repositoryCredentials({ url, project: spec.project }, controlPlane, lookup)),
      maxAgeMs: refreshed || operation !== undefined ? 0 : pollMs,
      path: folder,
      render: renderChoice(
        source,
        folder,
        {
          name: instanceName(
            { namespace: owner.metadata.namespace ?? '', name: owner.metadata.name ?? '' },
            controlPlane,
          ),
          namespace: spec.destination.namespace,
          project: spec.project,
        },
        kustomizeSettingsOf(settings),
      ),
    },
    generation: generationOf(owner, source, jsonAt(owner, 'spec', 'syncPolicy', 'managedNamespaceMetadata')),
  };
  return { kind: 'deliver', delivery };
}

/** An operation that is under way goes on with the commit that it began with, until an attempt fails. */
function pinned(owner: KubeObject, operation: OperationSpec | undefined): string | undefined {
  const state = jsonAt(owner, 'status', 'operationState');
  if (operation === undefined || operationUnderWay(owner) === undefined || jsonAt(state, 'finishedAt') !== undefined)
    return undefined;
  return textAt(state, 'syncResult', 'revision') || undefined;
}

async function removal(
  owner: KubeObject,
  spec: ApplicationSpec,
  destination: Destination,
  controlPlane: string,
  lookup: Lookup,
): Promise<Translation> {
  const finalizer = (owner.metadata.finalizers ?? []).find((name) => name.startsWith(resourcesFinalizer));
  // A cluster that is not known any more cannot be cleaned: the Application goes without (controller/appcontroller.go).
  const cluster = destination.kind === 'cluster' ? destination.cluster : inCluster;
  const delivery = { ...base(owner, spec, undefined), cluster };
  const propagation: 'Background' | 'Foreground' =
    finalizer?.endsWith('/background') === true ? 'Background' : 'Foreground';
  const confirmed = isConfirmed(owner, owner.metadata.deletionTimestamp);
  const asked = optionValue('Delete', spec.syncOptions);
  const blocked = { kind: 'blocked', reason: 'DeletionError', retryMs: undefined } as const;
  if (finalizer !== undefined && asked === 'confirm' && !confirmed) {
    const message = `the deletion waits for a confirmation: set the annotation ${deletionApprovedAnnotation} to the time`;
    return { ...blocked, problems: [{ code: 'unconfirmed', message }] };
  }
  const removed = { ...delivery, prune: { ...delivery.prune, propagation, confirmed } };
  if (finalizer === undefined || asked === 'false' || destination.kind !== 'cluster')
    return { kind: 'remove', cascade: false, wait: true, delivery: removed };
  const verdict = await judgeRemoval(owner, spec, destination, controlPlane, lookup);
  if (verdict.kind === 'refused') return { ...blocked, problems: verdict.problems };
  const { restrictions } = verdict;
  return { kind: 'remove', cascade: true, wait: true, delivery: { ...removed, restrictions } };
}

function base(
  owner: KubeObject,
  spec: ApplicationSpec,
  operation: OperationSpec | undefined,
): Omit<Delivery, 'source'> & { source: undefined } {
  const options = operation?.syncOptions ?? spec.syncOptions;
  const byHand = operation !== undefined && !operation.initiatedBy.automated;
  const confirmed = isConfirmed(owner, textAt(owner, 'status', 'operationState', 'startedAt'));
  const asked = optionValue('Prune', options);
  const mayPrune = asked !== 'false' && (asked !== 'confirm' || confirmed);
  return {
    owner: {
      cluster: inCluster,
      group: argoGroup,
      kind: applicationKind,
      namespace: owner.metadata.namespace ?? '',
      name: owner.metadata.name ?? '',
    },
    ownerUid: owner.metadata.uid ?? '',
    generation: '',
    cluster: inCluster,
    identity: undefined,
    source: undefined,
    namespace: spec.destination.namespace,
    metadata: { labels: {}, annotations: {} },
    prune: {
      enabled: mayPrune && (spec.automated?.prune ?? false),
      // Who asks by hand for pruning means it (controller/appcontroller.go: only autoSync refuses).
      allowEmpty: byHand || (spec.automated?.allowEmpty ?? false),
      last: options.has('PruneLast=true'),
      propagation: propagationOf(options),
      confirmed,
    },
    wait: { kind: 'none' },
    gateTimeoutMs: undefined,
    healthRules: 'health',
    retry: retryPolicyOf(retryOf(owner, spec, operation)),
    apply: {
      fieldManager: argoFieldManager,
      adopt: [
        { manager: 'kubectl-client-side-apply', operation: 'Update' },
        { manager: 'kubectl' },
        { manager: 'before-first-apply', operation: 'Update' },
      ],
      force: operation?.force ?? false,
      replace: options.has('Replace=true'),
      dryRunFirst: 'run',
      createNamespace: options.has('CreateNamespace=true') ? spec.managedNamespaceMetadata : undefined,
    },
    inventory: inventoryOfStatus(owner),
    extras: 'marks',
    mode: spec.automated === undefined ? 'manual' : spec.automated.selfHeal ? 'continuous' : 'on-change',
    everyRevision: false,
    request:
      operation === undefined
        ? undefined
        : {
            id: operationRequest,
            revision: operation.revision,
            prune: mayPrune && operation.prune,
            dryRun: operation.dryRun,
            ...(operation.hooks ? {} : { hooks: false }),
            objects: operation.resources.length === 0 ? undefined : operation.resources.map(keyOfResource),
            initiatedBy: operation.initiatedBy.automated ? 'automated sync policy' : operation.initiatedBy.username,
          },
    intervalMs: pollMs + spread(owner) * jitterMs,
  };
}

/** How a run is tried again: as its operation says, and before there is one, as automation will. */
function retryOf(owner: KubeObject, spec: ApplicationSpec, operation: OperationSpec | undefined) {
  if (operation !== undefined) return operation.retry;
  const underWay = operationUnderWay(owner);
  return underWay === undefined ? (spec.retry ?? automatedRetry) : readRetry(underWay['retry']);
}

/** Whether somebody approved deletions since a moment (pkg/apis/application/v1alpha1 IsDeletionConfirmed). */
function isConfirmed(owner: KubeObject, since: string | undefined): boolean {
  const approved = Date.parse(owner.metadata.annotations?.[deletionApprovedAnnotation] ?? '');
  return since !== undefined && approved >= Date.parse(since);
}

/** From 0 to 1, the same for the same Application: spreads polls without a random number. */
function spread(owner: KubeObject): number {
  return parseInt(digestOf({ uid: owner.metadata.uid ?? '' }).slice(0, 4), 16) / 0xffff;
}

function propagationOf(options: ReadonlySet<string>): 'Foreground' | 'Background' | 'Orphan' {
  if (options.has('PrunePropagationPolicy=background')) return 'Background';
  return options.has('PrunePropagationPolicy=orphan') ? 'Orphan' : 'Foreground';
}

/** What `status.resources` says the Application owns. */
function inventoryOfStatus(owner: KubeObject): InventoryEntry[] {
  const resources = jsonAt(owner, 'status', 'resources');
  const known = Array.isArray(resources) ? resources.filter(isJsonObject) : [];
  return known.map((resource) => ({ ...keyOfResource(resource), version: textAt(resource, 'version') }));
}

function keyOfResource(resource: JsonObject): ObjectKey {
  return {
    group: textAt(resource, 'group'),
    kind: textAt(resource, 'kind'),
    namespace: textAt(resource, 'namespace'),
    name: textAt(resource, 'name'),
  };
}

function normalizePath(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}
