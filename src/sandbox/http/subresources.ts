import { methodNotAllowed, unknownPath } from '../machinery/api-error.ts';
import type { ApiRequest } from './api-request.ts';
import { getResource, patchResource, updateResource } from './resource-handlers.ts';
import type { ServedCluster } from './served-cluster.ts';

/** Answers a request for a subresource: by its own handler, or as a part of the object that is read and written like it. */
export async function serveSubresource(request: ApiRequest, served: ServedCluster): Promise<void> {
  const { info } = request;
  const { type } = request.served;
  const subresource = type.subresources.get(info.subresource);
  if (subresource === undefined || info.name === '') throw unknownPath();
  if (!subresource.verbs.includes(info.verb)) throw methodNotAllowed();
  const handler =
    served.subresources.get(`${type.group}/${type.plural}/${info.subresource}`) ??
    served.subresources.get(`*/${info.subresource}`);
  if (handler !== undefined) {
    await handler(request, served);
    return;
  }
  if (subresource.kind !== type.kind) throw methodNotAllowed();
  switch (info.verb) {
    case 'get':
      getResource(request);
      return;
    case 'update':
      await updateResource(request);
      return;
    case 'patch':
      await patchResource(request);
      return;
    default:
      throw methodNotAllowed();
  }
}
