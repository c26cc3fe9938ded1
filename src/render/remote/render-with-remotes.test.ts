import { describe, expect, it, onTestFinished } from 'vitest';
import { commit, configMap, repository, server } from '../../../test/support/remote-bases.ts';
import { temporaryFolder } from '../../../test/support/source-git.ts';
import { ManualClock, noMetrics, silentLogger, systemClock, systemRandom } from '../../base/index.ts';
import { createGitRepositories } from '../../source/index.ts';
import type { Renderer, RenderRequest } from '../renderer.ts';
import { createInlineRenderer, createRenderer } from '../threads/index.ts';
import { createRemoteFetcher, type RemoteFetcherOptions } from './fetch-remotes.ts';

const maxAgeMs = 60_000;

/** A renderer that fetches; its answers grow old by `clock`. */
function stage(kind: 'inline' | 'threads', options: Partial<RemoteFetcherOptions> = {}) {
  const clock = new ManualClock();
  const repositories = createGitRepositories({
    cacheDir: temporaryFolder(),
    clock,
    random: systemRandom,
    path: process.env['PATH'] ?? '',
    protocols: ['file', 'http'],
  });
  const remotes = createRemoteFetcher({ repositories, fetch, isAllowed: () => true, clock, maxAgeMs, ...options });
  const ports = { clock: systemClock, logger: silentLogger, metrics: noMetrics };
  const renderer =
    kind === 'inline' ? createInlineRenderer({ remotes }) : createRenderer({ ...ports, workers: 1, remotes });
  onTestFinished(async () => {
    await renderer.close();
    await repositories.close();
  });
  return { renderer, clock };
}

/** Renders a kustomization that names these resources. */
async function render(renderer: Renderer, ...resources: string[]) {
  const files = { 'kustomization.yaml': `resources: ${JSON.stringify(resources)}\n` };
  const options = { kind: 'kustomize', dialect: 'argocd', profile: '5.8' } as const;
  const request: RenderRequest = { tree: { kind: 'inline', files }, path: '', options, affinity: 'a' };
  const result = await renderer.render(request);
  return {
    names: result.manifests.map(({ object }) => object.metadata.name),
    problems: result.problems.map(({ code, message }) => `${code}: ${message}`),
    remote: result.reads.filter(({ kind }) => kind === 'remote').map(({ path, digest }) => [path, digest.length]),
    reads: result.reads,
  };
}

describe.each(['inline', 'threads'] as const)('a render with remote bases (%s)', { timeout: 60_000 }, (kind) => {
  it('fetches what it needs, round by round, and records it', async () => {
    const inner = repository({ 'kustomization.yaml': 'resources: [a.yaml]\n', 'a.yaml': configMap('a') });
    const outer = repository({ 'x/kustomization.yaml': `resources: ["${inner}?ref=main"]\nnamePrefix: o-\n` });
    const host = await server({ '/b.yaml': configMap('b') });
    const { renderer } = stage(kind);
    const result = await render(renderer, `${outer}//x`, `${host.url}/b.yaml`);
    expect(result).toMatchObject({ names: ['b', 'o-a'], problems: [] });
    expect(result.remote).toEqual([
      [`${outer}//x`, 40],
      [`${host.url}/b.yaml`, 64],
      [`${inner}?ref=main`, 40],
    ]);
    expect(host.asked).toEqual(['/b.yaml']);
  });

  it('holds until an answer is old and the remote has moved', async () => {
    const base = repository({ 'kustomization.yaml': 'resources: [a.yaml]\n', 'a.yaml': configMap('a') });
    const answers = { '/b.yaml': configMap('b') };
    const host = await server(answers);
    const { renderer, clock } = stage(kind);
    const { reads } = await render(renderer, base, `${host.url}/b.yaml`);
    expect(await renderer.remotesHold(reads)).toBe(true);
    expect(host.asked).toHaveLength(1);
    await clock.advance(maxAgeMs);
    expect(await renderer.remotesHold(reads)).toBe(true);
    expect(host.asked).toHaveLength(2);
    commit(base, { 'a.yaml': configMap('z') });
    expect(await renderer.remotesHold(reads)).toBe(true);
    await clock.advance(maxAgeMs);
    expect(await renderer.remotesHold(reads)).toBe(false);
    expect(await render(renderer, base, `${host.url}/b.yaml`)).toMatchObject({ names: ['b', 'z'], problems: [] });
    answers['/b.yaml'] = configMap('c');
    await clock.advance(maxAgeMs);
    expect(await render(renderer, base, `${host.url}/b.yaml`)).toMatchObject({ names: ['c', 'z'], problems: [] });
  });

  it('keeps nothing of a render that lacked something, and takes nothing back for a remote that is gone', async () => {
    const answers: Record<string, string | number> = { '/b.yaml': 503 };
    const host = await server(answers);
    const { renderer, clock } = stage(kind, { maxAgeMs: 1 });
    expect(await render(renderer, `${host.url}/b.yaml`)).toMatchObject({
      problems: [`kustomize-remote: '${host.url}/b.yaml' cannot be fetched: the server answered with status 503`],
      reads: [],
    });
    answers['/b.yaml'] = configMap('b');
    await clock.advance(1);
    const { names, reads } = await render(renderer, `${host.url}/b.yaml`);
    expect(names).toEqual(['b']);
    answers['/b.yaml'] = 404;
    await clock.advance(1);
    expect(await renderer.remotesHold(reads)).toBe(true);
  });

  it('refuses hosts that are not allowed, and everything where remote bases are off', async () => {
    const { renderer } = stage(kind, { isAllowed: () => false });
    expect((await render(renderer, 'https://git.example/org/repo?ref=v1')).problems).toEqual([
      expect.stringContaining('git.example is not allowed: allow it, or keep a copy'),
    ]);
    const off = createInlineRenderer();
    expect((await render(off, 'https://git.example/org/repo?ref=v1')).problems).toEqual([
      expect.stringContaining('remote bases are turned off'),
    ]);
  });

  it('ends where bases name one another without end', async () => {
    const loop = repository({ 'kustomization.yaml': '' });
    commit(loop, { 'kustomization.yaml': `resources: ["${loop}"]\n` });
    const { renderer } = stage(kind);
    expect((await render(renderer, loop)).problems).toEqual([expect.stringContaining('cycle detected')]);
  });
});
