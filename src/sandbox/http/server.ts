import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type Logger, messageOf } from '../../base/index.ts';
import { ApiError, internalError, methodNotAllowed, unknownPath } from '../machinery/api-error.ts';
import { storageFailure } from '../machinery/writes/write.ts';
import type { ServingCertificate } from '../tls/certificate.ts';
import { addWarning, sendJson, sendText } from './answer.ts';
import type { ApiRequest } from './api-request.ts';
import { authenticate, impersonate } from './access/authentication.ts';
import { refuseForbidden } from './access/authorize.ts';
import { faultPath, serveFaults } from './fault-endpoint.ts';
import { injectFaults } from './inject-faults.ts';
import { serveNonResource } from './non-resource.ts';
import { readRequestInfo } from './request-info.ts';
import { handlerOf } from './resource-handlers.ts';
import type { ServedCluster } from './served-cluster.ts';
import { serveSubresource } from './subresources.ts';
import { listenForUpgrades, mayUpgrade } from './upgrade.ts';
import { watchResource } from './watch-handler.ts';

/** Long label selectors come in the query, and tokens with many claims in a header. */
const headerLimit = 64 * 1024;
/** How long a connection without a request is kept. */
const keepAliveMs = 180_000;

/** The first byte of every TLS connection. */
const tlsHandshake = 0x16;

/** A listening server. */
export interface HttpServer {
  readonly port: number;
  /** Ends every request and the server. */
  close(): Promise<void>;
}

/**
 * Serves clusters on loopback: the one named `''` at the root, the others below `/clusters/NAME`. The port takes TLS and plain HTTP
 * alike. Rejects where it is taken.
 */
export async function serveHttp(
  clusters: ReadonlyMap<string, ServedCluster>,
  port: number,
  certificate: ServingCertificate,
  logger: Logger,
): Promise<HttpServer> {
  const closing = new AbortController();
  const listener: RequestListener = (request, response) => {
    void answer(clusters, request, response, closing.signal).catch((error: unknown) =>
      fail(request, response, error, logger),
    );
  };
  const options = {
    maxHeaderSize: headerLimit,
    keepAliveTimeout: keepAliveMs,
    // A watch lasts as long as it says, and a client that sends its request slowly is only a local one.
    requestTimeout: 0,
    noDelay: true,
    shouldUpgradeCallback: mayUpgrade,
  };
  const plain = createHttpServer(options, listener);
  const secure = createHttpsServer({ ...options, key: certificate.key, cert: certificate.certificate }, listener);
  listenForUpgrades(plain, listener);
  listenForUpgrades(secure, listener);
  secure.on('tlsClientError', (_error, socket) => socket.destroy());
  const sockets = new Set<Socket>();
  const server = createServer({ pauseOnConnect: false }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.once('readable', () => {
      const first = socket.read(1) as Buffer | null;
      if (first === null) return;
      socket.unshift(first);
      (first[0] === tlsHandshake ? secure : plain).emit('connection', socket);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      closing.abort();
      return new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      });
    },
  };
}

async function answer(
  clusters: ReadonlyMap<string, ServedCluster>,
  http: IncomingMessage,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  const url = new URL(http.url ?? '/', 'http://localhost');
  const { served, path } = clusterOf(clusters, url.pathname);
  const method = http.method ?? 'GET';
  const user = impersonate(http.headers, authenticate(http.headers, served.tokens), served.authorizer);
  const info = readRequestInfo(method, path, url.searchParams);
  refuseForbidden(served.authorizer, user, info);
  if (path === faultPath || path.startsWith(`${faultPath}/`)) {
    await serveFaults(served, user, path, http, response);
    return;
  }
  if (!(await injectFaults(served, info, url.searchParams, http, response, closing))) return;
  if (!info.isResource) {
    serveNonResource(served, info, http, response);
    return;
  }
  const type = served.cluster.registry.find(info.group, info.version, info.plural);
  if (type === undefined) {
    // Where only CRDs could answer, nobody does.
    if (!served.cluster.registry.hasBuiltinGroup(info.group)) {
      sendText(response, '404 page not found\n', { status: 404, contentType: 'text/plain; charset=utf-8' });
      return;
    }
    throw unknownPath();
  }
  const request: ApiRequest = {
    cluster: served.cluster,
    authorizer: served.authorizer,
    user,
    info: type.type.namespaced || info.plural === 'namespaces' ? info : { ...info, namespace: '' },
    served: type,
    query: url.searchParams,
    http,
    response,
    closing,
  };
  await dispatch(request, served);
}

async function dispatch(request: ApiRequest, served: ServedCluster): Promise<void> {
  const { info, served: type } = request;
  if (type.type.namespaced && info.namespace === '' && info.name !== '') throw unknownPath();
  if (info.subresource !== '') {
    await serveSubresource(request, served);
    return;
  }
  const across = type.type.namespaced && info.namespace === '';
  // What is only ever created has one path: its collection, within a namespace where it is namespaced.
  const onlyCreated = !type.type.verbs.includes('get') && !type.type.verbs.includes('list');
  if (onlyCreated && (info.name !== '' || across)) throw unknownPath();
  const known = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'].includes(info.verb);
  const named = ['delete', 'get', 'patch', 'update'].includes(info.verb);
  if (!known || !type.type.verbs.includes(info.verb)) throw methodNotAllowed();
  if (named !== (info.name !== '') && info.verb !== 'watch') throw methodNotAllowed();
  if (across && info.verb !== 'list' && info.verb !== 'watch') throw methodNotAllowed();
  const warning = type.type.warningFor?.(type.version);
  if (warning !== undefined) addWarning(request.response, warning);
  const special = served.creators.get(`${type.type.group}/${type.type.plural}`);
  if (special !== undefined && info.verb === 'create') {
    await special(request, served);
    return;
  }
  await (info.verb === 'watch' ? watchResource(request) : handlerOf(info.verb)(request));
}

/** The cluster of a path, and the path within it. Throws ApiError 404 for one that there is not. */
function clusterOf(
  clusters: ReadonlyMap<string, ServedCluster>,
  path: string,
): { readonly served: ServedCluster; readonly path: string } {
  const match = /^\/clusters\/([^/]+)(\/.*)?$/.exec(path);
  const served = clusters.get(match?.[1] ?? '');
  if (served === undefined) throw unknownPath();
  return { served, path: match === null ? path : (match[2] ?? '/') };
}

function fail(request: IncomingMessage, response: ServerResponse, thrown: unknown, logger: Logger): void {
  const known = storageFailure(thrown);
  let error: ApiError;
  if (known instanceof ApiError) {
    error = known;
  } else {
    logger.error('request failed', {
      method: request.method,
      path: request.url?.split('?')[0],
      error: thrown instanceof Error ? (thrown.stack ?? thrown.message) : messageOf(thrown),
    });
    error = internalError(messageOf(thrown));
  }
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // What nobody could read is refused before anything is looked at.
  if (error.httpStatus === 406) response.removeHeader('Warning');
  const { details } = error;
  if (details?.retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(details.retryAfterSeconds));
  // What is left of a body that nobody read would be taken for the next request.
  if (!request.complete) response.setHeader('Connection', 'close');
  sendJson(response, error.httpStatus, error.toStatus());
}
