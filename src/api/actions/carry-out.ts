import {
  isJsonObject,
  type JsonObject,
  type KubeObject,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
} from '../../base/index.ts';
import { refreshAnnotation } from '../../argocd/index.ts';
import { forceAtAnnotation, requestedAtAnnotation, resetAtAnnotation } from '../../flux/index.ts';
import type { ApiResource, KubeClient, ResourceRef } from '../../kube/index.ts';
import type { Action } from '../contract/index.ts';
import type { DeliveryKind } from '../deliveries/index.ts';
import { ActionRefused } from './refused.ts';

/** What is asked for, of what, by whom. */
export interface ActionRequest {
  readonly client: KubeClient;
  readonly owner: KubeObject;
  readonly resource: ApiResource;
  readonly kind: DeliveryKind;
  readonly action: Action;
  readonly username: string;
  readonly now: number;
}

/** The finalizers with which an Application takes its objects along. */
const resourcesFinalizer = 'resources-finalizer.argocd.argoproj.io';
/** Who suspended, as flux-operator's page records it. */
const suspendedByAnnotation = 'reconcile.fluxcd.io/suspended-by';
const fieldManager = 'argocd-server';

/**
 * Writes down what a person asks for where upstream's tools write it: `operation` and annotations of an Application, annotations and `spec.suspend` of
 * Flux objects. The controllers carry it out. Gives one sentence on what was asked; throws KubeError and ActionRefused.
 */
export async function carryOut(request: ActionRequest, signal: AbortSignal): Promise<string> {
  const { action, owner, client, resource, now } = request;
  const { namespace = '', name = '' } = owner.metadata;
  const ref = { resource, namespace, name };
  const merge = (patch: JsonObject): Promise<KubeObject> =>
    client.patch(ref, { kind: 'merge', patch }, { fieldManager, signal });
  const annotate = (annotation: string, value: string): Promise<KubeObject> =>
    merge({ metadata: { annotations: { [annotation]: value } } });
  switch (action.action) {
    case 'refresh':
    case 'hard-refresh':
      await annotate(refreshAnnotation, action.action === 'refresh' ? 'normal' : 'hard');
      return 'it is compared with its source now';
    case 'sync':
      await writeOperation(request, ref, syncOf(owner, action), signal);
      return action.dryRun === true ? 'a dry run begins' : 'a sync begins';
    case 'rollback':
      await writeOperation(request, ref, rollbackOf(owner, action), signal);
      return action.dryRun === true ? 'a dry run of the rollback begins' : 'a rollback begins';
    case 'terminate':
      await terminate(request, ref, signal);
      return 'the operation is being ended';
    case 'suspend':
      await merge({
        metadata: { annotations: { [suspendedByAnnotation]: request.username } },
        spec: { suspend: true },
      });
      return 'it is suspended';
    case 'resume':
      await merge({ metadata: { annotations: { [suspendedByAnnotation]: null } }, spec: { suspend: false } });
      return 'it is resumed';
    case 'reconcile':
      await annotate(requestedAtAnnotation, new Date(now).toISOString());
      return 'it is reconciled now';
    case 'force':
    case 'reset': {
      // Both count only together with a request of the same value (helm-controller v1.6, api/v2 ShouldHandleForceRequest).
      const at = new Date(now).toISOString();
      const also = action.action === 'force' ? forceAtAnnotation : resetAtAnnotation;
      await merge({ metadata: { annotations: { [requestedAtAnnotation]: at, [also]: at } } });
      return action.action === 'force' ? 'it is released anew' : 'its failures are forgotten, and it is reconciled';
    }
    case 'reconcile-with-source':
      await reconcileSource(request, signal);
      await annotate(requestedAtAnnotation, new Date(now).toISOString());
      return 'its source is read, and it is reconciled';
    case 'delete':
      await remove(request, ref, action.propagation, signal);
      return 'it is being deleted';
  }
}

