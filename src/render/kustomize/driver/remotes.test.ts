import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../../../test/support/source-git.ts';
import { systemClock, systemRandom } from '../../../base/index.ts';
import { createGitRepositories, memoryTree } from '../../../source/index.ts';
import { createBuildCaches, defaultBuildLimits, type KustomizeError, resourcesText } from '../index.ts';
import { configMap, repository, server } from '../../../../test/support/remote-bases.ts';
import { buildWithRemotes } from './index.ts';
import { createRemoteFetcher, type RemoteFetcherOptions } from '../../remote/index.ts';

async function build(files: Readonly<Record<string, string>>, options: Partial<RemoteFetcherOptions> = {}) {
  const repositories = createGitRepositories({
    cacheDir: temporaryFolder(),
    clock: systemClock,
    random: systemRandom,
    path: process.env['PATH'] ?? '',
    protocols: ['file', 'http'],
  });
  onTestFinished(() => repositories.close());
  const fetcher = createRemoteFetcher({
    repositories,
    fetch,
    isAllowed: () => true,
    clock: systemClock,
    ...options,
  });
  const { resources } = await buildWithRemotes(
    memoryTree(files),
    '',
    { profile: '5.8', limits: defaultBuildLimits, checkpoint: () => {} },
    createBuildCaches({ cacheBytes: 1_000_000 }),
    fetcher,
  );
  return { text: resourcesText(resources), places: resources.map(({ root }) => root.place.file) };
}

async function refusal(...given: Parameters<typeof build>): Promise<KustomizeError> {
  return build(...given).then(
    () => expect.unreachable('it was built'),
    (error: unknown) => error as KustomizeError,
  );
}

describe('a build with remote bases', { timeout: 30_000 }, () => {
  it('takes a folder of a repository, which names another folder of it', async () => {
    const url = repository({
      'top/kustomization.yaml': 'resources: [../base]\nnamePrefix: r-\n',
      'base/kustomization.yaml': 'resources: [a.yaml]\n',
      'base/a.yaml': configMap('a'),
    });
    const built = await build({ 'kustomization.yaml': `resources: ["${url}//top?ref=main"]\nnameSuffix: -l\n` });
    expect(built.text).toBe(configMap('r-a-l'));
    expect(built.places).toEqual([`${url}//base/a.yaml?ref=main`]);
  });

  it('lets nothing out of the repository', async () => {
    const url = repository({ 'top/kustomization.yaml': 'resources: [../../base]\n' });
    expect((await refusal({ 'kustomization.yaml': `resources: ["${url}//top"]\n` })).code).toBe('outside-root');
    const file = repository({ 'top/kustomization.yaml': 'resources: [../a.yaml]\n', 'a.yaml': configMap('a') });
    expect((await refusal({ 'kustomization.yaml': `resources: ["${file}//top"]\n` })).code).toBe('outside-root');
  });

  it('says which address cannot be had, and where it stands', async () => {
    const url = repository({ 'kustomization.yaml': 'resources: []\n' });
    const error = await refusal({ 'kustomization.yaml': `resources:\n- "${url}?ref=nope"\n` });
    expect(error).toMatchObject({ code: 'remote', place: { file: 'kustomization.yaml', line: 2, column: 3 } });
    expect(error.message).toContain(`${url}?ref=nope`);
  });

  it('asks no host that is not allowed', async () => {
    const host = await server({ '/a.yaml': configMap('a') });
    const error = await refusal(
      { 'kustomization.yaml': `resources: ["${host.url}/a.yaml"]\n` },
      { isAllowed: (name) => name !== '127.0.0.1' },
    );
    expect(error).toMatchObject({ code: 'remote' });
    expect(error.message).toContain('127.0.0.1 is not allowed');
    expect(host.asked).toEqual([]);
  });
});

describe('a build with remote files', () => {
  it('gets each once, over redirects', async () => {
    const host = await server({
      '/a.yaml': configMap('a'),
      '/b.yaml': { redirect: '/c.yaml' },
      '/c.yaml': configMap('c'),
    });
    const kustomization = `resources:\n- ${host.url}/a.yaml\n- ${host.url}/b.yaml\n`;
    expect((await build({ 'kustomization.yaml': kustomization })).text).toBe(`${configMap('a')}---\n${configMap('c')}`);
    expect(host.asked.toSorted()).toEqual(['/a.yaml', '/b.yaml', '/c.yaml']);
  });

  it('follows no redirect to a host that is not allowed', async () => {
    const host = await server({ '/a.yaml': { redirect: 'http://169.254.169.254/latest' } });
    const error = await refusal(
      { 'kustomization.yaml': `resources: ["${host.url}/a.yaml"]\n` },
      { isAllowed: (name) => name === '127.0.0.1' },
    );
    expect(error.message).toContain('169.254.169.254 is not allowed');
  });

  it('refuses what is not there, what is too large and what never ends', async () => {
    const host = await server({ '/large.yaml': 'x'.repeat(2000), '/loop.yaml': { redirect: '/loop.yaml' } });
    const small = { maxFileBytes: 1000 };
    const of = (path: string) => refusal({ 'kustomization.yaml': `resources: ["${host.url}/${path}"]\n` }, small);
    expect((await of('none.yaml')).message).toContain('status 404');
    expect((await of('large.yaml')).message).toContain('more than 1000 bytes');
    expect((await of('loop.yaml')).message).toContain('redirects more than 10 times');
  });

  it('ends where a server does not answer', async () => {
    const host = createServer(() => {});
    await new Promise<void>((done) => host.listen(0, '127.0.0.1', done));
    onTestFinished(() => host.closeAllConnections());
    const url = `http://127.0.0.1:${(host.address() as AddressInfo).port}/a.yaml`;
    const error = await refusal({ 'kustomization.yaml': `resources: ["${url}"]\n` }, { fileTimeoutMs: 50 });
    expect(error.message).toContain('no answer within 0.05 s');
    host.close();
  });
});
