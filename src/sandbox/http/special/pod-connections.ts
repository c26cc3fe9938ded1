import { ApiError, notFound } from '../../machinery/api-error.ts';
import { objectKey } from '../../machinery/resource-type.ts';
import type { ApiRequest } from '../api-request.ts';

/** Answers what would reach into a container or a Service: there is nothing to reach. */
export function unreachable(request: ApiRequest): void {
  const { cluster, served, info } = request;
  const stored = cluster.storage.get(objectKey(served.type, info.namespace, info.name));
  if (stored === undefined) throw notFound(served.type, info.name);
  const why = `the sandbox simulates workloads: ${info.plural}/${info.subresource} reaches no process`;
  throw new ApiError(501, '', why);
}
