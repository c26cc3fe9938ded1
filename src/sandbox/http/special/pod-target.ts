import { type KubeObject, objectsAt, textAt } from '../../../base/index.ts';
import { badRequest, notFound } from '../../machinery/api-error.ts';
import { objectKey } from '../../machinery/resource-type.ts';
import type { ContainerTarget } from '../../handlers/index.ts';
import type { ApiRequest } from '../api-request.ts';

/** The pod of a request. Throws ApiError 404. */
export function podOf({ cluster, served, info }: ApiRequest): KubeObject {
  const stored = cluster.storage.get(objectKey(served.type, info.namespace, info.name));
  if (stored === undefined) throw notFound(served.type, info.name);
  return stored.object;
}

/**
 * The container that a request means, which may go without saying: by a pod's only one. Throws ApiError 404, or 400 where none is
 * meant (kubernetes 1.36, registry/core/pod/strategy.go).
 */
export function containerOf(request: ApiRequest): ContainerTarget {
  const pod = podOf(request);
  const { name } = request.info;
  const asked = request.query.get('container') ?? '';
  const own = namesOf(pod, 'containers');
  const all = [...namesOf(pod, 'initContainers'), ...own, ...namesOf(pod, 'ephemeralContainers')];
  if (asked === '') {
    if (own.length === 1) return { pod, container: own[0] ?? '' };
    throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${all.join(' ')}]`);
  }
  if (!all.includes(asked)) throw badRequest(`container ${asked} is not valid for pod ${name}`);
  return { pod, container: asked };
}

function namesOf(pod: KubeObject, field: string): string[] {
  return objectsAt(pod, 'spec', field).map((container) => textAt(container, 'name'));
}