/** An operation is only written where none is: the resource version makes sure of it (Argo CD v3.6, util/argo SetAppOperation). */
async function writeOperation(
  { client, owner, username }: ActionRequest,
  ref: ResourceRef,
  operation: JsonObject,
  signal: AbortSignal,
): Promise<void> {
  const now = await client.get(ref, { signal });
  const phase = textAt(now, 'status', 'operationState', 'phase');
  if (isJsonObject(now['operation']) || phase === 'Running' || phase === 'Terminating') {
    throw new ActionRefused(
      'conflict',
      'another operation is already in progress',
      `Application/${owner.metadata.namespace ?? ''}/${ref.name}`,
    );
  }
  const patch = {
    metadata: { resourceVersion: now.metadata.resourceVersion ?? null },
    operation: { ...operation, initiatedBy: { username } },
  };
  await client.patch(ref, { kind: 'merge', patch }, { fieldManager, signal });
}

type SyncAction = Extract<Action, { action: 'sync' }>;

/** The operation of a sync by hand, as upstream's server makes it (Argo CD v3.6, server/application Sync). */
function syncOf(owner: KubeObject, action: SyncAction): JsonObject {
  const policy = objectAt(owner, 'spec', 'syncPolicy');
  const automated = policy['automated'];
  const target = textAt(owner, 'spec', 'source', 'targetRevision') || 'HEAD';
  const isAutomated = isJsonObject(automated) && automated['enabled'] !== false;
  if (action.revision !== undefined && action.revision !== target && isAutomated && action.dryRun !== true) {
    throw new ActionRefused(
      'refused',
      `cannot sync to ${action.revision}: auto-sync currently set to ${target}`,
      owner.metadata.name ?? '',
    );
  }
  const options = syncOptions(policy['syncOptions'], action);
  const retry = policy['retry'];
  return {
    sync: {
      ...(action.revision === undefined ? {} : { revision: action.revision }),
      prune: action.prune ?? false,
      dryRun: action.dryRun ?? false,
      syncStrategy: { hook: { force: action.force ?? false } },
      ...(options.length === 0 ? {} : { syncOptions: options }),
      ...(action.objects === undefined || action.objects.length === 0
        ? {}
        : {
            resources: action.objects.map(({ group = '', kind, namespace = '', name }) => ({
              group,
              kind,
              name,
              ...(namespace === '' ? {} : { namespace }),
            })),
          }),
    },
    ...(isJsonObject(retry) ? { retry } : {}),
  };
}

/** The options of the Application, with those of the action in the place of such as have the same name. */
function syncOptions(own: unknown, action: SyncAction): string[] {
  const asked = [
    ...(action.options ?? []),
    ...(action.replace === true ? ['Replace=true'] : []),
    ...(action.serverSide === true ? ['ServerSideApply=true'] : []),
    ...(action.prunePropagation === undefined ? [] : [`PrunePropagationPolicy=${action.prunePropagation}`]),
  ];
  const names = new Set(asked.map((option) => option.split('=')[0]));
  const kept = (Array.isArray(own) ? own : []).filter(
    (option): option is string => typeof option === 'string' && !names.has(option.split('=')[0]),
  );
  return [...kept, ...asked];
}

/** The operation that goes back to an entry of the history (Argo CD v3.6, server/application Rollback). */
function rollbackOf(owner: KubeObject, action: Extract<Action, { action: 'rollback' }>): JsonObject {
  const entry = objectsAt(owner, 'status', 'history').find((each) => String(numberAt(each, ['id'], -1)) === action.id);
  if (entry === undefined)
    throw new ActionRefused('refused', `there is no deployment ${action.id} in its history`, owner.metadata.name ?? '');
  const options = objectAt(owner, 'spec', 'syncPolicy')['syncOptions'];
  return {
    sync: {
      revision: textAt(entry, 'revision'),
      prune: action.prune ?? false,
      dryRun: action.dryRun ?? false,
      syncStrategy: { apply: {} },
      ...(isJsonObject(entry['source']) ? { source: entry['source'] } : {}),
      ...(Array.isArray(options) && options.length > 0 ? { syncOptions: options } : {}),
    },
  };
}

