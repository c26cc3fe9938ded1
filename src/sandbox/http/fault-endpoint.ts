import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Json } from '../../base/index.ts';
import { readFault } from '../faults/index.ts';
import { ApiError, badRequest, forbidden, methodNotAllowed } from '../machinery/api-error.ts';
import type { UserInfo } from '../machinery/cluster.ts';
import { sendJson } from './answer.ts';
import { readBody } from './body/request-body.ts';
import type { ServedCluster } from './served-cluster.ts';

/** Where faults are asked for: beside Kubernetes' paths, and for the administrator only. */
export const faultPath = '/sandbox/v1/faults';

/**
 * `GET` lists the faults of a cluster, `POST` puts one into force and answers with its id, `DELETE` ends all, or one by its id. Throws
 * ApiError 400, 403, 404 or 405.
 */
export async function serveFaults(
  served: ServedCluster,
  user: UserInfo,
  path: string,
  http: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!user.groups.includes('system:masters')) {
    throw forbidden({ group: '', plural: '' }, '', `User ${JSON.stringify(user.name)} may not ask for faults`);
  }
  const { faults } = served;
  const id = path.slice(faultPath.length + 1);
  if (http.method === 'GET' && id === '') {
    sendJson(response, 200, { faults: faults.list() as unknown as Json });
  } else if (http.method === 'POST' && id === '') {
    const fault = readFault(parse((await readBody(http)).toString('utf8')));
    if (typeof fault === 'string') throw badRequest(fault);
    sendJson(response, 201, { id: faults.add(fault) });
  } else if (http.method === 'DELETE') {
    if (id === '') faults.clear();
    else if (!faults.remove(id)) throw new ApiError(404, 'NotFound', `there is no fault ${id}`);
    sendJson(response, 200, {});
  } else throw methodNotAllowed();
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw badRequest('the body is no JSON');
  }
}
