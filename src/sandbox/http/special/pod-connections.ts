import { type KubeObject, objectsAt, textAt } from '../../../base/index.ts';
import { ApiError, badRequest, notFound } from '../../machinery/api-error.ts';
import { objectKey } from '../../machinery/resource-type.ts';
import { sendText } from '../answer.ts';
import type { ApiRequest } from '../api-request.ts';

/** Answers `GET pods/NAME/log`: simulated containers write nothing (kubernetes 1.36, registry/core/pod/rest/log.go). */
export function podLog(request: ApiRequest): void {
  const pod = podOf(request);
  const asked = request.query.get('container') ?? '';
  const names = containersOf(pod);
  if (asked === '' && names.length > 1) {
    const all = `[${names.join(' ')}]`;
    throw badRequest(`a container name must be specified for pod ${request.info.name}, choose one of: ${all}`);
  }
  const name = asked === '' ? (names[0] ?? '') : asked;
  if (!names.includes(name)) throw badRequest(`container ${name} is not valid for pod ${request.info.name}`);
  const node = textAt(pod, 'spec', 'nodeName');
  if (node === '') {
    // Nobody runs it yet.
    request.response.writeHead(204, { 'Cache-Control': 'no-cache, private' }).end();
    return;
  }
  sendText(request.response, '', { status: 200, contentType: 'text/plain' });
}

/** Answers what would reach into a container or a Service: there is nothing to reach. */
export function unreachable(request: ApiRequest): void {
  const { cluster, served, info } = request;
  const stored = cluster.storage.get(objectKey(served.type, info.namespace, info.name));
  if (stored === undefined) throw notFound(served.type, info.name);
  const why = `the sandbox simulates workloads: ${info.plural}/${info.subresource} reaches no process`;
  throw new ApiError(501, '', why);
}

function podOf({ cluster, served, info }: ApiRequest): KubeObject {
  const stored = cluster.storage.get(objectKey(served.type, info.namespace, info.name));
  if (stored === undefined) throw notFound(served.type, info.name);
  return stored.object;
}

function containersOf(pod: KubeObject): string[] {
  return ['containers', 'initContainers', 'ephemeralContainers']
    .flatMap((field) => objectsAt(pod, 'spec', field))
    .map((container) => textAt(container, 'name'));
}
