import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** A request to an API server, as a proxy in front of it saw it. */
export interface ProxiedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The status of the answer; undefined while there is none. */
  status: number | undefined;
}

/** A request by what came over the wire. */
export function readRequest(message: IncomingMessage, body: Buffer): ProxiedRequest {
  const url = new URL(message.url ?? '/', 'http://server');
  return {
    method: message.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers: message.headers,
    body: body.toString('utf8'),
    at: Date.now(),
    status: undefined,
  };
}

/** Whom a request is made as, where that is not who sent it. */
export function impersonated(request: ProxiedRequest): string | undefined {
  const user = request.headers['impersonate-user'];
  return Array.isArray(user) ? user[0] : user;
}

/** Whether a request opens a watch. */
export function isWatch(request: ProxiedRequest): boolean {
  return request.query.get('watch') === 'true' || request.query.get('watch') === '1';
}

/** Whether a request asks what a write would do, and stores nothing. */
export function isDryRun(request: ProxiedRequest): boolean {
  return request.query.has('dryRun');
}

/** Whether a request is about Leases, by which replicas tell that they are alive. */
export function isLease(request: ProxiedRequest): boolean {
  return request.path.startsWith('/apis/coordination.k8s.io/');
}

/** Whether a request is about the Events that people read. */
export function isEvent(request: ProxiedRequest): boolean {
  return /\/events(?:\/|$)/.test(request.path);
}

/** Whether a request asks which kinds there are. */
export function isDiscovery(request: ProxiedRequest): boolean {
  return /^\/(?:api|apis)(?:\/[^/]+){0,2}$/.test(request.path) && request.method === 'GET';
}

/** Whether a request changes what is stored (Leases apart). */
export function isWrite(request: ProxiedRequest): boolean {
  if (!['POST', 'PUT', 'PATCH', 'DELETE'].includes(request.method)) return false;
  return !isDryRun(request) && !isLease(request) && !/\/(?:self)?subject(?:access|rules)reviews$/.test(request.path);
}

/** A request on one line, for messages of assertions. */
export function describeRequest(request: ProxiedRequest): string {
  const query = request.query.toString();
  const user = impersonated(request);
  const as = user === undefined ? '' : ` as ${user}`;
  return `${request.method} ${request.path}${query === '' ? '' : `?${query}`}${as} → ${request.status ?? 'no answer'}`;
}

/** Whether a request is about a namespace or something in it. */
export function isAbout(request: ProxiedRequest, namespace: string): boolean {
  return `${request.path}/`.includes(`/namespaces/${namespace}/`);
}

/** Whether a request made an object: a POST, or an apply to a name that was not there. */
export function isCreation(request: ProxiedRequest): boolean {
  return isWrite(request) && request.status === 201;
}
