import { ApiError, badRequest, notFound } from '../../machinery/api-error.ts';
import type { PodHandlers } from '../../handlers/index.ts';
import { objectKey } from '../../machinery/resource-type.ts';
import {
  acceptOf,
  forwardPorts,
  type RemoteOptions,
  remoteCommandOverSpdy,
  remoteCommandOverWebSocket,
  webSocketBytes,
} from '../../streams/index.ts';
import { refuseForbidden } from '../access/authorize.ts';
import type { ApiRequest } from '../api-request.ts';
import type { SpecialHandler } from '../served-cluster.ts';
import { upgrade, type UpgradedConnection, wantedUpgrade } from '../upgrade.ts';
import { containerOf, podOf } from './pod-target.ts';

/** Names of port-forwarding inside of each transport. */
const forwarding = { spdy: 'portforward.k8s.io', websocket: 'SPDY/3.1+portforward.k8s.io' } as const;
const commandProtocols = {
  spdy: ['v4.channel.k8s.io'],
  websocket: ['v5.channel.k8s.io', 'v4.channel.k8s.io'],
} as const;

/** `pods/NAME/exec`, over WebSocket or SPDY, to the handler that stands behind the pod. */
export function execHandler(handlers: PodHandlers): SpecialHandler {
  return async (request) => {
    const target = containerOf(request);
    const handler = handlers.of(target.pod, 'exec');
    if (handler === undefined) throw noProcess(request);
    const command = request.query.getAll('command');
    if (command.length === 0) throw badRequest('you must specify at least one command for the container');
    await runRemotely(request, (streams) => handler.exec(target, command, streams));
  };
}

/** `pods/NAME/attach`, likewise. */
export function attachHandler(handlers: PodHandlers): SpecialHandler {
  return async (request) => {
    const target = containerOf(request);
    const handler = handlers.of(target.pod, 'attach');
    if (handler === undefined) throw noProcess(request);
    await runRemotely(request, (streams) => handler.attach(target, streams).then(() => 0));
  };
}

/** `pods/NAME/portforward`: SPDY, also within a WebSocket as kubectl since 1.31 sends it. */
export function portForwardHandler(handlers: PodHandlers): SpecialHandler {
  return async (request) => {
    const pod = podOf(request);
    const handler = handlers.of(pod, 'connect');
    if (handler === undefined) throw noProcess(request);
    const { protocol, connection } = switchProtocol(request, {
      spdy: [forwarding.spdy],
      websocket: [forwarding.websocket],
    });
    const { socket, head } = connection;
    const connect = (port: number): ReturnType<typeof handler.connect> => handler.connect(pod, port);
    if (protocol === 'spdy/3.1') await forwardPorts(socket, head, connect);
    else await forwardPorts(webSocketBytes(socket, head), Buffer.alloc(0), connect);
  };
}

/** Answers what would reach into a Service or node by HTTP: there is nothing to reach. Throws ApiError 404 or 501. */
export function unreachable(request: ApiRequest): void {
  const { cluster, served, info } = request;
  const stored = cluster.storage.get(objectKey(served.type, info.namespace, info.name));
  if (stored === undefined) throw notFound(served.type, info.name);
  throw noProcess(request);
}

async function runRemotely(request: ApiRequest, run: Parameters<typeof remoteCommandOverSpdy>[3]): Promise<void> {
  const { query } = request;
  const given = (name: string): boolean => ['true', '1'].includes(query.get(name) ?? '');
  const tty = given('tty');
  const options: RemoteOptions = {
    stdin: given('stdin'),
    stdout: given('stdout'),
    stderr: given('stderr') && !tty,
    tty,
  };
  if (!options.stdin && !options.stdout && !options.stderr) {
    throw badRequest('you must specify at least 1 of stdin, stdout, stderr');
  }
  const { protocol, connection } = switchProtocol(request, commandProtocols);
  const { socket, head } = connection;
  const talk = protocol === 'spdy/3.1' ? remoteCommandOverSpdy : remoteCommandOverWebSocket;
  await talk(socket, head, options, run);
}

/** Takes the connection over in a protocol that both know. Throws ApiError 400 or 403. */
function switchProtocol(
  request: ApiRequest,
  known: { readonly spdy: readonly string[]; readonly websocket: readonly string[] },
): { readonly protocol: 'websocket' | 'spdy/3.1'; readonly connection: UpgradedConnection } {
  const { http, response, closing } = request;
  const protocol = wantedUpgrade(http);
  if (protocol === undefined) throw badRequest('Upgrade request required');
  const websocket = protocol === 'websocket';
  // A WebSocket begins with a GET: reading is not enough to reach into a pod.
  if (websocket) refuseForbidden(request.authorizer, request.user, { ...request.info, verb: 'create' });
  const header = http.headers[websocket ? 'sec-websocket-protocol' : 'x-stream-protocol-version'] ?? '';
  const offered = (Array.isArray(header) ? header.join(',') : header).split(',').map((name) => name.trim());
  const chosen = known[websocket ? 'websocket' : 'spdy'].find((name) => offered.includes(name));
  if (chosen === undefined) {
    throw new ApiError(
      403,
      'Forbidden',
      `unable to upgrade: none of the protocols ${offered.join(', ')} is spoken here`,
    );
  }
  const connection = upgrade(
    http,
    response,
    websocket
      ? {
          Upgrade: 'websocket',
          'Sec-WebSocket-Accept': acceptOf(http.headers['sec-websocket-key'] ?? ''),
          'Sec-WebSocket-Protocol': chosen,
        }
      : { Upgrade: 'SPDY/3.1', 'X-Stream-Protocol-Version': chosen },
  );
  closing.addEventListener('abort', () => connection.socket.destroy(), { once: true });
  return { protocol, connection };
}

function noProcess({ info }: ApiRequest): ApiError {
  const what = `${info.plural}/${info.subresource}`;
  return new ApiError(
    501,
    '',
    `the sandbox simulates workloads: ${what} reaches no process, unless a handler is attached`,
  );
}
