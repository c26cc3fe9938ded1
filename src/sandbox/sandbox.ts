import { join } from 'node:path';
import {
  type Clock,
  type KubeObject,
  type Logger,
  type Random,
  silentLogger,
  systemClock,
  systemRandom,
} from '../base/index.ts';
import { createServedCluster, type RunningCluster } from './create-cluster.ts';
import type { Faults } from './faults/index.ts';
import { type PodHandler, PodHandlers } from './handlers/index.ts';
import { serveHttp } from './http/server.ts';
import { sandboxKubeconfig } from './kubeconfig.ts';
import { servingCertificate } from './tls/stored-certificate.ts';
import { MemoryStorage, openDurableStorage } from './storage/index.ts';

/** The minor version of Kubernetes that the sandbox behaves as. */
export const emulatedVersion = '1.36';

/** How a sandbox is started. */
export interface SandboxOptions {
  /** The port on loopback; 0 takes a free one. */
  readonly port: number;
  /** Where objects are kept; without it they last as long as the sandbox. */
  readonly dataDir?: string;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly logger?: Logger;
  /** Names of further clusters, each served below `/clusters/NAME` with objects of its own. */
  readonly clusters?: readonly string[];
  /** False for the API server alone, as when nothing runs beside kube-apiserver: nobody acts on what is stored. */
  readonly controllers?: boolean;
}

/** A running sandbox. */
export interface Sandbox {
  /** The address of the Kubernetes API, such as `https://127.0.0.1:6443`. The same port answers plain HTTP too. */
  readonly url: string;
  /** The certificate of its own authority, PEM. */
  readonly certificate: string;
  /** A kubeconfig with the context `slipway-sandbox`, and `slipway-sandbox-NAME` for each further cluster. */
  kubeconfig(): string;
  /**
   * Lets `handler` stand behind the pods that match, of the cluster named (the first where absent): their logs, exec, attach and
   * port-forward reach it. Returns the way to end that. Throws where there is no such cluster.
   */
  attach(matches: (pod: KubeObject) => boolean, handler: PodHandler, cluster?: string): () => void;
  /** The faults of the cluster named (the first where absent). Throws where there is no such cluster. */
  faults(cluster?: string): Faults;
  /** Ends every request and what runs by itself; what was acknowledged is kept. */
  close(): Promise<void>;
}

/** The administrator's token. */
const token = 'admin';

/**
 * Starts a Kubernetes API (emulating 1.36) with simulated workloads in this process, on loopback. Throws StorageError where the data
 * folder cannot be used, and node's error where the port is taken.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const clock = options.clock ?? systemClock;
  const random = options.random ?? systemRandom;
  const logger = options.logger ?? silentLogger;
  const running: RunningCluster[] = [];
  const handlers = new Map<string, PodHandlers>();
  const closeClusters = async (): Promise<void> => {
    for (const cluster of running) await cluster.close();
  };
  try {
    const certificate = await servingCertificate(options.dataDir, clock, random);
    for (const name of ['', ...(options.clusters ?? [])]) {
      const storage =
        options.dataDir === undefined
          ? new MemoryStorage({ logger })
          : await openDurableStorage({ folder: folderOf(options.dataDir, name), clock, logger });
      const pods = new PodHandlers();
      handlers.set(name, pods);
      running.push(
        await createServedCluster({
          name,
          storage,
          clock,
          random,
          logger,
          token,
          certificate: certificate.certificate,
          key: certificate.key,
          port: options.port,
          controllers: options.controllers ?? true,
          pods,
        }),
      );
    }
    const served = new Map(running.map((cluster) => [cluster.served.cluster.name, cluster.served]));
    const server = await serveHttp(served, options.port, certificate, logger);
    const url = `https://127.0.0.1:${server.port}`;
    return {
      url,
      certificate: certificate.certificate,
      kubeconfig: () =>
        sandboxKubeconfig({ url, token, certificate: certificate.certificate, clusters: options.clusters ?? [] }),
      attach: (matches, handler, cluster = '') => {
        const pods = handlers.get(cluster);
        if (pods === undefined) throw new Error(`the sandbox has no cluster ${cluster}`);
        return pods.attach(matches, handler);
      },
      faults: (cluster = '') => {
        const found = served.get(cluster);
        if (found === undefined) throw new Error(`the sandbox has no cluster ${cluster}`);
        return found.faults;
      },
      close: async () => {
        await server.close();
        await closeClusters();
      },
    };
  } catch (error) {
    await closeClusters();
    throw error;
  }
}

function folderOf(dataDir: string, cluster: string): string {
  return cluster === '' ? dataDir : join(dataDir, 'clusters', cluster);
}
