/** What every implementation of the port does alike: in this thread, in worker threads, and by upstream's programs. */
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { noMetrics, silentLogger, systemClock } from '../base/index.ts';
import { createExecRenderer } from './exec/index.ts';
import type { KustomizeOptions, Renderer, RenderRequest } from './renderer.ts';
import { createInlineRenderer, createRenderer } from './threads/index.ts';

const oracle = process.env['ORACLE_BIN'];
const required = process.env['ORACLE_REQUIRED'] === '1';
const hasOracle = required || oracle !== undefined;

const makers: Readonly<Record<string, () => Renderer>> = {
  inline: () => createInlineRenderer(),
  threads: () => createRenderer({ workers: 1, clock: systemClock, logger: silentLogger, metrics: noMetrics }),
  // Where the real kustomize is (ORACLE_BIN).
  ...(hasOracle
    ? {
        programs: () =>
          createExecRenderer({
            kustomizeBinary: join(oracle ?? '', 'kustomize'),
            inner: createInlineRenderer(),
            path: process.env['PATH'] ?? '',
            clock: systemClock,
          }),
      }
    : {}),
};

const files = {
  'base/kustomization.yaml': 'resources: [web.yaml]\nconfigMapGenerator: [{name: settings, literals: [a=1]}]\n',
  'base/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
      - {name: web, image: nginx, envFrom: [{configMapRef: {name: settings}}]}
`,
  'top/kustomization.yaml': 'resources: [../base]\nnamespace: shop\nimages: [{name: nginx, newTag: "1"}]\n',
  'plain/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
  'plain/b/b.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n',
  'broken/kustomization.yaml': 'resources: [gone.yaml]\n',
};

const request = (path: string, options: Partial<KustomizeOptions> = {}): RenderRequest => ({
  tree: { kind: 'inline', files },
  path,
  options: { kind: 'kustomize', dialect: 'argocd', profile: '5.8', ...options },
});

describe.each(Object.keys(makers))('a renderer (%s)', { timeout: 60_000 }, (kind) => {
  const renderer = makers[kind]!();
  afterAll(() => renderer.close());

  const objects = async (...given: Parameters<typeof request>) => {
    const { manifests, problems } = await renderer.render(request(...given));
    expect(problems).toEqual([]);
    return manifests.map(({ object }) => object);
  };

  it('builds a kustomization with its base', async () => {
    const built = await objects('top');
    expect(built.map(({ kind: of, metadata }) => `${of} ${metadata.namespace} ${metadata.name}`)).toEqual([
      'ConfigMap shop settings-h29d89cmmt',
      'Deployment shop web',
    ]);
    expect(JSON.stringify(built[1])).toContain('"nginx:1"');
    expect(JSON.stringify(built[1])).toContain('settings-h29d89cmmt');
  });

  it('says what an owner says over it', async () => {
    const built = await objects('top', {
      overrides: {
        field: 'spec.source.kustomize',
        namePrefix: 'p-',
        images: [{ name: 'nginx', newName: 'other', newTag: '*' }],
        replicas: [{ name: 'web', count: 3 }],
        labels: { pairs: { team: 'a' }, withoutSelector: true },
        annotations: { pairs: { note: 'b: c' } },
        patches: [{ patch: '- {op: add, path: /metadata/annotations/x, value: "1"}', target: { kind: 'Deployment' } }],
      },
    });
    expect(built[1]).toMatchObject({
      metadata: { name: 'p-web', labels: { team: 'a' }, annotations: { note: 'b: c', x: '1' } },
      spec: { replicas: 3, template: { spec: { containers: [{ image: 'other:1' }] } } },
    });
  });

  it('makes a kustomization where there is none, as Flux does', async () => {
    const flux = { dialect: 'flux', absent: 'generate' } as const;
    expect((await objects('plain', flux)).map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
    const overrides = { field: 'spec', namePrefix: 'x-' };
    expect((await objects('plain', { ...flux, overrides })).map(({ metadata }) => metadata.name)).toEqual([
      'x-a',
      'x-b',
    ]);
  });

  it.each(['broken', 'gone', 'plain', '../out'])('gives a problem and no object for %s', async (path) => {
    const { manifests, problems } = await renderer.render(request(path));
    expect(manifests).toEqual([]);
    expect(problems).toHaveLength(1);
  });

  it('says what it read', async () => {
    const { reads } = await renderer.render(request('top'));
    const paths = reads.filter(({ kind: of }) => of === 'file').map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(['base/kustomization.yaml', 'base/web.yaml', 'top/kustomization.yaml']),
    );
  });

  it('rejects with the reason of an aborted signal', async () => {
    const signal = AbortSignal.abort(new Error('superseded'));
    await expect(renderer.render(request('top'), signal)).rejects.toThrow('superseded');
  });

  it('takes no more work once it is closed', async () => {
    const other = makers[kind]!();
    await other.close();
    await expect(other.render(request('top'))).rejects.toMatchObject({ name: 'RenderError', code: 'closed' });
  });
});
