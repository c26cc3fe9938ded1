import { describe, expect, it, onTestFinished } from 'vitest';
import { ChartServer } from '../../../test/support/chart-server.ts';
import { temporaryFolder } from '../../../test/support/source-git.ts';
import {
  ManualClock,
  noMetrics,
  sealForTransfer,
  Secret,
  silentLogger,
  systemClock,
  systemRandom,
} from '../../base/index.ts';
import { createArchiveSources, type GitRepositories } from '../../source/index.ts';
import type { KustomizeCharts, Renderer } from '../renderer.ts';
import { createInlineRenderer, createRenderer } from '../threads/index.ts';
import { createRemoteFetcher, type RemoteFetcherOptions } from './fetch-remotes.ts';
import { chartAddress, parseChartAddress } from './remote-chart.ts';

const maxAgeMs = 60_000;
const template =
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}}\ndata: {a: {{ .Values.a }}, k: {{ .Capabilities.KubeVersion }}, r: {{ randAlpha 8 }}}\n';
const chart = { 'values.yaml': 'a: own\n', 'templates/m.yaml': template };

/** A renderer that pulls charts from a repository of its own. */
async function stage(kind: 'inline' | 'threads', options: Partial<RemoteFetcherOptions> = {}) {
  const host = await ChartServer.start();
  const clock = new ManualClock();
  const ports = { clock, random: systemRandom };
  const archives = createArchiveSources({ ...ports, cacheDir: temporaryFolder() });
  const remotes = createRemoteFetcher({
    repositories: {} as GitRepositories,
    chartsWithin: archives.chartsWithin,
    fetch,
    isAllowed: () => true,
    clock,
    maxAgeMs,
    ...options,
  });
  const common = { clock: systemClock, logger: silentLogger, metrics: noMetrics };
  const renderer =
    kind === 'inline' ? createInlineRenderer({ remotes }) : createRenderer({ ...common, workers: 1, remotes });
  onTestFinished(async () => {
    await renderer.close();
    await archives.close();
    await host[Symbol.asyncDispose]();
  });
  return { host, clock, renderer };
}

async function render(renderer: Renderer, kustomization: string, charts: KustomizeCharts | 'off' = { profile: '4.2' }) {
  const { manifests, problems, reads } = await renderer.render({
    tree: { kind: 'inline', files: { 'kustomization.yaml': kustomization } },
    path: '',
    options: { kind: 'kustomize', dialect: 'argocd', profile: '5.8', ...(charts === 'off' ? {} : { charts }) },
    affinity: 'a',
  });
  return {
    data: manifests.map(({ object }) => object['data']),
    from: manifests.map(({ origin }) => origin.file),
    problems: problems.map(({ code, message }) => `${code}: ${message}`),
    remote: reads.filter(({ kind }) => kind === 'remote').map(({ path }) => path),
    reads,
  };
}

describe.each(['inline', 'threads'] as const)(
  'a kustomization with charts of a repository (%s)',
  { timeout: 60_000 },
  (kind) => {
    it('pulls them, records them, and holds until a newer version is there', async () => {
      const { host, clock, renderer } = await stage(kind);
      await host.publish('web', '1.2.3', { files: chart });
      const kustomization = `helmCharts:\n- {name: web, repo: ${host.url}, releaseName: one}\n- {name: web, repo: ${host.url}, version: 1.2.3, valuesInline: {a: x}}\n`;
      const first = await render(renderer, kustomization, { profile: '4.2', kubeVersion: 'v1.30.0' });
      expect(first).toMatchObject({
        data: [
          { a: 'own', k: 'v1.30.0' },
          { a: 'x', k: 'v1.30.0' },
        ],
        from: [`${host.url}/web/templates/m.yaml`, `${host.url}/web@1.2.3/templates/m.yaml`],
        problems: [],
        remote: [`chart+${host.url}#web@`, `chart+${host.url}#web@1.2.3`],
      });
      expect(host.requests.filter((request) => request.includes('.tgz'))).toHaveLength(1);
      expect(await renderer.remotesHold(first.reads)).toBe(true);
      await host.publish('web', '1.3.0', { files: chart });
      expect(await renderer.remotesHold(first.reads)).toBe(true);
      await clock.advance(maxAgeMs + 1);
      expect(await renderer.remotesHold(first.reads)).toBe(false);
    });

    it('draws the same by a key, and something else without', async () => {
      const { host, renderer } = await stage(kind);
      await host.publish('web', '1.0.0', { files: chart });
      const kustomization = `helmCharts: [{name: web, repo: ${host.url}}]\n`;
      const key = (text: string): KustomizeCharts => ({ profile: '4.2', randomKey: sealForTransfer(new Secret(text)) });
      const keyed = await render(renderer, kustomization, key('a'));
      expect((await render(renderer, `${kustomization}# again\n`, key('a'))).data).toEqual(keyed.data);
      expect((await render(renderer, kustomization, key('b'))).data).not.toEqual(keyed.data);
    });

    it('says what cannot be had, and refuses charts where they are not asked for', async () => {
      const { host, renderer } = await stage(kind);
      const kustomization = `helmCharts: [{name: web, repo: ${host.url}}]\n`;
      expect(await render(renderer, kustomization)).toMatchObject({
        problems: [expect.stringContaining(`kustomize-remote: the chart 'web' of ${host.url} cannot be pulled: `)],
        reads: [],
      });
      const { problems } = await render(renderer, kustomization, 'off');
      expect(problems).toEqual([expect.stringContaining('kustomize-helm: must specify --enable-helm')]);
    });

    it('asks no host that is not allowed, nor one to which an index leads', async () => {
      const { host, renderer } = await stage(kind, { isAllowed: (name) => name === '127.0.0.1' });
      host.urlPrefix = 'http://other.example/';
      await host.publish('web', '1.0.0', { files: chart });
      for (const repo of ['https://charts.example', host.url]) {
        const { problems } = await render(renderer, `helmCharts: [{name: web, repo: "${repo}"}]\n`);
        expect(problems).toEqual([expect.stringMatching(/(?:charts|other)\.example is not allowed/)]);
      }
      expect(host.requests.every((request) => request.includes('/index.yaml'))).toBe(true);
    });

    it('follows no redirect to a host that is not allowed', async () => {
      const { host, renderer } = await stage(kind, { isAllowed: (name) => name === '127.0.0.1' });
      await host.publish('web', '1.0.0', { files: chart });
      host.redirect = (path) => `http://metadata.example${path}`;
      const { problems } = await render(renderer, `helmCharts: [{name: web, repo: "${host.url}"}]\n`);
      expect(problems).toEqual([expect.stringContaining('metadata.example is not allowed')]);
    });
  },
);

it('reads the address of a chart as it was written', () => {
  for (const name of ['web', 'a#b@c &']) {
    const wish = { repository: 'oci://host:5000/x', name, version: '>=1.0 <2', devel: true };
    expect(parseChartAddress(chartAddress(wish))).toEqual(wish);
  }
  expect(parseChartAddress('https://example.com/a#b@c')).toBeUndefined();
});
