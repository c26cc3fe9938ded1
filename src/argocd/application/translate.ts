import {
  inCluster,
  isJsonObject,
  type Json,
  type JsonObject,
  type KubeObject,
  type ObjectKey,
  type Problem,
} from '../../base/index.ts';
import type { Delivery, InventoryEntry, Lookup, RetryPolicy, Translation } from '../../engine/index.ts';
import type { DirectoryOptions } from '../../render/index.ts';
import { argoFieldManager, argoGroup, refreshAnnotation, resourcesFinalizer } from '../names.ts';
import { type Destination, resolveDestination } from '../settings/destination.ts';
import { projectRefusals } from '../settings/project.ts';
import { repositoryCredentials } from '../settings/repository-credentials.ts';
import { sourceDigest } from './source-digest.ts';
import {
  type ApplicationSpec,
  type OperationSpec,
  readApplicationSpec,
  readOperation,
  type RetrySpec,
} from './spec.ts';

/** How often a repository is polled: `timeout.reconciliation`, with up to `timeout.reconciliation.jitter` on top. */
const pollMs = 120_000;
const jitterMs = 60_000;

/** The engine's words for an Application of the control plane in `controlPlane`. */
export async function translateApplication(
  owner: KubeObject,
  controlPlane: string,
  context: { lookup: Lookup; now: number },
): Promise<Translation> {
  const spec = readApplicationSpec(owner);
  const destination = await resolveDestination(spec.destination, controlPlane, context.lookup);
  if (owner.metadata.deletionTimestamp !== undefined) return removal(owner, spec, destination);
  const operation = readOperation(owner);
  const source = operation?.source ?? spec.source;
  const problems = await refusals(spec, source, destination, controlPlane, context.lookup);
  if (problems.length > 0 || destination.kind !== 'cluster') {
    return { kind: 'blocked', reason: 'InvalidSpecError', problems, retryMs: undefined };
  }
  const url = text(source['repoURL']);
  const revision = operation?.revision ?? (text(source['targetRevision']) || 'HEAD');
  const delivery: Delivery = {
    ...base(owner, spec, operation),
    cluster: destination.cluster,
    source: {
      kind: 'git',
      url,
      credentials: await repositoryCredentials(url, controlPlane, context.lookup),
      reference: { kind: 'revision', revision },
      maxAgeMs: owner.metadata.annotations?.[refreshAnnotation] === undefined ? pollMs : 0,
      path: normalizePath(text(source['path'])),
      render: { kind: 'detect', directory: directoryOptions(source) },
    },
    generation: sourceDigest(source),
  };
  return { kind: 'deliver', delivery };
}

/** Why the Application cannot be delivered, in upstream's words (util/argo/argo.go, ValidatePermissions). */
async function refusals(
  spec: ApplicationSpec,
  source: JsonObject,
  destination: Destination,
  controlPlane: string,
  lookup: Lookup,
): Promise<Problem[]> {
  const invalid = (message: string): Problem => ({ code: 'invalid-spec', message });
  if (spec.sources.length > 0)
    return [invalid('spec.sources: several sources are not delivered yet: nothing was changed')];
  if (text(source['repoURL']) === '' || (text(source['path']) === '' && text(source['chart']) === '')) {
    return [invalid('spec.source.repoURL and either spec.source.path or spec.source.chart are required')];
  }
  if (text(source['chart']) !== '')
    return [invalid('spec.source.chart: Helm charts are not delivered yet: nothing was changed')];
  if (destination.kind === 'problem') return [invalid(destination.message)];
  const project = await lookup.get({ group: argoGroup, kind: 'AppProject' }, controlPlane, spec.project);
  if (project === undefined) return [invalid(`Application referencing project ${spec.project} which does not exist`)];
  const { server } = destination;
  const { namespace, name } = spec.destination;
  const clusterName = name === '' && destination.cluster === inCluster ? 'in-cluster' : name;
  return projectRefusals({ project, repoURL: text(source['repoURL']), server, clusterName, namespace }).map(invalid);
}

