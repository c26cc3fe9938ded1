import { jsonEqual, type JsonObject, type KubeObject, numberAt, objectAt, textAt } from '../../../base/index.ts';
import { ApiError, badRequest, notFound } from '../../machinery/api-error.ts';
import type { Cluster, WriteContext } from '../../machinery/cluster.ts';
import { deleteObject, type DeleteOptions } from '../../machinery/writes/delete.ts';
import { objectKey, type ResourceType } from '../../machinery/resource-type.ts';
import { updateObject } from '../../machinery/writes/update.ts';
import { matchesLabels, requirementsOf } from '../../selectors/label-selector.ts';
import { sendJson } from '../answer.ts';
import { type ApiRequest, targetOf, writeOptions } from '../api-request.ts';
import { readObject } from '../body/read-object.ts';
import { readBody } from '../body/request-body.ts';

/** Answers `POST pods/NAME/eviction`: deletes a pod unless its budget forbids that (kubernetes 1.36, registry/core/pod/storage/eviction.go). */
export function evictionHandler(type: ResourceType): (request: ApiRequest) => Promise<void> {
  return async (request) => {
    const { cluster, served, info, http } = request;
    const { context, fieldValidation } = writeOptions(request, 'CreateOptions');
    const body = await readBody(http);
    const eviction = readObject(
      body,
      http.headers['content-type'],
      { type, version: 'v1' },
      fieldValidation,
      context.warn,
      cluster.registry,
    );
    if (eviction.metadata.name !== undefined && eviction.metadata.name !== info.name) {
      throw badRequest('name in URL does not match name in Eviction object');
    }
    const pod = cluster.storage.get(objectKey(served.type, info.namespace, info.name))?.object;
    if (pod === undefined) throw notFound(served.type, info.name);
    if (countsForBudget(pod)) await useBudget(cluster, pod, context);
    const options = objectAt(eviction, 'deleteOptions');
    const target = { ...targetOf(request), subresource: '' };
    const { durable } = await deleteObject(cluster, target, deleteOptions(options), context);
    await durable;
    sendJson(request.response, 201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 });
  };
}

function deleteOptions(options: JsonObject): DeleteOptions {
  const grace = options['gracePeriodSeconds'];
  const uid = textAt(options, 'preconditions', 'uid');
  const resourceVersion = textAt(options, 'preconditions', 'resourceVersion');
  return {
    ...(typeof grace === 'number' ? { gracePeriodSeconds: grace } : {}),
    ...(uid === '' ? {} : { uid }),
    ...(resourceVersion === '' ? {} : { resourceVersion }),
  };
}

/** Pods that have ended, wait or are going already disturb nothing. */
function countsForBudget(pod: KubeObject): boolean {
  return textAt(pod, 'status', 'phase') === 'Running' && pod.metadata.deletionTimestamp === undefined;
}

/** Counts the eviction against the pod's budget. Throws ApiError 429 where that allows none. */
async function useBudget(cluster: Cluster, pod: KubeObject, context: WriteContext): Promise<void> {
  const type = cluster.registry.get('policy', 'poddisruptionbudgets');
  if (type === undefined) return;
  const { namespace = '', name = '' } = pod.metadata;
  const budgets = cluster.storage
    .scan(`${type.keyPrefix}${namespace}/`)
    .map((stored) => stored.object)
    .filter((budget) => selects(budget, pod));
  if (budgets.length > 1) {
    const why = 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';
    throw new ApiError(500, '', why);
  }
  const [budget] = budgets;
  if (budget === undefined) return;
  const allowed = numberAt(budget, ['status', 'disruptionsAllowed']);
  const stale = numberAt(budget, ['status', 'observedGeneration']) < (budget.metadata.generation ?? 0);
  if (allowed <= 0 || stale) throw tooMany(budget, stale);
  const target = {
    type,
    version: type.storageVersion,
    namespace,
    name: budget.metadata.name ?? '',
    subresource: 'status',
  };
  const disruptedAt = new Date(cluster.clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  const plan = {
    create: false,
    uid: budget.metadata.uid,
    next: (current: KubeObject | undefined): KubeObject => {
      const status = objectAt(current, 'status');
      const left = numberAt(status, ['disruptionsAllowed']) - 1;
      if (left < 0) throw tooMany(budget, false);
      const disruptedPods = { ...objectAt(status, 'disruptedPods'), [name]: disruptedAt };
      return {
        ...(current as KubeObject),
        metadata: { ...current?.metadata },
        status: { ...status, disruptionsAllowed: left, disruptedPods },
      };
    },
  };
  await updateObject(cluster, target, plan, context);
}

function tooMany(budget: KubeObject, stale: boolean): ApiError {
  const name = budget.metadata.name ?? '';
  const desired = numberAt(budget, ['status', 'desiredHealthy']);
  const current = numberAt(budget, ['status', 'currentHealthy']);
  const message = stale
    ? `The disruption budget ${name} is still being processed by the server.`
    : `The disruption budget ${name} needs ${desired} healthy pods and has ${current} currently`;
  return new ApiError(429, 'TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
    causes: [{ reason: 'DisruptionBudget', message }],
    ...(stale ? { retryAfterSeconds: 10 } : {}),
  });
}

function selects(budget: KubeObject, pod: KubeObject): boolean {
  const { selector } = objectAt(budget, 'spec');
  if (selector === undefined || jsonEqual(selector, null)) return false;
  return matchesLabels(requirementsOf(selector) ?? [], pod.metadata.labels);
}
