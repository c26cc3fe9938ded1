import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemRandom, type JsonObject } from '../../../src/base/index.ts';
import { sendPushWebhook, startGitHost } from '../../../src/demo/index.ts';
import { ChartServer } from '../../support/chart-server.ts';
import type { Client } from '../clients/client.ts';
import type { Kubectl } from '../clients/kubectl.ts';
import { WorkingCopy } from '../clients/working-copy.ts';
import { readFragment, readManifest } from './manifests.ts';
import type { MovableClock } from './movable-clock.ts';

/** What one row of the guide works on. */
export interface Site extends AsyncDisposable {
  readonly kubectl: Kubectl;
  readonly flux: Client;
  readonly helm: Client;
  /** The clock of the controllers. */
  readonly clock: MovableClock;
  /** Makes an empty repository at the Git host, such as `myorg/myapp`, and clones it. */
  readonly repository: (name: string) => Promise<WorkingCopy>;
  /** A Helm repository without charts, to publish them in. */
  readonly charts: () => Promise<ChartServer>;
  /** A manifest of the guide, with the Git host's address for GitHub's. */
  readonly manifest: (path: string) => string;
  /** A part that the guide shows by itself. */
  readonly fragment: (path: string, name: string) => JsonObject;
  /** From now on the Git host tells nobody of pushes. */
  readonly hushPushes: () => void;
  /** The page's address. */
  readonly page: string;
  /** The controllers' metrics in Prometheus' text format. */
  readonly metrics: () => Promise<string>;
}

/** What a site is made with. */
export interface SiteOptions {
  readonly folder: string;
  readonly path: string;
  readonly kubectl: Kubectl;
  readonly git: Client;
  readonly flux: Client;
  readonly helm: Client;
  readonly clock: MovableClock;
  /** Where the Git host announces pushes. */
  readonly webhook: string;
  readonly page: string;
  readonly metrics: () => Promise<string>;
}

/** Starts a Git host for one row. */
export async function openSite({ folder, path, git, webhook, ...rest }: SiteOptions): Promise<Site> {
  const host = await startGitHost({ directory: join(folder, 'host'), clock: rest.clock, path });
  await mkdir(join(folder, 'clones'), { recursive: true });
  const chartServers: ChartServer[] = [];
  const announced = new Set<Promise<void>>();
  const hush = host.onPush((event) => {
    const sent = sendPushWebhook({ url: webhook, style: 'gitea' }, event, { fetch, delivery: systemRandom.uuid() });
    announced.add(sent);
    void sent.finally(() => announced.delete(sent));
  });
  return {
    ...rest,
    repository: async (name) => {
      await host.createRepository(name);
      return WorkingCopy.clone(`${host.url}/${name}`, git, join(folder, 'clones', name));
    },
    charts: async () => {
      const server = await ChartServer.start();
      chartServers.push(server);
      return server;
    },
    manifest: (file) => readManifest(file, host.url),
    fragment: readFragment,
    hushPushes: hush,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(announced);
      for (const server of chartServers) await server[Symbol.asyncDispose]();
      await host.close();
    },
  };
}