/** Ends an operation: one that has not been begun is taken back, one that runs is told to end (Argo CD v3.6, server/application TerminateOperation). */
async function terminate({ client, owner }: ActionRequest, ref: ResourceRef, signal: AbortSignal): Promise<void> {
  const now = await client.get(ref, { signal });
  const running = textAt(now, 'status', 'operationState', 'phase') === 'Running';
  if (!running && !isJsonObject(now['operation']))
    throw new ActionRefused('refused', 'no operation is in progress', owner.metadata.name ?? '');
  const version = { metadata: { resourceVersion: now.metadata.resourceVersion ?? null } };
  const patch: JsonObject = running
    ? { ...version, status: { operationState: { phase: 'Terminating' } } }
    : { ...version, operation: null };
  await client.patch(ref, { kind: 'merge', patch }, { fieldManager, signal });
}

/** Asks what a Flux object reads for a look: its source, and of a HelmRelease also the HelmChart in between. */
async function reconcileSource({ client, owner, kind, now }: ActionRequest, signal: AbortSignal): Promise<void> {
  const name = owner.metadata.name ?? '';
  const [source] = kind.readsOf(owner);
  if (source === undefined)
    throw new ActionRefused('refused', 'its source is of a kind that cannot be reconciled', name);
  const [chartNamespace = '', chartName = ''] = textAt(owner, 'status', 'helmChart').split('/');
  const chart = { ...source, kind: 'HelmChart', namespace: chartNamespace, name: chartName };
  const patch = { metadata: { annotations: { [requestedAtAnnotation]: new Date(now).toISOString() } } };
  for (const read of chartName === '' ? [source] : [source, chart]) {
    const resource = await client.discovery.find({ group: read.group, kind: read.kind }, signal);
    if (resource === undefined)
      throw new ActionRefused('refused', `its source is of a kind that cannot be reconciled: ${read.kind}`, name);
    const ref = { resource, namespace: read.namespace, name: read.name };
    await client.patch(ref, { kind: 'merge', patch }, { fieldManager, signal });
  }
}

/** Deletes an owner. What becomes of its objects is said by an Application's finalizer, and by a Kustomization's `deletionPolicy`. */
async function remove(
  { client, owner, kind }: ActionRequest,
  ref: ResourceRef,
  propagation: 'foreground' | 'background' | 'orphan',
  signal: AbortSignal,
): Promise<void> {
  const current = await client.get(ref, { signal });
  const version = { resourceVersion: current.metadata.resourceVersion ?? null };
  if (kind.dialect === 'argocd') {
    const others = (current.metadata.finalizers ?? []).filter((name) => !name.startsWith(resourcesFinalizer));
    const own = { foreground: [resourcesFinalizer], background: [`${resourcesFinalizer}/background`], orphan: [] }[
      propagation
    ];
    const finalizers = [...others, ...own];
    const patch: JsonObject = { metadata: { ...version, finalizers: finalizers.length === 0 ? null : finalizers } };
    await client.patch(ref, { kind: 'merge', patch }, { fieldManager, signal });
  } else if (propagation === 'orphan') {
    // A HelmRelease has no such policy: one that is suspended leaves its release.
    const spec = owner.kind === 'HelmRelease' ? { suspend: true } : { deletionPolicy: 'Orphan' };
    await client.patch(ref, { kind: 'merge', patch: { metadata: version, spec } }, { fieldManager, signal });
  }
  const uid = owner.metadata.uid;
  await client.delete(ref, {
    signal,
    propagation: propagation === 'foreground' ? 'Foreground' : 'Background',
    ...(uid === undefined ? {} : { preconditions: { uid } }),
  });
}
