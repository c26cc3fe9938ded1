import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { prometheusMetrics, type PrometheusMetrics } from '../../src/api/index.ts';
import {
  jsonLogger,
  type KubeObject,
  type Logger,
  randomSuffix,
  systemClock,
  systemRandom,
} from '../../src/base/index.ts';
import { type GitHost, startGitHost } from '../../src/demo/githost/index.ts';
import { configFromKubeconfig, trusted } from '../../src/kube/index.ts';
import { type Platform, type PlatformOptions, startPlatform } from '../../src/manager/index.ts';
import { createInlineRenderer } from '../../src/render/index.ts';
import { FaultProxy } from './fault-proxy.ts';
import { manifestsOf, type TestCluster } from './test-cluster.ts';

/** A platform in this process, and what it says of itself. */
export interface TestPlatform extends Platform {
  readonly metrics: PrometheusMetrics;
}

/** One test's cluster behind a proxy, with our kinds, a Git host, and a namespace to deliver to. */
export class DeliveryStage implements AsyncDisposable {
  readonly cluster: TestCluster;
  /** Every request of the platforms goes through it. */
  readonly proxy: FaultProxy;
  readonly git: GitHost;
  /** The test's own namespace. */
  readonly namespace: string;
  /** A folder for caches, gone with the stage. */
  readonly folder: string;
  /** What the platforms logged. */
  readonly log: string[] = [];
  readonly #platforms = new Set<Platform>();

  private constructor(cluster: TestCluster, proxy: FaultProxy, git: GitHost, folder: string) {
    this.cluster = cluster;
    this.proxy = proxy;
    this.git = git;
    this.folder = folder;
    this.namespace = `t-${randomSuffix(systemRandom)}`;
  }

  /** Makes a cluster ready for one test: nothing of an earlier one is left. */
  static async start(cluster: TestCluster): Promise<DeliveryStage> {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-stage-'));
    const proxy = await FaultProxy.start(cluster.address);
    const path = process.env['PATH'] ?? '';
    const git = await startGitHost({ directory: join(folder, 'git'), clock: systemClock, path });
    const stage = new DeliveryStage(cluster, proxy, git, folder);
    const namespaces = ['argocd', 'flux-system', stage.namespace].map(namespace);
    await cluster.apply(...namespaces);
    for (const name of definitions) {
      const known = await cluster.find('apiextensions.k8s.io/CustomResourceDefinition', '', name);
      if (known === undefined) await cluster.apply(...manifestsOf(`crds/${name}.yaml`));
    }
    await stage.#wipe();
    return stage;
  }

  /** The address of a repository of the Git host, which is made with these files on `main`. */
  async repository(name: string, files: Readonly<Record<string, string>>): Promise<string> {
    const url = await this.git.createRepository(name);
    await this.git.commitFiles(name, 'main', files, 'Begin');
    return url;
  }

  logger(): Logger {
    return jsonLogger({ write: (line) => this.log.push(line), now: () => Date.now() });
  }

  /** Starts a platform in this process, over the proxy. It ends with the stage, where nobody closes it before. */
  async platform(options: Partial<PlatformOptions> = {}): Promise<TestPlatform> {
    const metrics = prometheusMetrics();
    const platform = await startPlatform({
      config: configFromKubeconfig(this.proxy.kubeconfig, { source: 'proxy', trust: trusted }),
      cacheDir: mkdtempSync(join(this.folder, 'cache-')),
      api: { port: 0 },
      artifactUrl,
      // Threads that start and end in one process by the hundred make V8 fail (nodejs/node#64500); processes of their own have them.
      renderer: createInlineRenderer(),
      only: new Set(['argocd', 'flux'] as const),
      takeOver: false,
      environment: { PATH: process.env['PATH'] },
      clock: systemClock,
      random: systemRandom,
      logger: this.logger(),
      metrics,
      ...options,
    });
    const close = async (): Promise<void> => {
      if (this.#platforms.delete(tracked)) await platform.close();
    };
    const tracked: TestPlatform = { ...platform, metrics, close };
    this.#platforms.add(tracked);
    return tracked;
  }

  /** Whether a platform runs in this process. */
  get hasPlatform(): boolean {
    return this.#platforms.size > 0;
  }

  /** Ends the platforms of this process. */
  async closePlatforms(): Promise<void> {
    for (const platform of this.#platforms) await platform.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.closePlatforms();
    await this.#wipe();
    await this.cluster.remove('Namespace', '', this.namespace);
    await this.proxy[Symbol.asyncDispose]();
    await this.git.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Takes all owners away, and the marks of other controllers. */
  async #wipe(): Promise<void> {
    for (const kind of ['argoproj.io/Application', `${kustomize}/Kustomization`, `${source}/GitRepository`]) {
      for (const object of await this.cluster.list(kind)) await this.cluster.wipe(kind, object);
    }
    for (const namespace of ['argocd', 'flux-system']) {
      for (const kind of ['coordination.k8s.io/Lease', 'apps/Deployment', 'apps/StatefulSet', 'Secret']) {
        for (const object of await this.cluster.list(kind, namespace)) await this.cluster.wipe(kind, object);
      }
    }
  }
}

/** The same for every process, as a Service is: else each start would write new addresses of artifacts. */
export const artifactUrl = 'http://source-controller.flux-system.svc';

const kustomize = 'kustomize.toolkit.fluxcd.io';
const source = 'source.toolkit.fluxcd.io';

const definitions = [
  'applications.argoproj.io',
  'appprojects.argoproj.io',
  `gitrepositories.${source}`,
  `kustomizations.${kustomize}`,
];

/** A Namespace. */
export function namespace(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

/** Asks again and again until `check` throws no more; gives what it gave. What it threw last is thrown after `timeout` ms. */
export function eventually<T>(check: () => T | Promise<T>, timeout = 12_000): Promise<T> {
  return vi.waitFor(check, { timeout, interval: 50 });
}