function removal(owner: KubeObject, spec: ApplicationSpec, destination: Destination): Translation {
  const finalizer = (owner.metadata.finalizers ?? []).find((name) => name.startsWith(resourcesFinalizer));
  // A cluster that is not known any more cannot be cleaned: the Application goes without (controller/appcontroller.go).
  const cluster = destination.kind === 'cluster' ? destination.cluster : inCluster;
  const delivery = { ...base(owner, spec, undefined), cluster };
  const propagation = finalizer?.endsWith('/background') === true ? 'Background' : 'Foreground';
  return {
    kind: 'remove',
    cascade: finalizer !== undefined && destination.kind === 'cluster',
    wait: true,
    delivery: { ...delivery, prune: { ...delivery.prune, propagation } },
  };
}

function base(
  owner: KubeObject,
  spec: ApplicationSpec,
  operation: OperationSpec | undefined,
): Omit<Delivery, 'source'> & { source: undefined } {
  const options = operation?.syncOptions ?? spec.syncOptions;
  return {
    owner: {
      cluster: inCluster,
      group: argoGroup,
      kind: 'Application',
      namespace: owner.metadata.namespace ?? '',
      name: owner.metadata.name ?? '',
    },
    ownerUid: owner.metadata.uid ?? '',
    generation: sourceDigest(spec.source),
    cluster: inCluster,
    identity: undefined,
    source: undefined,
    namespace: spec.destination.namespace,
    metadata: { labels: {}, annotations: {} },
    prune: {
      enabled: spec.automated?.prune ?? false,
      allowEmpty: spec.automated?.allowEmpty ?? false,
      last: options.has('PruneLast=true'),
      propagation: propagationOf(options),
    },
    wait: { kind: 'none' },
    gateTimeoutMs: undefined,
    healthRules: 'health',
    retry: retryOf(operation === undefined ? (spec.retry ?? automatedRetry) : operation.retry),
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
            prune: operation.prune,
            dryRun: operation.dryRun,
            objects: operation.resources.length === 0 ? undefined : operation.resources.map(keyOfResource),
            initiatedBy: operation.initiatedBy.automated ? 'automated sync policy' : operation.initiatedBy.username,
          },
    intervalMs: pollMs + spread(owner) * jitterMs,
  };
}

/** An Application has at most one operation, which vanishes with its end: one id is enough. */
export const operationRequest = 'operation';

/** Automated syncs retry five times where the Application says nothing (controller/appcontroller.go, autoSync). */
const automatedRetry: RetrySpec = { limit: 5, durationMs: 5_000, factor: 2, maxMs: 180_000 };

/** Upstream counts an attempt before it computes the wait, so the first wait is already `duration × factor`. */
function retryOf(retry: RetrySpec | undefined): RetryPolicy {
  if (retry === undefined) return { limit: 0, initialMs: 0, factor: 1, maxMs: 0 };
  return { limit: retry.limit, initialMs: retry.durationMs * retry.factor, factor: retry.factor, maxMs: retry.maxMs };
}

/** From 0 to 1, the same for the same Application: spreads polls without a random number. */
function spread(owner: KubeObject): number {
  return parseInt(sourceDigest({ uid: owner.metadata.uid ?? '' }).slice(0, 4), 16) / 0xffff;
}

function propagationOf(options: ReadonlySet<string>): 'Foreground' | 'Background' | 'Orphan' {
  if (options.has('PrunePropagationPolicy=background')) return 'Background';
  return options.has('PrunePropagationPolicy=orphan') ? 'Orphan' : 'Foreground';
}

function directoryOptions(source: JsonObject): DirectoryOptions {
  const directory = isJsonObject(source['directory']) ? source['directory'] : {};
  const include = text(directory['include']);
  const exclude = text(directory['exclude']);
  return {
    kind: 'directory',
    recurse: directory['recurse'] === true,
    ...(include === '' ? {} : { include }),
    ...(exclude === '' ? {} : { exclude }),
    dialect: 'argocd',
  };
}

/** What `status.resources` says the Application owns. */
function inventoryOfStatus(owner: KubeObject): InventoryEntry[] {
  const status = isJsonObject(owner['status']) ? owner['status'] : {};
  const resources = Array.isArray(status['resources']) ? status['resources'].filter(isJsonObject) : [];
  return resources.map((resource) => ({ ...keyOfResource(resource), version: text(resource['version']) }));
}

function keyOfResource(resource: JsonObject): ObjectKey {
  return {
    group: text(resource['group']),
    kind: text(resource['kind']),
    namespace: text(resource['namespace']),
    name: text(resource['name']),
  };
}

function normalizePath(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
