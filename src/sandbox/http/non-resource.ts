import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Json } from '../../base/index.ts';
import { methodNotAllowed, unknownPath } from '../machinery/api-error.ts';
import { sendJson, sendText } from './answer.ts';
import { readAccept } from './negotiation.ts';
import type { RequestInfo } from './request-info.ts';
import type { ServedCluster } from './served-cluster.ts';

/** What `/version` says: the release whose behaviour is emulated. */
export const emulatedVersion = {
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitVersion: 'v1.36.3',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: 'go1.26.8',
  compiler: 'gc',
  platform: 'linux/amd64',
};

const aggregatedType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** Answers what is no resource: discovery, health, versions. */
export function serveNonResource(
  served: ServedCluster,
  info: RequestInfo,
  http: IncomingMessage,
  response: ServerResponse,
): void {
  if (http.method !== 'GET' && http.method !== 'HEAD') throw methodNotAllowed();
  const path = info.path.length > 1 ? info.path.replace(/\/+$/, '') : info.path;
  if (path === '/api' || path === '/apis') {
    serveDiscoveryRoot(served, path === '/api', http, response);
    return;
  }
  const document = documentOf(served, path, http);
  if (document !== undefined) {
    sendJson(response, 200, document);
    return;
  }
  if (isHealthCheck(path)) {
    sendText(response, 'ok', { status: 200, contentType: 'text/plain; charset=utf-8' });
    return;
  }
  const [, group] = /^\/apis\/([^/]+)\/[^/]+$/.exec(path) ?? [];
  if (group !== undefined && served.discovery.group(group) !== undefined) throw unknownPath();
  if (path === '/openapi/v3' || path.startsWith('/openapi/')) {
    served.openApi.serve(path, http, response);
    return;
  }
  sendText(response, '404 page not found\n', { status: 404, contentType: 'text/plain; charset=utf-8' });
}

/** Single checks that kube-apiserver has, as far as they mean something here. */
const checks = new Set(['ping', 'log', 'etcd', 'poststarthook/rbac/bootstrap-roles']);

function isHealthCheck(path: string): boolean {
  const [, check] = /^\/(?:healthz|livez|readyz)(?:\/(.+))?$/.exec(path) ?? ['', 'none'];
  return check === undefined || checks.has(check);
}

function documentOf(served: ServedCluster, path: string, http: IncomingMessage): Json | undefined {
  const { discovery } = served;
  const core = /^\/api\/([^/]+)$/.exec(path);
  if (core !== null) return discovery.resourceList('', core[1] ?? '');
  const group = /^\/apis\/([^/]+)(?:\/([^/]+))?$/.exec(path);
  if (group !== null) {
    const [, name = '', version] = group;
    return version === undefined ? discovery.group(name) : discovery.resourceList(name, version);
  }
  if (path === '/version') return emulatedVersion;
  if (path === '/') return { paths: rootPaths(served) };
  if (path === '/.well-known/openid-configuration') {
    const issuer = 'https://kubernetes.default.svc';
    return {
      issuer,
      jwks_uri: `http://${http.headers.host ?? '127.0.0.1'}/openid/v1/jwks`,
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
    };
  }
  return undefined;
}

function serveDiscoveryRoot(
  served: ServedCluster,
  core: boolean,
  http: IncomingMessage,
  response: ServerResponse,
): void {
  const { discovery } = served;
  if (wantsAggregated(http.headers.accept)) {
    const { text, etag } = discovery.aggregated(core);
    const headers = { ETag: etag, Vary: 'Accept', 'Cache-Control': 'public' };
    if (http.headers['if-none-match'] === etag) {
      response.writeHead(304, headers).end();
      return;
    }
    sendText(response, text, { status: 200, contentType: aggregatedType, headers });
    return;
  }
  const serverAddress = http.headers.host ?? '127.0.0.1';
  const serverAddressByClientCIDRs = [{ clientCIDR: '0.0.0.0/0', serverAddress }];
  const versions = { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs };
  sendJson(response, 200, core ? versions : discovery.groupList());
}

/** Whether the best form that a client accepts and we have is the aggregated one. */
function wantsAggregated(accept: string | undefined): boolean {
  for (const { type, parameters } of readAccept(accept)) {
    if (type === '*/*') return false;
    if (type !== 'application/json') continue;
    const as = parameters.get('as');
    if (as === undefined) return false;
    const isIt = parameters.get('g') === 'apidiscovery.k8s.io' && parameters.get('v') === 'v2';
    if (as === 'APIGroupDiscoveryList' && isIt) return true;
  }
  return false;
}

function rootPaths({ discovery }: ServedCluster): string[] {
  const groups = discovery
    .groupVersions()
    .flatMap(({ group, version }) =>
      group === '' ? ['/api', `/api/${version}`] : [`/apis/${group}`, `/apis/${group}/${version}`],
    );
  return [
    ...new Set([...groups, '/apis', '/healthz', '/livez', '/openapi/v2', '/openapi/v3', '/readyz', '/version']),
  ].sort();
}
