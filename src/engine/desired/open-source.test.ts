import { expect, it, onTestFinished } from 'vitest';
import { ChartServer } from '../../../test/support/chart-server.ts';
import { temporaryFolder } from '../../../test/support/source-git.ts';
import { systemClock, systemRandom } from '../../base/index.ts';
import { createInlineRenderer } from '../../render/index.ts';
import { createArchiveSources, type GitRepositories, openTree } from '../../source/index.ts';
import type { ChartDeliverySource } from '../delivery.ts';
import { openSource } from './open-source.ts';

it('opens a chart of a repository, whose version is the revision', async () => {
  await using server = await ChartServer.start();
  const template = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Chart.Version }}}\n';
  for (const version of ['1.0.0', '1.1.0', '2.0.0']) {
    await server.publish('web', version, { files: { 'templates/a.yaml': template } });
  }
  const sources = createArchiveSources({ cacheDir: temporaryFolder(), clock: systemClock, random: systemRandom });
  onTestFinished(() => sources.close());
  const render = { kind: 'directory', recurse: false, dialect: 'argocd' } as const;
  const source: ChartDeliverySource = {
    kind: 'chart',
    url: server.url,
    credentials: undefined,
    name: 'web',
    version: '1.x',
    maxAgeMs: 0,
    path: '',
    render,
  };
  const ports = { repositories: {} as GitRepositories, charts: sources.charts };
  const { repository, reference } = openSource(source, ports);
  const { commit } = await repository.resolve(reference, { maxAgeMs: 0 });
  expect(commit).toBe('1.1.0');
  const { revision, tree } = await repository.checkout(commit);
  expect({ revision, root: openTree(tree).entry('Chart.yaml')?.kind }).toEqual({ revision: '1.1.0', root: 'file' });
  const options = { kind: 'helm', dialect: 'argocd', profile: '4.2', releaseName: 'r', namespace: 'n' } as const;
  const { manifests } = await createInlineRenderer().render({
    tree,
    path: '',
    options: { ...options, treeIsChart: true },
  });
  expect(manifests.map(({ object }) => object.metadata.name)).toEqual(['1.1.0']);
  expect(() => openSource(source, { repositories: {} as GitRepositories })).toThrow('charts are not read here');
});
