import { onTestFinished } from 'vitest';
import { Hono } from 'hono';
import {
  type Clock,
  type KubeObject,
  type Logger,
  noMetrics,
  silentLogger,
  systemClock,
  systemRandom,
} from '../../src/base/index.ts';
import { applicationTracker } from '../../src/argocd/index.ts';
import {
  type Authorizer,
  createSignIn,
  ensureAdmin,
  type PasswordHasher,
  roleAuthorizer,
  watchAccounts,
} from '../../src/api/auth/index.ts';
import { deliveryKinds, DeliveryPages, DeliveryWatch } from '../../src/api/deliveries/index.ts';
import { WatchedTrees } from '../../src/api/objects/index.ts';
import { createV1, mountRouter, type V1Ports } from '../../src/api/v1/index.ts';
import { type ApiResource, InformerSet } from '../../src/kube/index.ts';
import { apiResource } from './kube-resources.ts';
import { MemoryCluster } from './memory-cluster.ts';

/** The kinds that the page's API reads. */
export const resources = {
  applications: apiResource('argoproj.io', 'applications', 'Application'),
  kustomizations: apiResource('kustomize.toolkit.fluxcd.io', 'kustomizations', 'Kustomization'),
  gitRepositories: apiResource('source.toolkit.fluxcd.io', 'gitrepositories', 'GitRepository'),
  secrets: apiResource('', 'secrets', 'Secret'),
  configMaps: apiResource('', 'configmaps', 'ConfigMap'),
} as const satisfies Record<string, ApiResource>;

/** Hashes that cost nothing, for tests that are not about them. */
export const plainHasher: PasswordHasher = {
  hash: (password) => Promise.resolve(`plain:${password}`),
  matches: (password, hash) => Promise.resolve(hash === `plain:${password}`),
  close: () => Promise.resolve(),
};

/** A page's API over a cluster in memory. */
export interface PageApiFixture {
  readonly cluster: MemoryCluster;
  readonly app: Hono;
  readonly deliveries: DeliveryWatch;
  readonly ports: V1Ports;
  readonly logged: string[];
  /** The password of `admin`. */
  readonly password: string;
  /** A request as the page makes it, from its own origin; `cookie` is that of a signed-in person. */
  readonly request: (
    method: string,
    path: string,
    options?: { body?: unknown; cookie?: string; headers?: Record<string, string> },
  ) => Promise<Response>;
  /** Signs in, and gives the cookie. */
  readonly signIn: (username?: string, password?: string) => Promise<string>;
}

/** Starts the API over a cluster with these objects, and waits until it has read them. */
export async function startPageApiFixture(
  options: {
    readonly objects?: readonly { readonly resource: ApiResource; readonly object: KubeObject }[];
    readonly authorizer?: Authorizer;
    readonly clock?: Clock;
    readonly hasher?: PasswordHasher;
    readonly more?: Partial<V1Ports>;
  } = {},
): Promise<PageApiFixture> {
  const clock = options.clock ?? systemClock;
  const hasher = options.hasher ?? plainHasher;
  const stop = new AbortController();
  const cluster = new MemoryCluster();
  cluster.served = Object.values(resources);
  for (const { resource, object } of options.objects ?? []) await cluster.create(resource, object);
  await ensureAdmin(cluster, 'argocd', { hasher, random: systemRandom, clock }, stop.signal);
  const initial = await cluster.get({
    resource: resources.secrets,
    namespace: 'argocd',
    name: 'argocd-initial-admin-secret',
  });
  const password = Buffer.from((initial['data'] as { password: string }).password, 'base64').toString();
  const informers = new InformerSet({ clock, random: systemRandom, logger: silentLogger, metrics: noMetrics });
  const accounts = await watchAccounts(cluster, informers, 'argocd', stop.signal);
  const logged: string[] = [];
  const logger: Logger = {
    ...silentLogger,
    error: (message, fields) => logged.push(`${message} ${JSON.stringify(fields)}`),
    warn: (message, fields) => logged.push(`${message} ${JSON.stringify(fields)}`),
  };
  const deliveries = new DeliveryWatch({
    client: cluster,
    informers,
    kinds: deliveryKinds,
    readCommit: () => Promise.resolve(undefined),
    now: () => clock.now(),
    logger,
  });
  for (const kind of deliveries.awaited()) {
    const resource = await cluster.discovery.find(kind);
    if (resource !== undefined) kind.start(resource);
  }
  deliveries.begun();
  const authorizer = options.authorizer ?? roleAuthorizer;
  const ports: V1Ports = {
    accounts: () => accounts,
    signIn: createSignIn({ hasher, clock, random: systemRandom }),
    tokens: { client: cluster, namespace: 'argocd', clock, random: systemRandom },
    authorizer,
    deliveries,
    pages: new DeliveryPages(deliveries.index, authorizer),
    looks: () => undefined,
    trees: new WatchedTrees(clock),
    home: cluster,
    trackers: [applicationTracker('argocd')],
    observing: () => new Map(),
    epoch: 'abc123',
    clock,
    logger,
    ...options.more,
  };
  const app = new Hono();
  mountRouter(app, createV1(ports));
  onTestFinished(() => {
    stop.abort();
    deliveries.close();
    accounts.close();
    informers.close();
  });
  while (!deliveries.ready || accounts.current()?.key === undefined)
    await new Promise((resolve) => setImmediate(resolve));
  const request: PageApiFixture['request'] = async (method, path, { body, cookie, headers } = {}) =>
    app.request(`http://slipway.test/api/slipway/v1${path}`, {
      method,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      headers: {
        host: 'slipway.test',
        origin: 'http://slipway.test',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(cookie === undefined ? {} : { cookie }),
        ...headers,
      },
    });
  return {
    cluster,
    app,
    deliveries,
    ports,
    logged,
    password,
    request,
    signIn: async (username = 'admin', secret = password) => {
      const answer = await request('POST', '/session', { body: { username, password: secret } });
      if (answer.status !== 200) throw new Error(`signing in: ${answer.status} ${await answer.text()}`);
      return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    },
  };
}

/** An Application as the index of deliveries meets it. */
export function listedApplication(
  name: string,
  more: {
    readonly project?: string;
    readonly health?: string;
    readonly sync?: string;
    readonly labels?: Record<string, string>;
    readonly repo?: string;
  } = {},
): { readonly resource: ApiResource; readonly object: KubeObject } {
  const object: KubeObject = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name,
      namespace: 'argocd',
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...(more.labels === undefined ? {} : { labels: more.labels }),
    },
    spec: {
      project: more.project ?? 'default',
      source: { repoURL: more.repo ?? 'https://git.example/shop.git', path: `apps/${name}`, targetRevision: 'main' },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'shop' },
    },
    status: {
      sync: { status: more.sync ?? 'Synced', revision: 'a'.repeat(40) },
      health: { status: more.health ?? 'Healthy' },
      resources: [
        { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'shop', name, status: more.sync ?? 'Synced' },
      ],
    },
  };
  return { resource: resources.applications, object };
}
