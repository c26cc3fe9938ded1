import { describe, expect, it } from 'vitest';
import type { JsonObject, KubeObject } from '../../../base/index.ts';
import { createBuildCaches, createHelmCaches, sortDocuments } from '../../../render/index.ts';
import { postRenderChart, type PostRenderTools } from './post-render-chart.ts';
import { postRenderingOf } from './post-render.ts';
import { readHelmReleaseSpec } from '../spec/index.ts';

const tools = (): PostRenderTools => ({
  profile: '4.2',
  caches: createHelmCaches({ cacheBytes: 1 << 20 }),
  builds: createBuildCaches({ cacheBytes: 1 << 20 }),
  checkpoint: () => undefined,
});

const configMap = (name: string, annotations = ''): string =>
  `# a comment\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${annotations}data:\n  color: red\n`;
const hookLines = '  annotations:\n    helm.sh/hook: pre-install\n';
const pod = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  containers:\n  - image: a/b:1\n    name: main\n';

const chart = {
  'c/templates/b.yaml': `${configMap('web')}---\n${pod}`,
  'c/templates/a.yaml': configMap('hook', hookLines),
};

function rendered(spec: JsonObject, files: Readonly<Record<string, string>> = chart) {
  const owner: KubeObject = {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name: 'web', namespace: 'shop' },
    spec,
  };
  const given = tools();
  const documents = sortDocuments(new Map(Object.entries(files)), given.caches, {
    profile: '4.2',
    warn: () => undefined,
  });
  const { manifests, hooks } = postRenderChart(documents, postRenderingOf(owner, readHelmReleaseSpec(owner)), given);
  return {
    manifests: manifests.map(({ path, content }) => [path, content]),
    hooks: hooks.map(({ path, events, manifest }) => [path, events.join(','), manifest]),
  };
}

const kustomize = (value: JsonObject): JsonObject => ({ postRenderers: [{ kustomize: value }] });
const merge = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n  color: blue\n';
const addA = '[{"op": "add", "path": "/data/a", "value": "1"}]';
const labels = '  labels:\n    helm.toolkit.fluxcd.io/name: web\n    helm.toolkit.fluxcd.io/namespace: shop\n';

describe('post-renderers', () => {
  it('change what the chart gave, and keep templates, order and labels of origin', () => {
    const { manifests, hooks } = rendered(
      kustomize({ patches: [{ patch: merge }], images: [{ name: 'a/b', newName: 'c/d', newTag: '2' }] }),
    );
    expect(manifests).toEqual([
      [
        'c/templates/b.yaml',
        `apiVersion: v1\ndata:\n  color: blue\nkind: ConfigMap\nmetadata:\n${labels}  name: web\n`,
      ],
      [
        'c/templates/b.yaml',
        `apiVersion: v1\nkind: Pod\nmetadata:\n${labels}  name: p\nspec:\n  containers:\n  - image: c/d:2\n    name: main\n`,
      ],
    ]);
    expect(hooks).toEqual([
      [
        'c/templates/a.yaml',
        'pre-install',
        `apiVersion: v1\ndata:\n  color: red\nkind: ConfigMap\nmetadata:\n  annotations:\n    helm.sh/hook: pre-install\n${labels}  name: hook\n`,
      ],
    ]);
  });

  it('run one after the other', () => {
    const more = '[{"op": "replace", "path": "/data/color", "value": "green"}]';
    const { manifests } = rendered({
      postRenderers: [
        { kustomize: { patches: [{ patch: merge }] } },
        { kustomize: { patches: [{ patch: more, target: { kind: 'ConfigMap', name: 'web' } }] } },
      ],
    });
    expect(manifests[0]?.[1]).toContain('color: green');
  });

  it.each([
    ['combined', true],
    ['separate', true],
    ['nohooks', false],
  ])('with the strategy %s reach hooks: %s', (postRenderStrategy, reached) => {
    const patches = [{ patch: addA, target: { kind: 'ConfigMap' } }];
    const { manifests, hooks } = rendered({ ...kustomize({ patches }), postRenderStrategy });
    expect(manifests[0]?.[1]).toContain('a: "1"');
    expect(hooks[0]?.[2]?.includes('a: "1"')).toBe(reached);
    expect(hooks[0]?.[2]?.startsWith('# a comment')).toBe(!reached);
  });

  it('may share an object between hooks and the rest only where those are rendered apart', () => {
    const files = { 'c/templates/a.yaml': configMap('x', hookLines), 'c/templates/b.yaml': configMap('x') };
    const spec = kustomize({ patches: [] });
    expect(() => rendered(spec, files)).toThrow(/^error while running post render on files: .*already registered id/s);
    expect(rendered({ ...spec, postRenderStrategy: 'separate' }, files)).toMatchObject({
      manifests: [['c/templates/b.yaml', expect.any(String)]],
      hooks: [['c/templates/a.yaml', 'pre-install', expect.any(String)]],
    });
  });

  it('may make a hook of an object, and give documents that no template has', () => {
    const patch = '- op: replace\n  path: /metadata/annotations\n  value: {helm.sh/hook: post-install}\n';
    const { manifests, hooks } = rendered(kustomize({ patches: [{ patch, target: { name: 'web' } }] }));
    expect(manifests.map(([path]) => path)).toEqual(['c/templates/b.yaml']);
    expect(hooks.map(([path, events]) => [path, events])).toEqual([
      ['c/templates/a.yaml', 'pre-install'],
      ['generated-by-postrender-1.yaml', 'post-install'],
    ]);
  });

  it('may delete all that there is', () => {
    const patch = '$patch: delete\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n';
    const only = { 'c/templates/b.yaml': configMap('web') };
    const spec = { postRenderers: [{ kustomize: { patches: [{ patch }] } }, { kustomize: {} }] };
    expect(rendered(spec, only)).toEqual({ manifests: [], hooks: [] });
  });

  it('say what they do not find', () => {
    expect(() => rendered(kustomize({ patches: [{ patch: merge.replace('web', 'other') }] }))).toThrow(
      /^error while running post render on files: .*no matches for Id/s,
    );
  });

  it('read no file and no address', () => {
    const patchesStrategicMerge = ['https://example.com/patch.yaml'];
    expect(() => rendered(kustomize({ patchesStrategicMerge }))).toThrow(/^error while running post render on files: /);
  });
});
